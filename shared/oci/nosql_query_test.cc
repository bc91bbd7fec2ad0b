#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "oci/nosql.h"
#include "oci/testing_nosql.h"

namespace oci::nosql {
namespace {

using namespace testing;

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

}  // namespace
}  // namespace oci::nosql
