#include "oci/nosql.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "oci/testing.h"

namespace oci::nosql {
namespace {

using testing::Bench;
using testing::LostAnswer;

const std::string kBase = "https://nosql.example.com/20190828";
const char* const kUsage = R"("usage":{"readUnitsConsumed":2,"writeUnitsConsumed":3})";

struct Table : Bench {
  Table() : client(requester, {"https://nosql.example.com", "ocid1.c/x"}) {}
  const HttpRequest& sent(size_t index) const { return transport->sent.at(index); }
  Json body(size_t index) const { return Json::parse(sent(index).body); }
  Client client;
};

std::string Usage(const std::string& rest = "") {
  return std::string("{") + kUsage + (rest.empty() ? "" : "," + rest) + "}";
}

TEST_CASE("get: the key in the URL, value, version and units in the result") {
  Table table;
  table.transport->Add(200, Usage(R"("value":{"a":"x\/y","n":null})"), {{"etag", "v1"}});
  Call call = table.NewCall();
  const auto row = table.client.Get(
      call, "my table", {{"name", "u:a&b+c"}, {"id", 7}, {"ok", true}}, Consistency::kAbsolute);
  REQUIRE(row.ok());
  REQUIRE(row->has_value());
  CHECK((*row)->value == Json{{"a", "x/y"}, {"n", nullptr}});
  CHECK((*row)->version == "v1");
  CHECK(table.sent(0).url == kBase +
                                 "/tables/my%20table/rows?compartmentId=ocid1.c%2Fx"
                                 "&key=name%3Au%3Aa%26b%2Bc&key=id%3A7&key=ok%3Atrue"
                                 "&consistency=ABSOLUTE");
  CHECK(call.read_units == 2);
  CHECK(call.write_units == 3);
}

TEST_CASE("get: no such row; no such table; a key that is no key") {
  Table table;
  table.transport->Add(200, Usage()).Add(404, R"({"code":"TableNotFound","message":"m"})");
  Call call = table.NewCall();
  const auto none = table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual);
  REQUIRE(none.ok());
  CHECK_FALSE(none->has_value());
  CHECK(table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual).error().code ==
        "TableNotFound");
  for (const Json& key : std::vector<Json>{nullptr, 1.5, Json::array(), Json::object()}) {
    CHECK(table.client.Get(call, "t", {{"id", key}}, Consistency::kEventual).error().code ==
          "invalid_request");
  }
  CHECK(table.transport->sent.size() == 2);
}

TEST_CASE("answers with raw control characters in strings are understood") {
  Table table;
  std::string value = "a";
  value += '\0';
  value += "\x01\x1f\x7f\nb\\\"\\";
  std::string text = R"({"value":{"s":"a)";
  text += '\0';
  text += "\x01\x1f\x7f\n";
  text += R"(b\\\"\\"}})";
  table.transport->Add(200, text, {{"etag", "v"}});
  Call call = table.NewCall();
  const auto row = table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual);
  REQUIRE(row.ok());
  CHECK((*row)->value["s"] == value);
}

TEST_CASE("an answer that is no JSON object is a bad response") {
  for (const char* body : {"", "[]", "{", "null", "{\"value\":\"\xFF\"}", "<html>"}) {
    INFO(body);
    Table table;
    table.transport->Add(200, body);
    Call call = table.NewCall();
    const auto row = table.client.Get(call, "t", {{"id", 1}}, Consistency::kEventual);
    REQUIRE_FALSE(row.ok());
    CHECK(row.error().code == "bad_response");
  }
}

TEST_CASE("put: body, options and header") {
  Table table;
  table.transport->Add(200, Usage(R"("version":"v2")"), {{"etag", "v2"}})
      .Add(200, Usage())
      .Add(200, Usage(R"("version":"v3")"));
  Call call = table.NewCall();
  PutOptions options;
  options.ttl_days = 90;
  auto put = table.client.Put(call, "t", {{"id", 1}, {"text", "Zürich 📷"}}, options);
  REQUIRE(put.ok());
  CHECK(put->written);
  CHECK(put->version == "v2");
  CHECK(table.body(0) == Json{{"compartmentId", "ocid1.c/x"},
                              {"value", {{"id", 1}, {"text", "Zürich 📷"}}},
                              {"ttl", 90}});
  options = {};
  options.when = PutOptions::When::kIfPresent;
  put = table.client.Put(call, "t", {{"id", 1}}, options);
  REQUIRE(put.ok());
  CHECK_FALSE(put->written);
  CHECK(table.body(1)["option"] == "IF_PRESENT");
  options = {};
  options.if_match = "a+b/c=";
  put = table.client.Put(call, "t", {{"id", 1}}, options);
  REQUIRE(put.ok());
  CHECK(put->written);
  CHECK(FindHeader(table.sent(2).headers, "if-match") == "a+b/c=");
}

