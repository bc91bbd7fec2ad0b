// For tests of the second factor: an account that has one, and its app.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "fotogal/account/totp.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "tests/support/authenticator_app.h"
#include "tests/support/mail_world.h"

namespace tests {

struct FactorWorld : MailWorld {
  static constexpr const char* kPassword = "password of ann";

  Person ann = SignUpVerified("ann");
  std::string secret;
  std::vector<std::string> recovery;

  Reply Totp(const std::string& method, const Json& body) {
    return cloud.Send(&fotogal::account::Handle, {method, "/v1/me/totp", "", body.dump()}, &ann);
  }
  void Offer() {
    const auto offer = Totp("POST", {{"password", kPassword}});
    REQUIRE(offer.status == 200);
    secret = BytesOfBase32(offer.body["secret"].get<std::string>());
    CHECK(offer.body["url"].get<std::string>().find(offer.body["secret"].get<std::string>()) !=
          std::string::npos);
  }
  // Of the step of 30 seconds `later`.
  std::string Code(int later = 0) {
    return fotogal::totp::CodeOf(secret, fotogal::totp::StepAt(cloud.now) + later);
  }
  void SwitchOn() {
    Offer();
    const auto on = Totp("PUT", {{"code", Code()}});
    REQUIRE(on.status == 200);
    recovery = on.body["recovery_codes"].get<std::vector<std::string>>();
    cloud.now += fotogal::totp::kStep;
  }
  Reply LogIn(const Json& body) {
    return cloud.Send(&fotogal::login::Handle, {"POST", "/v1/login", "", body.dump()});
  }
  std::string State() {
    const auto asked = LogIn({{"login", "ann"}, {"password", kPassword}});
    CHECK(asked.status == 401);
    CHECK(asked.Code() == "second_factor_required");
    return asked.body["state"];
  }
  Reply Answer(const std::string& state, const std::string& code) {
    return LogIn({{"state", state}, {"code", code}});
  }
};

}  // namespace tests
