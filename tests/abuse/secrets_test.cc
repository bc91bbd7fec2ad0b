// What lets people into their accounts stands in no log of a whole service.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "local/running/operator.h"
#include "tests/support/authenticator_app.h"
#include "tests/support/mailed.h"
#include "tests/support/running_service.h"

using namespace tests;

namespace {

struct Ann {
  RunningService service;
  std::map<std::string, std::string> secrets;  // by what they are

  HttpReply Send(const std::string& method, const std::string& path, const Json& body) {
    return service.SendPatiently(method, path, body.dump(), "application/json");
  }
  HttpReply SendAs(const std::string& method, const std::string& path, const Json& body) {
    const Client client{&service, "ann", secrets.at("session")};
    return client.SendPatiently(method, path, body.dump(), "application/json");
  }
  std::string MailedToken(const std::string& kind) {
    REQUIRE(Eventually([&] { return !MailsTo(service.data(), "ann@example.com", kind).empty(); }));
    return TokenIn(MailsTo(service.data(), "ann@example.com", kind).back());
  }

  void GetAddressVerified() {
    secrets["address"] = "ann@example.com";
    secrets["session"] = Client::SignUp(service, "ann").token;
    secrets["first password"] = "password of ann";
    secrets["link of the verification"] = MailedToken("verify");
    const Json body{{"token", secrets["link of the verification"]}};
    CHECK(Send("PUT", "/v1/email-verifications", body).status == 200);
    CHECK(Send("PUT", "/v1/email-verifications", body).status == 400);
  }
  void GetNewPassword() {
    CHECK(Send("POST", "/v1/password-resets", {{"email", secrets["address"]}}).status == 202);
    secrets["link of the reset"] = MailedToken("reset");
    secrets["new password"] = "an entirely new password";
    const Json body{{"token", secrets["link of the reset"]},
                    {"new_password", secrets["new password"]}};
    CHECK(Send("PUT", "/v1/password-resets", body).status == 204);
    CHECK(Send("PUT", "/v1/password-resets", body).status == 400);
    secrets["wrong password"] = "words that are nobody's";
    CHECK(Send("POST", "/v1/login", {{"login", "ann"}, {"password", secrets["wrong password"]}})
              .status == 401);
  }
  void LogInByCode() {
    const Json password{{"login", "ann"}, {"password", secrets["new password"]}};
    secrets["session"] = Send("POST", "/v1/login", password).json()["token"];
    const auto offer =
        SendAs("POST", "/v1/me/totp", {{"password", secrets["new password"]}}).json();
    secrets["secret of the app"] = offer["secret"];
    const auto code = [&](int later) {
      return CodeAt(local::SystemNow(), secrets["secret of the app"], later);
    };
    const auto on = SendAs("PUT", "/v1/me/totp", {{"code", code(-1)}});
    REQUIRE(on.status == 200);
    secrets["recovery code"] = on.json()["recovery_codes"][0];
    secrets["state"] = Send("POST", "/v1/login", password).json()["state"];
    const Json by_code{{"state", secrets["state"]}, {"code", code(0)}};
    CHECK(Send("POST", "/v1/login", by_code).status == 200);
    CHECK(Send("POST", "/v1/login", by_code).Code() == "wrong_code");
    const Json by_recovery{{"state", secrets["state"]}, {"code", secrets["recovery code"]}};
    CHECK(Send("POST", "/v1/login", by_recovery).status == 200);
  }
};

}  // namespace

TEST_CASE("no log has a mailed link, a password, a code's secret, a state or an address") {
  Ann ann;
  ann.GetAddressVerified();
  ann.GetNewPassword();
  ann.LogInByCode();
  int logs = 0;
  for (const auto& file : std::filesystem::directory_iterator(ann.service.data() + "/logs")) {
    std::ifstream stream(file.path());
    const std::string log{std::istreambuf_iterator<char>(stream), {}};
    logs += log.empty() ? 0 : 1;
    for (const auto& [what, secret] : ann.secrets) {
      INFO(file.path() << " has the " << what);
      CHECK(log.find(secret) == std::string::npos);
    }
  }
  CHECK(logs > 3);
}
