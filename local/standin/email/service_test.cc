#include "local/standin/email/service.h"

#include <catch2/catch_test_macros.hpp>

#include "common/rfc3339.h"
#include "local/standin/testing.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Folder;

constexpr const char* kSubmit = "/20220926/actions/submitEmail";

struct Post {
  Post() {
    email = Email::Open({folder.path(), "t", "http://127.0.0.1:1",
                         [] { return oci::TimePoint(std::chrono::seconds(1795269600)); },
                         SystemRandom(),
                         [](const std::string& compartment, const std::string& sender) {
                           return compartment == "c" && sender == "no-reply@fotogal.example";
                         }})
                .value();
  }
  Response Send(const json& submitted) {
    return email->Handle({"POST", kSubmit, "", {}, oci::JsonText(submitted)});
  }
  Folder folder;
  std::unique_ptr<Email> email;
  json mail = {{"sender",
                {{"senderAddress", {{"email", "no-reply@fotogal.example"}, {"name", "FotoGal"}}},
                 {"compartmentId", "c"}}},
               {"recipients", {{"to", {{{"email", "ana@example.com"}}}}}},
               {"subject", "Olá"},
               {"bodyText", "one\ntwo"},
               {"bodyHtml", "<p>one</p>"}};
};

TEST_CASE("stand-in email: a mail is kept as it was sent, with its time and envelope") {
  Post post;
  const auto first = post.Send(post.mail);
  REQUIRE(first.status == 200);
  post.mail["messageId"] = "mine@fotogal.example";
  const auto second = oci::ParseOrThrow(post.Send(post.mail).body);
  CHECK(second["messageId"] == "mine@fotogal.example");
  CHECK(second["suppressedRecipients"] == json::array());
  const auto mails = ReadMails(post.folder.path());
  REQUIRE(mails.size() == 2);
  CHECK(mails[0]["envelopeId"] == oci::ParseOrThrow(first.body)["envelopeId"]);
  CHECK(mails[0]["messageId"] == oci::ParseOrThrow(first.body)["messageId"]);
  CHECK(mails[1]["envelopeId"] != mails[0]["envelopeId"]);
  CHECK(common::ParseRfc3339(mails[1]["time"].get<std::string>()));
  for (const auto& [name, value] : post.mail.items()) CHECK(mails[1][name] == value);
}

TEST_CASE("stand-in email: what the service refuses is not kept") {
  Post post;
  const auto refused = [&](const char* pointer, const json& value, int status = 400) {
    json mail = post.mail;
    mail[json::json_pointer(pointer)] = value;
    INFO(pointer << " = " << oci::JsonText(value));
    CHECK(post.Send(mail).status == status);
  };
  refused("/sender/senderAddress/email", "somebody@else.example", 404);
  refused("/sender/compartmentId", "other", 404);
  refused("/sender/compartmentId", "");
  refused("/sender/senderAddress", json::object());
  refused("/recipients", json::object());
  refused("/recipients/to/0/email", "ana");
  refused("/recipients/to/0/email", "an\u00e1@example.com");
  refused("/recipients/to/0/email", "a@b\r\nBcc: c@d");
  refused("/recipients/to", json(51, {{"email", "ana@example.com"}}));
  refused("/subject", "");
  json no_body = post.mail;
  no_body.erase("bodyText");
  CHECK(post.Send(no_body).status == 200);
  no_body.erase("bodyHtml");
  CHECK(post.Send(no_body).status == 400);
  CHECK(post.Send(json::array()).status == 400);
  CHECK(ReadMails(post.folder.path()).size() == 1);
}

TEST_CASE("stand-in email: the tenancy's configuration names the endpoint") {
  Post post;
  const auto ask = [&](const std::string& compartment) {
    return post.email->Handle(
        {"GET", "/20170907/configuration", "compartmentId=" + compartment, {}, ""});
  };
  CHECK(oci::ParseOrThrow(ask("t").body)["httpSubmitEndpoint"] == "http://127.0.0.1:1");
  CHECK(ask("c").status == 404);
  CHECK(post.email->Handle({"GET", kSubmit, "", {}, ""}).status == 501);
}

}  // namespace
}  // namespace standin
