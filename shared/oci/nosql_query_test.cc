#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "oci/nosql.h"
#include "oci/testing_nosql.h"

namespace oci::nosql {
namespace {

using namespace testing;

const std::string kSql = "DECLARE $u LONG; SELECT * FROM t WHERE user_id = $u";
const char* const kOne = R"({"items":[1]})";
const char* const kNone = R"({"items":[]})";

TEST_CASE("a statement runs as text and is prepared beside that, and then runs prepared") {
  Table table;
  table.transport->Add(200, Usage(R"("items":[{"a":1}])")).Add(200, Usage(R"("items":[])"));
  Call call = table.NewCall();
  const int before = round_trips;
  const auto page = table.client.Query(call, kSql, {{"$u", 7}});
  REQUIRE(page.ok());
  CHECK(round_trips == before + 1);
  CHECK(page->items == std::vector<Json>{{{"a", 1}}});
  CHECK(page->next.empty());
  REQUIRE(table.prepared.size() == 1);
  CHECK(table.prepare_timeout <= std::chrono::seconds(1));  // the query does not wait longer
  CHECK(call.requests == 2);
  CHECK(table.prepared[0].url ==
        kBase + "/query/prepare?compartmentId=ocid1.c%2Fx&statement=" + PercentEncode(kSql));
  CHECK(table.sent(0).url == kBase + "/query");
  CHECK(table.body(0) ==
        Json{{"compartmentId", "ocid1.c/x"}, {"statement", kSql}, {"variables", {{"$u", 7}}}});
  CHECK(call.read_units == 4);
  QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  options.limit = 20;
  options.page = "a+/=";
  REQUIRE(table.client.Query(call, kSql, {{"$u", 8}}, options).ok());
  CHECK(table.transport->sent.size() == 2);
  CHECK(table.prepared.size() == 1);
  CHECK(table.sent(1).url == kBase + "/query?limit=20&page=a%2B%2F%3D");
  CHECK(table.body(1) == Json{{"compartmentId", "ocid1.c/x"},
                              {"statement", "AAEC/w=="},
                              {"isPrepared", true},
                              {"consistency", "ABSOLUTE"},
                              {"variables", {{"$u", 8}}}});
}

TEST_CASE("a prepared statement that its table has outlived is prepared again, once") {
  Table table;
  table.transport->Add(200, kNone);
  Call call = table.NewCall();
  REQUIRE(table.client.Query(call, kSql, {}).ok());
  table.preparations = {{200, {}, R"({"statement":"new"})"}};
  const char* stale = R"({"code":"InvalidParameter","message":"changed"})";
  SECTION("and works then") {
    table.transport->Add(400, stale).Add(200, kNone).Add(200, kNone);
    REQUIRE(table.client.Execute(call, kSql, {}, false).ok());
    CHECK(table.body(2)["statement"] == kSql);
    REQUIRE(table.client.Execute(call, kSql, {}, false).ok());
    CHECK(table.body(3)["statement"] == "new");
  }
  SECTION("and fails when it is refused again") {
    table.transport->Add(400, stale).Add(400, stale).Add(200, kOne);
    CHECK(table.client.Execute(call, kSql, {}, false).error().code == "InvalidParameter");
    CHECK(table.transport->sent.size() == 3);
  }
  CHECK(table.prepared.size() == 2);
}

TEST_CASE("a statement too long for the service's request line is sent as it is") {
  Table table;
  const std::string overhead =
      "GET /20190828/query/prepare?compartmentId=ocid1.c%2Fx&statement= HTTP/1.1\r\n";
  const std::string fits(4096 - overhead.size(), 'x');
  table.transport->Add(200, kNone).Add(200, kNone).Add(200, kNone);
  Call call = table.NewCall();
  REQUIRE(table.client.Query(call, fits, {}).ok());
  CHECK(table.prepared.size() == 1);
  REQUIRE(table.client.Query(call, fits + "x", {}).ok());
  REQUIRE(table.client.Query(call, fits + "x", {}).ok());
  CHECK(table.prepared.size() == 1);
  CHECK(table.body(2)["statement"] == fits + "x");
  CHECK_FALSE(table.body(2).contains("isPrepared"));
}

TEST_CASE("a failed preparation fails no query and is tried anew by the next one") {
  Table table;
  table.preparations = {{400, {}, R"({"code":"InvalidParameter","message":"PREPARE: complex"})"}};
  table.transport->Add(200, kOne).Add(200, kOne).Add(200, kOne);
  Call call = table.NewCall();
  for (const size_t prepared : {1, 2, 2}) {
    CHECK(table.client.Query(call, kSql, {}).value().items == std::vector<Json>{1});
    CHECK(table.prepared.size() == prepared);
  }
  CHECK(table.body(1)["statement"] == kSql);
  CHECK(table.body(2)["statement"] == "AAEC/w==");
}

TEST_CASE("a query that fails keeps what was prepared beside it") {
  Table table;
  table.transport->Add(400, R"({"code":"InvalidParameter","message":"no such column"})")
      .Add(200, kOne);
  Call call = table.NewCall();
  CHECK(table.client.Query(call, kSql, {}).error().message == "no such column");
  CHECK(table.client.Query(call, kSql, {}).ok());
  CHECK(table.prepared.size() == 1);
  CHECK(table.body(1)["statement"] == "AAEC/w==");
}

TEST_CASE("what cannot be prepared runs as text") {
  Table table;
  table.preparations = {{200, {}, "{}"}};
  table.transport->Add(200, kNone).Add(200, kNone);
  Call call = table.NewCall();
  REQUIRE(table.client.Query(call, kSql, {}).ok());
  REQUIRE(table.client.Query(call, kSql, {}).ok());
  CHECK(table.prepared.size() == 1);
  CHECK(table.body(1)["statement"] == kSql);
}

TEST_CASE("an update is not sent twice after a lost answer unless it is idempotent") {
  for (const bool idempotent : {true, false}) {
    Table table;
    table.transport->AddError(LostAnswer()).Add(200, R"({"items":[{"NumRowsUpdated":1}]})");
    Call call = table.NewCall();
    const auto items = table.client.Execute(call, kSql, {}, idempotent);
    CHECK(items.ok() == idempotent);
    if (!idempotent) CHECK(Requester::OutcomeUnknown(items.error()));
  }
}

TEST_CASE("an unreadable answer to an update leaves its outcome unknown") {
  Table table;
  table.transport->Add(200, "{\"items\":[{");
  Call call = table.NewCall();
  const auto items = table.client.Execute(call, kSql, {}, false);
  REQUIRE_FALSE(items.ok());
  CHECK(Requester::OutcomeUnknown(items.error()));
}

TEST_CASE("all pages, empty ones too; execute does not follow the token") {
  Table table;
  table.transport->Add(200, R"({"items":[1]})", {{"opc-next-page", "p1"}})
      .Add(200, R"({"items":[]})", {{"opc-next-page", "p2"}})
      .Add(200, R"({"items":[2]})")
      .Add(200, R"({"items":[3]})", {{"opc-next-page", "p3"}});
  Call call = table.NewCall();
  CHECK(table.client.QueryAll(call, kSql, {}).value() == std::vector<Json>{1, 2});
  CHECK(table.sent(2).url == kBase + "/query?page=p2");
  CHECK(table.client.Execute(call, kSql, {}, true).value() == std::vector<Json>{3});
  CHECK(table.transport->sent.size() == 4);
}

TEST_CASE("threads share one preparation and none waits for it") {
  Table table;
  table.transport->otherwise = [](const HttpRequest&) { return HttpResponse{200, {}, kOne}; };
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
  CHECK(table.prepared.size() == 1);
  CHECK(call.requests == 161);
}

TEST_CASE("no more than 500 different statements are prepared") {
  Table table;
  table.transport->otherwise = [](const HttpRequest&) { return HttpResponse{200, {}, kNone}; };
  Call call = table.NewCall();
  for (int i = 0; i < 510; ++i) {
    REQUIRE(table.client.Query(call, kSql + std::to_string(i), {}).ok());
  }
  CHECK(table.prepared.size() == 500);
  REQUIRE(table.client.Query(call, kSql + "0", {}).ok());
  CHECK(table.body(510).contains("isPrepared"));
  REQUIRE(table.client.Query(call, kSql + "509", {}).ok());
  CHECK_FALSE(table.body(511).contains("isPrepared"));
}

}  // namespace
}  // namespace oci::nosql
