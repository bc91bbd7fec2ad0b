#include <catch2/catch_test_macros.hpp>

#include "nosql/testing.h"

namespace nosql {
namespace {

using namespace testing;
using protocol::Code;

const std::string kStatement = "SELECT * FROM t";
const std::string kWithVariable = "DECLARE $a LONG; SELECT * FROM t WHERE id = $a";

Value Rows(std::initializer_list<int> ids) {
  Value rows = Array({});
  for (const int id : ids) rows.items.push_back(Map({{"id", Long(id)}}));
  return rows;
}

TEST_CASE("query: the answer to the text brings the prepared statement for the next use") {
  Bench bench;
  bench.Answer(Success({{"qr", Rows({1, 2})}, {"pq", Binary("prepared")}, {"dq", Binary("\xff")}}))
      .Answer(Success({{"qr", Rows({3})}}));
  Call call = bench.NewCall();
  auto page = bench.client.Query(call, kStatement, nullptr);
  REQUIRE(page.ok());
  CHECK(page->items == std::vector<Json>{{{"id", 1}}, {{"id", 2}}});
  CHECK(page->next.empty());
  CHECK(bench.payload(0) == Map({{"co", Map({{"y", Of(1)}})},
                                 {"qv", Of(4)},
                                 {"st", Of(kStatement.c_str())},
                                 {"mc", Of(2)}}));
  page = bench.client.Query(call, kStatement, nullptr);
  REQUIRE(page.ok());
  CHECK(bench.payload(1) == Map({{"co", Map({{"y", Of(1)}})},
                                 {"qv", Of(4)},
                                 {"is", Of(true)},
                                 {"iq", Of(true)},
                                 {"pq", Binary("prepared")},
                                 {"mc", Of(2)}}));
}

TEST_CASE("query: a statement with variables is prepared before its first use, and only then") {
  Bench bench;
  bench.Answer(Success({{"pq", Binary("prepared")}, {"dq", Binary("\xff")}}))
      .Answer(Success({{"qr", Rows({1})}}))
      .Answer(Success());
  Call call = bench.NewCall();
  REQUIRE(bench.client.Query(call, kWithVariable, {{"$a", 1}}).ok());
  CHECK(bench.operation(0) == 8);
  CHECK(bench.payload(0) == Map({{"qv", Of(4)}, {"st", Of(kWithVariable.c_str())}}));
  CHECK(bench.operation(1) == 7);
  CHECK(*bench.payload(1).Find("bv") == Array({Map({{"m", Of("$a")}, {"l", Of(1)}})}));
  REQUIRE(bench.client.Query(call, kWithVariable, {{"$a", 2}}).ok());
  CHECK(bench.requests() == 3);
  CHECK(bench.operation(2) == 7);
}

TEST_CASE("query: limit, consistency, bytes to read and page") {
  Bench bench;
  bench.Answer(Success({{"qr", Rows({})}, {"ck", Binary("next")}, {"pq", Binary("p")}}))
      .Answer(Success({{"qr", Rows({7})}}));
  Call call = bench.NewCall();
  QueryOptions options{.consistency = Consistency::kAbsolute, .limit = 7, .max_read_kb = 100};
  auto page = bench.client.Query(call, kStatement, nullptr, options);
  REQUIRE(page.ok());
  CHECK(page->items.empty());
  CHECK(page->next == "next");
  CHECK(bench.payload(0).Find("nl")->integer == 7);
  CHECK(bench.payload(0).Find("mr")->integer == 100);
  CHECK(bench.payload(0).Find("co")->Find("y")->integer == 0);
  options.page = page->next;
  page = bench.client.Query(call, kStatement, nullptr, options);
  REQUIRE(page.ok());
  CHECK(page->items.size() == 1);
  CHECK(bench.payload(1).Find("ck")->text == "next");
}

TEST_CASE("query: a plan for the driver to run is refused by name, as over REST") {
  Bench bench;
  bench.Answer(Success({{"pq", Binary("p")}, {"dq", Binary("a plan")}}));
  Call call = bench.NewCall();
  const auto page = bench.client.Query(call, "SELECT count(*) FROM t", nullptr);
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().code == "InvalidParameter");
  CHECK(page.error().http_status == 400);
  CHECK(page.error().message == "The driver or SDK being used does not support complex query.");
}

TEST_CASE("query: a prepared statement that the table's change has made stale is prepared anew") {
  Bench bench;
  bench.Answer(Success({{"pq", Binary("old")}}))
      .Answer(Success())
      .Answer(Failure(Code::kIllegalArgument, "must be prepared again"))
      .Answer(Success({{"pq", Binary("new")}}))
      .Answer(Success({{"qr", Rows({5})}}));
  Call call = bench.NewCall();
  REQUIRE(bench.client.Query(call, kWithVariable, {{"$a", 1}}).ok());
  const auto page = bench.client.Query(call, kWithVariable, {{"$a", 1}});
  REQUIRE(page.ok());
  CHECK(page->items.size() == 1);
  CHECK(bench.payload(4).Find("pq")->text == "new");
}

TEST_CASE("query: what is not idempotent is never sent twice after a lost answer") {
  for (const bool idempotent : {true, false}) {
    Bench bench;
    bench.transport->AddError(oci::testing::LostAnswer());
    bench.Answer(Success());
    Call call = bench.NewCall();
    const auto page = bench.client.Query(call, kStatement, nullptr, {.idempotent = idempotent});
    CHECK(page.ok() == idempotent);
    CHECK(bench.requests() == (idempotent ? 2 : 1));
    if (!page.ok()) CHECK(page.error().outcome_unknown);
  }
}

TEST_CASE(
    "query: throttling is retried for what is not idempotent, too, because nothing was done") {
  Bench bench;
  bench.Answer(Failure(Code::kWriteLimitExceeded)).Answer(Success());
  Call call = bench.NewCall();
  CHECK(bench.client.Query(call, kStatement, nullptr, {.idempotent = false}).ok());
}

TEST_CASE("query: variables are sent also when there is no room to keep what was prepared") {
  Bench bench;
  bench.transport->otherwise = [](const oci::HttpRequest&) -> oci::Result<oci::HttpResponse> {
    return oci::HttpResponse{200, {}, Success({{"pq", Binary("p")}})};
  };
  Call call = bench.NewCall();
  constexpr int kMoreThanAreKept = 501;
  for (int i = 0; i < kMoreThanAreKept; ++i) {
    REQUIRE(bench.client.Prepare(call, kStatement + std::to_string(i)).ok());
  }
  const auto before = bench.requests();
  REQUIRE(bench.client.Query(call, kWithVariable, {{"$a", 1}}).ok());
  REQUIRE(bench.requests() == before + 2);
  CHECK(bench.payload(before + 1).Find("pq")->text == "p");
  CHECK(bench.payload(before + 1).Find("bv") != nullptr);
}

TEST_CASE("prepare: the first query is a prepared one") {
  Bench bench;
  bench.Answer(Success({{"pq", Binary("p")}})).Answer(Success());
  Call call = bench.NewCall();
  REQUIRE(bench.client.Prepare(call, kStatement).ok());
  REQUIRE(bench.client.Query(call, kStatement, nullptr).ok());
  CHECK(bench.payload(1).Find("pq")->text == "p");
}

}  // namespace
}  // namespace nosql