TEST_CASE("put of a row that is no object or not UTF-8 is refused before it is sent") {
  Table table;
  Call call = table.NewCall();
  CHECK(table.client.Put(call, "t", Json::array()).error().code == "invalid_request");
  CHECK(table.client.Put(call, "t", {{"a", "\xFF"}}).error().code == "invalid_request");
  CHECK(table.transport->sent.empty());
}

TEST_CASE("put if absent finds what stands there") {
  Table table;
  table.transport->Add(200,
                       Usage(R"("existingValue":{"id":1,"op":"theirs"},"existingVersion":"v")"));
  Call call = table.NewCall();
  PutOptions options;
  options.when = PutOptions::When::kIfAbsent;
  const auto put = table.client.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
  REQUIRE(put.ok());
  CHECK_FALSE(put->written);
  REQUIRE(put->existing);
  CHECK(put->existing->value["op"] == "theirs");
  CHECK(put->existing->version == "v");
  CHECK(table.body(0)["isGetReturnRow"] == true);
}

TEST_CASE("put if absent whose first answer was lost recognises its own row") {
  for (const bool ours : {true, false}) {
    Table table;
    table.transport->AddError(LostAnswer())
        .Add(200, Usage(std::string(R"("existingVersion":"v","existingValue":{"op":")") +
                        (ours ? "ours" : "theirs") + "\"}"));
    Call call = table.NewCall();
    PutOptions options;
    options.when = PutOptions::When::kIfAbsent;
    const auto put = table.client.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
    REQUIRE(put.ok());
    CHECK(put->written == ours);
    CHECK(put->version == (ours ? "v" : ""));
    REQUIRE(put->existing);
    CHECK(put->existing->value["op"] == (ours ? "ours" : "theirs"));
  }
}

TEST_CASE("an op may be a number") {
  for (const int stored : {7, 8}) {
    Table table;
    table.transport->Add(200, Usage(R"("existingVersion":"v","existingValue":{"op":)" +
                                    std::to_string(stored) + "}"));
    Call call = table.NewCall();
    PutOptions options;
    options.when = PutOptions::When::kIfAbsent;
    CHECK(table.client.Put(call, "t", {{"id", 1}, {"op", 7}}, options)->written == (stored == 7));
  }
}

TEST_CASE("rows without op are never taken for one's own") {
  Table table;
  table.transport->Add(200, Usage(R"("existingVersion":"v","existingValue":{"op":null})"));
  Call call = table.NewCall();
  PutOptions options;
  options.when = PutOptions::When::kIfAbsent;
  CHECK_FALSE(table.client.Put(call, "t", {{"id", 1}, {"op", nullptr}}, options)->written);
}

TEST_CASE("put with a stale version is not written") {
  Table table;
  table.transport->Add(412, R"({"code":"ETagMismatch","message":"m"})");
  Call call = table.NewCall();
  PutOptions options;
  options.if_match = "v";
  const auto put = table.client.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
  REQUIRE(put.ok());
  CHECK_FALSE(put->written);
  CHECK(table.transport->sent.size() == 1);
}

TEST_CASE("put with a version whose first answer was lost looks for its own row") {
  for (const bool ours : {true, false}) {
    Table table;
    table.transport->AddError(LostAnswer())
        .Add(412, R"({"code":"ETagMismatch","message":"m"})")
        .Add(200, R"({"name":"t","schema":{"primaryKey":["user","id"]}})")
        .Add(200, Usage(std::string(R"("value":{"op":")") + (ours ? "ours" : "theirs") + "\"}"),
             {{"etag", "v9"}});
    Call call = table.NewCall();
    PutOptions options;
    options.if_match = "v";
    const auto put =
        table.client.Put(call, "t", {{"id", 1}, {"user", "u"}, {"op", "ours"}}, options);
    REQUIRE(put.ok());
    CHECK(put->written == ours);
    CHECK(put->version == (ours ? "v9" : ""));
    CHECK(table.sent(3).url == kBase +
                                   "/tables/t/rows?compartmentId=ocid1.c%2Fx&key=user%3Au"
                                   "&key=id%3A1&consistency=ABSOLUTE");
  }
}

