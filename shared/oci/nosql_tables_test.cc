#include <catch2/catch_test_macros.hpp>

#include "oci/nosql.h"
#include "oci/testing_nosql.h"

namespace oci::nosql {
namespace {

using namespace testing;

TEST_CASE("table operations") {
  Table table;
  const HeaderList work = {{"opc-work-request-id", "w/1"}};
  for (int i = 0; i < 5; ++i) table.transport->Add(202, "", work);
  Call call = table.NewCall();
  TableLimits limits;
  limits.read_units = 10;
  limits.write_units = 5;
  limits.storage_gb = 1;
  CHECK(table.client.CreateTable(call, "t", "CREATE TABLE t", limits).value() == "w/1");
  CHECK(
      table.body(0) ==
      Json{{"name", "t"},
           {"compartmentId", "ocid1.c/x"},
           {"ddlStatement", "CREATE TABLE t"},
           {"tableLimits", {{"maxReadUnits", 10}, {"maxWriteUnits", 5}, {"maxStorageInGBs", 1}}}});
  CHECK_FALSE(FindHeader(table.sent(0).headers, "opc-retry-token").empty());
  limits.on_demand = true;
  CHECK(table.client.UpdateTableLimits(call, "t", limits).value() == "w/1");
  CHECK(table.body(1)["tableLimits"]["capacityMode"] == "ON_DEMAND");
  CHECK(table.client.AlterTable(call, "t", "ALTER").value() == "w/1");
  CHECK(table.body(2)["ddlStatement"] == "ALTER");
  CHECK(table.client.DropTable(call, "t").value() == "w/1");
  CHECK(table.sent(3).url == kBase + "/tables/t?compartmentId=ocid1.c%2Fx&isIfExists=true");
  CHECK(table.client.CreateIndex(call, "t", {"i", {"a", "b"}}).value() == "w/1");
  CHECK(table.body(4)["keys"] == Json::parse(R"([{"columnName":"a"},{"columnName":"b"}])"));
}

TEST_CASE("tables and indexes as the service tells them") {
  Table table;
  table.transport
      ->Add(200, R"({"name":"t","id":"i","lifecycleState":"ACTIVE","ddlStatement":"d",
      "tableLimits":{"maxReadUnits":10,"maxWriteUnits":5,"maxStorageInGBs":1,"capacityMode":"PROVISIONED"},
      "schema":{"primaryKey":["id"],"columns":[{"name":"id","type":"LONG"}]}})")
      .Add(404, R"({"code":"TableNotFound","message":"m"})")
      .Add(200, R"({"items":[{"name":"a","lifecycleState":"ACTIVE","keys":[{"columnName":"x"}]},
                             {"name":"b","lifecycleState":"CREATING","keys":[{"columnName":"y"}]}]})",
           {{"opc-next-page", "2"}})
      .Add(200, R"({"items":[{"name":"c","lifecycleState":"ACTIVE","keys":[]}]})");
  Call call = table.NewCall();
  const auto info = table.client.GetTable(call, "t");
  REQUIRE(info.ok());
  CHECK((*info)->state == "ACTIVE");
  CHECK((*info)->limits.read_units == 10);
  CHECK((*info)->columns[0].type == "LONG");
  CHECK((*info)->primary_key == std::vector<std::string>{"id"});
  CHECK_FALSE(table.client.GetTable(call, "t").value().has_value());
  const auto indexes = table.client.ListIndexes(call, "t");
  REQUIRE(indexes.ok());
  REQUIRE(indexes->size() == 2);
  CHECK((*indexes)[0].columns == std::vector<std::string>{"x"});
  CHECK((*indexes)[1].name == "c");
}

TEST_CASE("a work request is awaited") {
  Table table;
  Call call = table.NewCall(std::chrono::seconds(3));
  CHECK(table.client.AwaitWorkRequest(call, "").ok());
  CHECK(table.transport->sent.empty());
  SECTION("until it has succeeded") {
    table.transport->Add(200, R"({"status":"IN_PROGRESS"})").Add(200, R"({"status":"SUCCEEDED"})");
    CHECK(table.client.AwaitWorkRequest(call, "a/b==").ok());
    CHECK(table.sent(0).url == kBase + "/workRequests/a%2Fb%3D%3D");
  }
  SECTION("until it has failed") {
    table.transport->Add(200, R"({"status":"FAILED"})")
        .Add(200, R"({"items":[{"code":"InvalidParameter","message":"bad DDL"}]})");
    const auto status = table.client.AwaitWorkRequest(call, "w");
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == "InvalidParameter");
    CHECK(status.error().message == "bad DDL");
  }
  SECTION("no longer than the call lasts") {
    table.transport->otherwise = [](const HttpRequest&) -> Result<HttpResponse> {
      return HttpResponse{200, {}, R"({"status":"IN_PROGRESS"})"};
    };
    CHECK(table.client.AwaitWorkRequest(call, "w").error().code == "deadline_exceeded");
  }
}

}  // namespace
}  // namespace oci::nosql
