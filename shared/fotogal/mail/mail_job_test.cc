#include "fotogal/mail/mail_job.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/mail_world.h"

namespace {

using namespace fotogal;
using tests::Json;
using tests::MailWorld;

struct Sending : MailWorld {
  void Queue(const MailJob& mail) {
    auto call = cloud.NewCall();
    const Context context{cloud.services(), call};
    const auto job = QueueMail(context, mail);
    REQUIRE(job.ok());
    SendQueued(context, *job);
  }
};

TEST_CASE("mail job: rows have neither address nor secret in clear") {
  Sending world;
  world.SignUp("ann");
  world.AskForReset("ann@example.com");
  const auto rows = Json(world.cloud.Rows(schema::kJobs)).dump();
  CHECK(rows.find("ann@") == std::string::npos);
  world.cloud.RunJobs();
  const auto token = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
  for (const auto table : {schema::kTokens, schema::kJobs})
    CHECK(Json(world.cloud.Rows(table)).dump().find(token.substr(30)) == std::string::npos);
}

TEST_CASE("mail job: a mail that is sent again is the same mail with the same link") {
  Sending world;
  world.SignUp("ann");
  const auto started = world.cloud.TakeStarted();
  REQUIRE(started.size() == 1);
  // the mail was taken, but the run dies before it has removed the job
  const int all = [&] {
    Sending whole;
    whole.SignUp("ann");
    const auto job = whole.cloud.TakeStarted();
    const int before = whole.cloud.transport().requests();
    whole.cloud.RunOn(whole.cloud.services(), job[0]);
    return whole.cloud.transport().requests() - before;
  }();
  world.cloud.transport().FailFrom(all, standin::InProcessTransport::Fault::kLostRequest);
  world.cloud.RunOn(world.cloud.services(), started[0]);
  world.cloud.transport().Recover();
  world.cloud.RunJobs();
  const auto mails = world.cloud.MailsTo("ann@example.com");
  REQUIRE(mails.size() == 2);
  CHECK(mails[0]["messageId"] == mails[1]["messageId"]);
  CHECK(mails[0]["bodyText"] == mails[1]["bodyText"]);
  CHECK(world.Follow(world.TokenIn(mails[0], "verify")).status == 200);
}

TEST_CASE("mail job: refused for good, a mail is dropped and told in the log") {
  Sending world;
  const auto ann = world.SignUp("ann");
  world.cloud.RunJobs();
  std::vector<Json> lines;
  world.cloud.services().log = [&](const Json& line) { lines.push_back(line); };
  // a sender without approval is refused with 404, which the operator can mend: the job stays
  world.cloud.services().config.mail.sender = "other@fotogal.example";
  world.cloud.now += std::chrono::minutes(2);
  world.Queue({.user = ann.id, .mail = MailKind::kVerifyAddress});
  world.cloud.RunStarted();
  CHECK(world.cloud.Rows(schema::kJobs).size() == 1);
  world.cloud.UseMail();
  world.cloud.RunJobs();
  CHECK(world.cloud.Rows(schema::kJobs).empty());
  CHECK(world.cloud.MailsTo("ann@example.com").size() == 2);
}

TEST_CASE("mail job: notices go to verified addresses only") {
  Sending world;
  const auto ann = world.SignUp("ann");
  world.cloud.RunJobs();
  const auto before = world.cloud.Mails().size();
  world.Queue({.user = ann.id, .mail = MailKind::kNewDevice, .device = "Firefox"});
  world.cloud.RunJobs();
  CHECK(world.cloud.Mails().size() == before);
  const auto bob = world.SignUpVerified("bob");
  world.Queue({.user = bob.id, .mail = MailKind::kNewDevice, .device = "Firefox"});
  world.cloud.RunStarted();
  CHECK(world.MailsWith("bob@example.com", "new device").size() == 1);
  world.Queue({.user = bob.id, .mail = MailKind::kNewDevice, .device = "Safari"});
  world.cloud.RunStarted();
  CHECK(world.MailsWith("bob@example.com", "new device").size() == 1);
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("mail job: a password's change is told when it has happened") {
  Sending world;
  const auto ann = world.SignUpVerified("ann");
  world.Queue({.user = ann.id, .mail = MailKind::kPasswordChanged, .password_hash = "never set"});
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "password was changed").empty());
}

TEST_CASE("mail job: nothing is queued while mails are off, and what waits is dropped") {
  Sending world;
  const auto ann = world.SignUp("ann");
  world.cloud.services().config.mail.sender.clear();
  world.Queue({.user = ann.id, .mail = MailKind::kVerifyAddress});
  CHECK(world.cloud.Rows(schema::kJobs).size() == 1);
  world.cloud.RunJobs();
  CHECK(world.cloud.Rows(schema::kJobs).empty());
  CHECK(world.cloud.Mails().empty());
}

TEST_CASE("mail job: what could not be sent for a day is dropped") {
  Sending world;
  world.SignUp("ann");
  world.cloud.ForgetStarted();
  world.cloud.now += std::chrono::hours(25);
  world.cloud.RunJobs();
  CHECK(world.cloud.Mails().empty());
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

}  // namespace