TEST_CASE("delete") {
  Table table;
  table.transport->Add(200, Usage(R"("isSuccess":true)"))
      .Add(200, Usage(R"("isSuccess":false)"))
      .Add(412, R"({"code":"ETagMismatch","message":"m"})");
  Call call = table.NewCall();
  CHECK(table.client.Delete(call, "t", {{"id", 1}}).value());
  CHECK_FALSE(table.client.Delete(call, "t", {{"id", 1}}).value());
  CHECK(table.client.Delete(call, "t", {{"id", 1}}, "v").error().code == "ETagMismatch");
  CHECK(FindHeader(table.sent(2).headers, "if-match") == "v");
  CHECK(table.sent(0).method == "DELETE");
}

TEST_CASE("delete with a version whose first answer was lost") {
  Table table;
  table.transport->AddError(LostAnswer()).Add(412, R"({"code":"ETagMismatch"})").Add(200, Usage());
  Call call = table.NewCall();
  CHECK(table.client.Delete(call, "t", {{"id", 1}}, "v").value());
}

const std::string kSql = "DECLARE $u LONG; SELECT * FROM t WHERE user_id = $u";
const char* const kPrepared =
    R"({"usage":{"readUnitsConsumed":2,"writeUnitsConsumed":0},"statement":"AAEC\/w=="})";

TEST_CASE("a statement is prepared once and then run prepared") {
  Table table;
  table.transport->Add(200, kPrepared)
      .Add(200, Usage(R"("items":[{"a":1}])"))
      .Add(200, Usage(R"("items":[])"));
  Call call = table.NewCall();
  const auto page = table.client.Query(call, kSql, {{"$u", 7}});
  REQUIRE(page.ok());
  CHECK(page->items == std::vector<Json>{{{"a", 1}}});
  CHECK(page->next.empty());
  CHECK(table.sent(0).url ==
        kBase + "/query/prepare?compartmentId=ocid1.c%2Fx&statement=" + PercentEncode(kSql));
  CHECK(table.sent(1).url == kBase + "/query");
  CHECK(table.body(1) == Json{{"compartmentId", "ocid1.c/x"},
                              {"statement", "AAEC/w=="},
                              {"isPrepared", true},
                              {"variables", {{"$u", 7}}}});
  CHECK(call.read_units == 4);
  QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  options.limit = 20;
  options.page = "a+/=";
  REQUIRE(table.client.Query(call, kSql, {{"$u", 8}}, options).ok());
  CHECK(table.transport->sent.size() == 3);
  CHECK(table.sent(2).url == kBase + "/query?limit=20&page=a%2B%2F%3D");
  CHECK(table.body(2)["consistency"] == "ABSOLUTE");
}

TEST_CASE("a prepared statement that its table has outlived is prepared again, once") {
  Table table;
  table.transport->Add(200, kPrepared).Add(200, R"({"items":[]})");
  Call call = table.NewCall();
  REQUIRE(table.client.Query(call, kSql, {}).ok());
  const char* stale = R"({"code":"InvalidParameter","message":"changed"})";
  SECTION("and works then") {
    table.transport->Add(400, stale).Add(200, R"({"statement":"new"})").Add(200, R"({"items":[]})");
    REQUIRE(table.client.Execute(call, kSql, {}, false).ok());
    CHECK(table.body(4)["statement"] == "new");
  }
  SECTION("and fails when it is refused again") {
    table.transport->Add(400, stale)
        .Add(200, R"({"statement":"new"})")
        .Add(400, stale)
        .Add(200, "{}");
    CHECK(table.client.Execute(call, kSql, {}, false).error().code == "InvalidParameter");
    CHECK(table.transport->sent.size() == 5);
  }
}

