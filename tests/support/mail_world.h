// For tests of what mails are for: people, their mails, and the links in them.
#pragma once

#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct MailWorld {
  TestCloud cloud;
  std::map<std::string, Person> people;

  MailWorld() { cloud.UseMail(); }

  Person SignUp(const std::string& username) { return people[username] = cloud.SignUp(username); }
  Reply AskForReset(const std::string& address) {
    const Json body{{"email", address}};
    return cloud.Send(&fotogal::login::Handle, {"POST", "/v1/password-resets", "", body.dump()});
  }
  Reply Follow(const std::string& token) {
    const Json body{{"token", token}};
    return cloud.Send(&fotogal::login::Handle, {"PUT", "/v1/email-verifications", "", body.dump()});
  }
  Reply Me(const Person& person) {
    return cloud.Send(&fotogal::account::Handle, {"GET", "/v1/me"}, &person);
  }
  // Whether the person's session exists; reading does not look.
  bool IsLoggedIn(const Person& person) { return Patch(person, Json::object()).status == 200; }
  Reply Patch(const Person& person, const Json& body) {
    return cloud.Send(&fotogal::account::Handle, {"PATCH", "/v1/me", "", body.dump()}, &person);
  }
  // Mails to that address whose subject contains these words, the oldest first.
  std::vector<Json> MailsWith(const std::string& address, const std::string& words) {
    auto mails = cloud.MailsTo(address);
    std::erase_if(mails, [&](const Json& mail) {
      return mail.at("subject").get<std::string>().find(words) == std::string::npos;
    });
    return mails;
  }
  Json LastMailTo(const std::string& address) {
    const auto mails = cloud.MailsTo(address);
    if (mails.empty()) throw std::runtime_error("no mail to " + address);
    return mails.back();
  }
  // The token of the link to that page: the same in both forms of the mail.
  static std::string TokenIn(const Json& mail, const std::string& page) {
    const std::regex link("https://photos\\.example/" + page + "#([A-Za-z0-9_-]+)");
    std::string tokens[2];
    for (const auto& [form, token] : {std::pair("bodyText", 0), std::pair("bodyHtml", 1)}) {
      const auto body = mail.at(form).get<std::string>();
      std::smatch found;
      if (!std::regex_search(body, found, link)) throw std::runtime_error("no link: " + body);
      tokens[token] = found[1];
    }
    if (tokens[0] != tokens[1]) throw std::runtime_error("two links in " + mail.dump());
    return tokens[0];
  }
  // Signs up and opens the first mail's link.
  Person SignUpVerified(const std::string& username) {
    const auto person = SignUp(username);
    cloud.RunJobs();
    const auto reply = Follow(TokenIn(LastMailTo(username + "@example.com"), "verify"));
    if (reply.status != 200) throw std::runtime_error(reply.raw.body);
    return person;
  }
};

}  // namespace tests
