#include "local/command/mail.h"

#include <catch2/catch_test_macros.hpp>

using Json = nlohmann::json;

namespace {

const std::vector<Json> kMails = {
    Json::parse(R"({"sender": {"senderAddress": {"email": "no-reply@fotogal.example",
      "name": "FotoGal"}}, "recipients": {"to": [{"email": "ana@example.com", "name": "Ana"}]},
      "subject": "Olá", "bodyText": "one\ntwo", "bodyHtml": "<p>one</p>\n",
      "time": "2026-11-30T01:00:00.000Z"})"),
    Json::parse(R"({"recipients": {"to": [{"email": "bia@example.com"}]}, "subject": "x\u001b[2J",
      "time": "2026-11-30T01:00:01.000Z"})")};

}  // namespace

TEST_CASE("mails stand in a table by the number that shows them") {
  CHECK(local::MailTable(kMails, "") ==
        "MAIL  TIME                      TO                     SUBJECT\n"
        "1     2026-11-30T01:00:00.000Z  Ana <ana@example.com>  Olá\n"
        "2     2026-11-30T01:00:01.000Z  bia@example.com        x [2J\n");
  CHECK(local::MailTable(kMails, "BIA@example.com") ==
        "MAIL  TIME                      TO               SUBJECT\n"
        "2     2026-11-30T01:00:01.000Z  bia@example.com  x [2J\n");
}

TEST_CASE("a mail is shown as it is read, or its HTML") {
  CHECK(local::MailText(kMails[0], false) ==
        "From:     FotoGal <no-reply@fotogal.example>\n"
        "To:       Ana <ana@example.com>\n"
        "Date:     2026-11-30T01:00:00.000Z\n"
        "Subject:  Olá\n"
        "\n"
        "one\ntwo\n");
  CHECK(local::MailText(kMails[0], true).ends_with("\n\n<p>one</p>\n"));
}

TEST_CASE("a mail that is not there, and a folder that is not there, are told") {
  CHECK(local::ShowMails({.data = "/nonexistent"}) == 1);
  CHECK(local::ShowMails({.data = "/tmp", .number = 1}) == 1);
}
