// Approved senders, e-mail domains and DKIMs.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/management/service.h"
#include "local/standin/testing_management.h"

using namespace standin;
using nlohmann::json;
using testing::ManagementBench;

TEST_CASE("stand-in email: a sender is approved once it was created, in its compartment") {
  ManagementBench bench;
  CHECK_FALSE(bench.management->IsApprovedSender("c", "a@fotogal.example"));
  const json details = {{"compartmentId", "c"}, {"emailAddress", "a@fotogal.example"}};
  const std::string id = bench.Made("/20170907/senders", details);
  CHECK(bench.Make("/20170907/senders", details).status == 409);
  CHECK(bench.management->IsApprovedSender("c", "A@FotoGal.example"));
  CHECK_FALSE(bench.management->IsApprovedSender("t", "a@fotogal.example"));
  CHECK_FALSE(bench.management->IsApprovedSender("c", "b@fotogal.example"));
  const auto listed =
      bench.Send("GET", "/20170907/senders?compartmentId=c&emailAddress=a@fotogal.example");
  CHECK(json::parse(listed.body)[0]["id"] == id);
  CHECK(bench.Get("/20170907/senders", id)["lifecycleState"] == "ACTIVE");
  CHECK(bench.Send("DELETE", "/20170907/senders/" + id).status == 204);
  CHECK_FALSE(bench.management->IsApprovedSender("c", "a@fotogal.example"));
  for (const char* wrong : {"", "a", "@b", "a@", "a@b@c"}) {
    INFO(wrong);
    CHECK(
        bench.Make("/20170907/senders", {{"compartmentId", "c"}, {"emailAddress", wrong}}).status ==
        400);
  }
}

TEST_CASE("stand-in email: a domain's DKIM names its DNS record, which is missing here") {
  ManagementBench bench;
  const std::string domain =
      bench.Made("/20170907/emailDomains", {{"compartmentId", "c"}, {"name", "fotogal.example"}});
  const std::string dkim =
      bench.Made("/20170907/dkims", {{"emailDomainId", domain}, {"name", "fotogal-iad-2026"}});
  CHECK(bench.Get("/20170907/dkims", dkim)["lifecycleState"] == "CREATING");
  const json shown = bench.Get("/20170907/dkims", dkim);
  CHECK(shown["lifecycleState"] == "NEEDS_ATTENTION");
  CHECK(shown["compartmentId"] == "c");
  CHECK(shown["dnsSubdomainName"] == "fotogal-iad-2026._domainkey.fotogal.example");
  CHECK(shown["cnameRecordValue"] ==
        "fotogal-iad-2026.fotogal.example.dkim.iad1.oracleemaildelivery.com");
  const auto listed = bench.Send("GET", "/20170907/dkims?emailDomainId=" + domain);
  CHECK(json::parse(listed.body)["items"][0]["id"] == dkim);
  CHECK(bench.Send("DELETE", "/20170907/emailDomains/" + domain).status == 409);
  CHECK(bench.Make("/20170907/dkims", {{"emailDomainId", "none"}}).status == 404);
  const std::string unnamed = bench.Made(
      "/20170907/dkims",
      {{"emailDomainId", bench.Made("/20170907/emailDomains",
                                    {{"compartmentId", "c"}, {"name", "other.example"}})}});
  CHECK_FALSE(bench.Get("/20170907/dkims", unnamed)["name"].get<std::string>().empty());
}
