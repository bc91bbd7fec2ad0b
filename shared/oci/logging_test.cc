#include "oci/logging.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using nlohmann::json;
using testing::Bench;
using testing::LostAnswer;

TEST_CASE("logging: entries, groups and logs") {
  Bench bench;
  logging::IngestionClient ingestion(bench.requester, "https://i.example.com");
  bench.transport->Add(200, "").AddError(LostAnswer());
  Call call = bench.NewCall();
  CHECK(ingestion
            .Push(call, "ocid1.log", "fotogal.audit", "signup",
                  {{"id1", "{\"a\":1}", testing::At(1795269600)}})
            .ok());
  const json batch = json::parse(bench.transport->sent[0].body)["logEntryBatches"][0];
  CHECK(bench.transport->sent[0].url ==
        "https://i.example.com/20200831/logs/ocid1.log/actions/push");
  CHECK(batch["entries"] ==
        json::parse(R"([{"data":"{\"a\":1}","id":"id1","time":"2026-11-21T14:00:00.000Z"}])"));
  CHECK(batch["type"] == "fotogal.audit");
  CHECK(batch["defaultlogentrytime"] == "2014-01-05T21:31:40.000Z");
  CHECK_FALSE(ingestion.Push(call, "l", "t", "s", {}).ok());
  CHECK(bench.transport->sent.size() == 2);

  logging::ManagementClient management(bench.requester, "https://l.example.com", "c");
  bench.transport->Add(200, R"([{"displayName":"other","id":"1"}])", {{"opc-next-page", "p"}})
      .Add(200, R"([{"displayName":"g","id":"2"}])")
      .Add(200, "[]")
      .Add(202, "")
      .Add(202, "");
  CHECK(management.FindLogGroup(call, "g").value() == "2");
  CHECK(bench.transport->sent[3].url ==
        "https://l.example.com/20200531/logGroups?compartmentId=c&displayName=g&page=p");
  CHECK_FALSE(management.FindLog(call, "2", "l").value().has_value());
  CHECK(management.CreateLogGroup(call, "g").ok());
  CHECK(management.CreateLog(call, "2", "l").ok());
  CHECK(json::parse(bench.transport->sent[6].body)["logType"] == "CUSTOM");
}

}  // namespace
}  // namespace oci
