// For tests of passkeys over the API: people with authenticators.
#pragma once

#include <string>

#include "tests/support/authenticator.h"
#include "tests/support/mail_world.h"

namespace tests {

struct PasskeyWorld : MailWorld {
  Person ann = SignUpVerified("ann");

  static std::string PasswordOf(const Person& person) { return "password of " + person.username; }
  Reply Passkeys(const std::string& method, const Json& body, const Person& as) {
    return cloud.Send(&fotogal::account::Handle,
                      {method, "/v1/me/passkeys", "", method == "GET" ? "" : body.dump()}, &as);
  }
  Json Listed(const Person& person) { return Passkeys("GET", {}, person).body.at("passkeys"); }
  Json Offer(const Person& person) {
    const auto offer = Passkeys("POST", {{"password", PasswordOf(person)}}, person);
    if (offer.status != 200) throw std::runtime_error(offer.raw.body);
    return offer.body;
  }
  // The body that adds it, after an offer.
  Json Made(const Json& offer, Authenticator& authenticator, const std::string& name = "Key") {
    return {{"state", offer.at("state")},
            {"name", name},
            {"credential", authenticator.Register(offer.at("options"))}};
  }
  // Adds it; returns its id.
  std::string Add(const Person& person, Authenticator& authenticator,
                  const std::string& name = "Key") {
    const auto made = Passkeys("PUT", Made(Offer(person), authenticator, name), person);
    if (made.status != 201) throw std::runtime_error(made.raw.body);
    return made.body.at("id");
  }
  Reply Remove(const Person& person, const std::string& id) {
    return Passkeys("DELETE", {{"id", id}, {"password", PasswordOf(person)}}, person);
  }

  Reply LogIn(const Json& body) { return LogInTo(cloud.services(), body); }
  Reply LogInTo(fotogal::Services& services, const Json& body) {
    return cloud.SendTo(services, &fotogal::login::Handle, {"POST", "/v1/login", "", body.dump()});
  }
  Json Asked() {
    cloud.now += std::chrono::milliseconds(1);
    const auto asked = LogIn({{"passkey", Json::object()}});
    if (asked.status != 200) throw std::runtime_error(asked.raw.body);
    return asked.body;
  }
  // The body that logs in.
  Json Answered(const Json& asked, Authenticator& authenticator) {
    return {{"state", asked.at("state")}, {"passkey", authenticator.Assert(asked.at("options"))}};
  }
  Reply LogInBy(Authenticator& authenticator) { return LogIn(Answered(Asked(), authenticator)); }
};

}  // namespace tests
