// What sends mails: sender, domain and DKIM, and what functions are told of them.
#include <catch2/catch_test_macros.hpp>

#include "operate/provision/settings.h"
#include "operate/provision/testing.h"

namespace operate::provision {
namespace {

struct MailTenancy : testing::EmptyTenancy {
  MailTenancy() {
    settings.mail = {"no-reply@photos.example", "Photos"};
    settings.url = "https://photos.example";
  }
};

bool Contains(const std::vector<std::string>& lines, const std::string& text) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const auto& line) { return line.find(text) != std::string::npos; });
}

TEST_CASE("provision makes what sends mails, once, and tells functions of it") {
  MailTenancy tenancy;
  REQUIRE(tenancy.Apply().ok());
  CHECK(Contains(tenancy.lines, "mail sender no-reply@photos.example"));
  CHECK(Contains(tenancy.lines, "mail domain photos.example"));
  CHECK(Contains(tenancy.lines, "DKIM fotogal-photos"));
  const auto config = tenancy.App()["config"];
  CHECK(config["FOTOGAL_MAIL_SENDER"] == "no-reply@photos.example");
  CHECK(config["FOTOGAL_MAIL_NAME"] == "Photos");
  CHECK(config["FOTOGAL_MAIL_ENDPOINT"].get<std::string>().starts_with("http"));
  CHECK(config["FOTOGAL_MAIL_COMPARTMENT_ID"] == tenancy.settings.compartment_id);
  CHECK(config["FOTOGAL_WEB_URL"] == "https://photos.example");
  REQUIRE(tenancy.Apply().ok());
  CHECK_FALSE(Contains(tenancy.lines, "+ mail"));
  CHECK_FALSE(Contains(tenancy.lines, "+ DKIM"));
}

TEST_CASE("provision tells the DNS records, and which one receivers do not find") {
  MailTenancy tenancy;
  REQUIRE(tenancy.Apply().ok());
  auto made = tenancy.New();
  const auto resources = made.Resources();
  const auto plan = MakePlan(tenancy.Calls(), resources);
  REQUIRE(plan.ok());
  std::vector<std::string> lines;
  for (const auto& step : *plan) lines.push_back(Line(step));
  CHECK(Contains(lines, "DKIM fotogal-photos: receivers do not find its DNS record yet: CNAME "));
  const auto records = made.MailRecords();
  CHECK(records.find("photos.example. TXT \"v=spf1 include:rp.oracleemaildelivery.com ~all\"") !=
        std::string::npos);
  CHECK(records.find("._domainkey.photos.example. CNAME ") != std::string::npos);
  CHECK(records.find("_dmarc.photos.example. TXT ") != std::string::npos);
  CHECK(made.Policies().find("use email-family") != std::string::npos);
}

TEST_CASE("without a sender nothing of mails is made or asked for") {
  testing::EmptyTenancy tenancy;
  REQUIRE(tenancy.Apply().ok());
  CHECK_FALSE(Contains(tenancy.lines, "mail"));
  CHECK_FALSE(tenancy.App()["config"].contains("FOTOGAL_MAIL_SENDER"));
  CHECK(tenancy.New().MailRecords().empty());
  CHECK(tenancy.New().Policies().find("email-family") == std::string::npos);
}

TEST_CASE("destroying removes what sends mails") {
  MailTenancy tenancy;
  REQUIRE(tenancy.Apply().ok());
  auto made = tenancy.New();
  const auto resources = made.Resources();
  const auto steps = MakeDestruction(tenancy.Calls(), resources, {});
  REQUIRE(steps.ok());
  REQUIRE(Destroy(tenancy.Calls(), *steps, {[](const std::string&) {}}).ok());
  auto call = tenancy.NewCall();
  oci::management::Client senders(tenancy.requester, oci::management::Senders("http://h"));
  CHECK(senders.List(call, tenancy.settings.compartment_id).value().empty());
}

TEST_CASE("settings of mails need a sender and an address for people") {
  const std::string head = R"({"region": "sa-saopaulo-1", "compartment_id": "c", )";
  const auto read = [&](const std::string& rest) { return ParseSettings(head + rest + "}", "f"); };
  const auto whole =
      read(R"("url": "https://photos.example", "mail": {"sender": "a@photos.example"})");
  REQUIRE(whole.ok());
  CHECK(whole->settings.mail.sender == "a@photos.example");
  CHECK(whole->settings.mail.name == "FotoGal");
  CHECK(read(R"("mail": {"sender": "a@photos.example"})").error().message.find("url") !=
        std::string::npos);
  CHECK(read(R"("url": "https://photos.example", "mail": {"name": "P"})")
            .error()
            .message.find("mail.sender") != std::string::npos);
  CHECK_FALSE(read(R"("url": "https://photos.example", "mail": {"sender": "nobody"})").ok());
  CHECK_FALSE(read(R"("url": "https://photos.example", "mail": {"sender": "a@b", "x": 1})").ok());
}

}  // namespace
}  // namespace operate::provision