TEST_CASE("a statement too long for the service's request line is sent as it is") {
  Table table;
  const std::string overhead =
      "GET /20190828/query/prepare?compartmentId=ocid1.c%2Fx&statement= HTTP/1.1\r\n";
  const std::string fits(4096 - overhead.size(), 'x');
  table.transport->Add(200, kPrepared)
      .Add(200, R"({"items":[]})")
      .Add(200, R"({"items":[]})")
      .Add(200, R"({"items":[]})");
  Call call = table.NewCall();
  REQUIRE(table.client.Query(call, fits, {}).ok());
  CHECK(table.transport->sent.size() == 2);
  REQUIRE(table.client.Query(call, fits + "x", {}).ok());
  REQUIRE(table.client.Query(call, fits + "x", {}).ok());
  CHECK(table.transport->sent.size() == 4);
  CHECK(table.body(3)["statement"] == fits + "x");
  CHECK_FALSE(table.body(3).contains("isPrepared"));
}

TEST_CASE("a failed preparation is the query's error and is tried anew by the next call") {
  Table table;
  table.transport->Add(400, R"({"code":"InvalidParameter","message":"PREPARE: complex"})");
  Call call = table.NewCall();
  CHECK(table.client.Query(call, kSql, {}).error().message == "PREPARE: complex");
  table.transport->Add(200, kPrepared).Add(200, R"({"items":[]})");
  CHECK(table.client.Query(call, kSql, {}).ok());
}

TEST_CASE("an update is not sent twice after a lost answer unless it is idempotent") {
  for (const bool idempotent : {true, false}) {
    Table table;
    table.transport->Add(200, kPrepared)
        .AddError(LostAnswer())
        .Add(200, R"({"items":[{"NumRowsUpdated":1}]})");
    Call call = table.NewCall();
    const auto items = table.client.Execute(call, kSql, {}, idempotent);
    CHECK(items.ok() == idempotent);
    if (!idempotent) CHECK(Requester::OutcomeUnknown(items.error()));
  }
}

TEST_CASE("an unreadable answer to an update leaves its outcome unknown") {
  Table table;
  table.transport->Add(200, kPrepared).Add(200, "{\"items\":[{");
  Call call = table.NewCall();
  const auto items = table.client.Execute(call, kSql, {}, false);
  REQUIRE_FALSE(items.ok());
  CHECK(Requester::OutcomeUnknown(items.error()));
}

TEST_CASE("all pages, empty ones too; execute does not follow the token") {
  Table table;
  table.transport->Add(200, kPrepared)
      .Add(200, R"({"items":[1]})", {{"opc-next-page", "p1"}})
      .Add(200, R"({"items":[]})", {{"opc-next-page", "p2"}})
      .Add(200, R"({"items":[2]})")
      .Add(200, R"({"items":[3]})", {{"opc-next-page", "p3"}});
  Call call = table.NewCall();
  CHECK(table.client.QueryAll(call, kSql, {}).value() == std::vector<Json>{1, 2});
  CHECK(table.sent(3).url == kBase + "/query?page=p2");
  CHECK(table.client.Execute(call, kSql, {}, true).value() == std::vector<Json>{3});
  CHECK(table.transport->sent.size() == 5);
}

TEST_CASE("threads share one preparation and none waits for it") {
  Table table;
  std::atomic<int> preparations{0};
  table.transport->otherwise = [&](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.method == "GET") {
      ++preparations;
      return HttpResponse{200, {}, kPrepared};
    }
    return HttpResponse{200, {}, R"({"items":[1]})"};
  };
  Call call = table.NewCall();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 20; ++j) {
          if (!table.client.Query(call, kSql, {}).ok()) std::abort();
        }
      });
    }
  }
  CHECK(preparations == 1);
  CHECK(call.requests == 161);
}

TEST_CASE("no more than 500 different statements are prepared") {
  Table table;
  table.transport->otherwise = [](const HttpRequest& request) -> Result<HttpResponse> {
    return HttpResponse{200, {}, request.method == "GET" ? kPrepared : R"({"items":[]})"};
  };
  Call call = table.NewCall();
  for (int i = 0; i < 510; ++i) {
    REQUIRE(table.client.Query(call, kSql + std::to_string(i), {}).ok());
  }
  CHECK(call.requests == 500 * 2 + 10);
  CHECK_FALSE(table.body(1009).contains("isPrepared"));
  REQUIRE(table.client.Query(call, kSql + "0", {}).ok());
  CHECK(table.body(1010).contains("isPrepared"));
}

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
