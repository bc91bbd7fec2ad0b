#include <catch2/catch_test_macros.hpp>

#include "nosql/testing.h"

namespace nosql {
namespace {

using namespace testing;

TEST_CASE("get: key and consistency; the row with version and times") {
  Bench bench;
  bench.Answer(
      Success({{"r", Map({{"ct", Long(0)},
                          {"md", Long(1795869426782)},
                          {"xp", Long(1798502400000)},
                          {"rv", Binary("v1")},
                          {"l", Map({{"id", Long(7)}, {"name", Of("ana")}, {"x", Value{}}})}})}}));
  Call call = bench.NewCall();
  const auto row = bench.client.Get(call, "users", {{"id", 7}}, Consistency::kAbsolute);
  REQUIRE(row.ok());
  REQUIRE(row->has_value());
  CHECK((*row)->value == Json{{"id", 7}, {"name", "ana"}, {"x", nullptr}});
  CHECK((*row)->version == "v1");
  CHECK((*row)->modified_ms == 1795869426782);
  CHECK((*row)->expires_ms == 1798502400000);
  CHECK(bench.payload(0) == Map({{"co", Map({{"y", Of(0)}})}, {"k", Map({{"id", Of(7)}})}}));
}

TEST_CASE("get: an answer without row is no row") {
  Bench bench;
  bench.Answer(Success());
  Call call = bench.NewCall();
  const auto row = bench.client.Get(call, "users", {{"id", 7}});
  REQUIRE(row.ok());
  CHECK_FALSE(row->has_value());
}

TEST_CASE("put: the operation says the condition") {
  struct Case {
    PutOptions options;
    int operation;
  };
  PutOptions if_version;
  if_version.if_version = "v1";
  if_version.when = PutOptions::When::kIfAbsent;  // ignored
  for (const auto& [options, operation] :
       {Case{{}, 3}, Case{{.when = PutOptions::When::kIfAbsent}, 4},
        Case{{.when = PutOptions::When::kIfPresent}, 5}, Case{if_version, 6}}) {
    Bench bench;
    bench.Answer(Success({{"rv", Binary("v2")}}));
    Call call = bench.NewCall();
    const auto put = bench.client.Put(call, "t", {{"id", 1}}, options);
    REQUIRE(put.ok());
    CHECK(put->done);
    CHECK(put->version == "v2");
    CHECK(bench.operation(0) == operation);
  }
}

TEST_CASE("put: every option in the payload") {
  Bench bench;
  bench.Answer(Success({{"rv", Binary("v2")}, {"gn", Long(5)}}));
  PutOptions options;
  options.if_version = "v1";
  options.ttl = Ttl{3, Ttl::Unit::kHours};
  options.exact_match = true;
  options.return_row = true;
  Call call = bench.NewCall();
  const auto put = bench.client.Put(call, "t", {{"id", 1}, {"n", 5000000000}}, options);
  REQUIRE(put.ok());
  CHECK(put->generated == 5);
  CHECK(bench.payload(0) == Map({{"du", Of(0)},
                                 {"rr", Of(true)},
                                 {"ec", Of(true)},
                                 {"ut", Of(true)},
                                 {"tt", Of("3 HOURS")},
                                 {"rv", Binary("v1")},
                                 {"l", Map({{"id", Of(1)}, {"n", Long(5000000000)}})}}));
}

TEST_CASE("put: the table's own TTL is asked for without an amount") {
  Bench bench;
  bench.Answer(Success({{"rv", Binary("v")}}));
  PutOptions options;
  options.ttl = Ttl{3, Ttl::Unit::kDays};
  options.table_ttl = true;
  Call call = bench.NewCall();
  REQUIRE(bench.client.Put(call, "t", {{"id", 1}}, options).ok());
  CHECK(bench.payload(0).Find("ut")->boolean);
  CHECK(bench.payload(0).Find("tt") == nullptr);
}

TEST_CASE("put: a condition that does not hold tells the row that stands there") {
  Bench bench;
  bench.Answer(Success({{"ri", Map({{"el", Map({{"id", Long(1)}, {"op", Of("theirs")}})},
                                    {"em", Long(12)},
                                    {"ev", Binary("v9")}})}}));
  Call call = bench.NewCall();
  const auto put = bench.client.Put(call, "t", {{"id", 1}}, {.return_row = true});
  REQUIRE(put.ok());
  CHECK_FALSE(put->done);
  REQUIRE(put->existing);
  CHECK(put->existing->value["op"] == "theirs");
  CHECK(put->existing->version == "v9");
  CHECK(put->existing->modified_ms == 12);
}

TEST_CASE("rows and keys that cannot be sent are refused before they are") {
  Bench bench;
  Call call = bench.NewCall();
  CHECK(bench.client.Put(call, "t", Json::array()).error().code == "invalid_request");
  CHECK(bench.client.Put(call, "t", {{"a", "\xFF"}}).error().code == "invalid_request");
  CHECK(bench.client.Get(call, "t", 1).error().code == "invalid_request");
  CHECK(bench.client.Delete(call, "t", "k").error().code == "invalid_request");
  CHECK(bench.client.WriteMultiple(call, {}).error().code == "invalid_request");
  CHECK(bench.client.WriteMultiple(call, std::vector<Write>(51)).error().code == "invalid_request");
  CHECK(bench.requests() == 0);
}

TEST_CASE("delete: with and without version") {
  Bench bench;
  bench.Answer(Success({{"ss", Of(true)}})).Answer(Success({{"ss", Of(false)}}));
  Call call = bench.NewCall();
  const auto first = bench.client.Delete(call, "t", {{"id", 1}});
  REQUIRE(first.ok());
  CHECK(first->done);
  CHECK(bench.operation(0) == 0);
  CHECK(bench.payload(0) == Map({{"du", Of(0)}, {"rr", Of(false)}, {"k", Map({{"id", Of(1)}})}}));
  const auto second = bench.client.Delete(call, "t", {{"id", 1}}, {.if_version = "v"});
  REQUIRE(second.ok());
  CHECK_FALSE(second->done);
  CHECK(bench.operation(1) == 1);
  CHECK(bench.payload(1).Find("rv")->text == "v");
}

std::vector<Write> ThreeWrites() {
  Write insert{.table = "t", .row = {{"id", 1}, {"n", 1}}};
  insert.put.when = PutOptions::When::kIfAbsent;
  Write put{.table = "t", .row = {{"id", 1}, {"n", 2}}, .abort_if_not_done = false};
  Write remove{.kind = Write::Kind::kDelete, .table = "t", .row = {{"id", 1}, {"n", 3}}};
  remove.remove.return_row = true;
  return {insert, put, remove};
}

TEST_CASE("write multiple: each write with its operation and conditions") {
  Bench bench;
  bench.Answer(Success(
      {{"ws", Array({Map({{"ss", Of(true)}, {"rv", Binary("a")}}),
                     Map({{"ss", Of(true)}, {"rv", Binary("b")}}), Map({{"ss", Of(true)}})})}}));
  Call call = bench.NewCall();
  const auto written = bench.client.WriteMultiple(call, ThreeWrites());
  REQUIRE(written.ok());
  CHECK(written->done);
  REQUIRE(written->results.size() == 3);
  CHECK(written->results[1].version == "b");
  CHECK(written->results[2].done);
  CHECK(bench.header(0).Find("n") == nullptr);
  const auto row = [](int n) { return Map({{"id", Of(1)}, {"n", Of(n)}}); };
  CHECK(bench.payload(0) ==
        Map({{"du", Of(0)},
             {"no", Of(3)},
             {"os", Array({Map({{"n", Of("t")}, {"o", Of(4)}, {"l", row(1)}, {"a", Of(true)}}),
                           Map({{"n", Of("t")}, {"o", Of(3)}, {"l", row(2)}}),
                           Map({{"n", Of("t")},
                                {"o", Of(0)},
                                {"k", row(3)},
                                {"rr", Of(true)},
                                {"a", Of(true)}})})}}));
}

TEST_CASE("write multiple: the write that ended it, and what it met") {
  Bench bench;
  bench.Answer(Success(
      {{"wf", Map({{"wi", Of(2)},
                   {"wr", Map({{"ss", Of(false)}, {"ri", Map({{"ev", Binary("v")}})}})}})}}));
  Call call = bench.NewCall();
  const auto written = bench.client.WriteMultiple(call, ThreeWrites());
  REQUIRE(written.ok());
  CHECK_FALSE(written->done);
  CHECK(written->failed == 2);
  REQUIRE(written->results.size() == 1);
  CHECK_FALSE(written->results[0].done);
  CHECK(written->results[0].existing->version == "v");
}

TEST_CASE("multi delete: range, parts and their continuation") {
  Bench bench;
  bench.Answer(Success({{"nd", Of(20)}, {"ck", Binary("more")}})).Answer(Success({{"nd", Of(2)}}));
  Call call = bench.NewCall();
  const Range range{.column = "n", .from = 3, .to = Json(9), .to_inclusive = false};
  auto deleted = bench.client.MultiDelete(call, "t", {{"id", 1}}, range);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 20);
  CHECK(deleted->next == "more");
  CHECK(bench.payload(0) == Map({{"du", Of(0)},
                                 {"rg", Map({{"rp", Of("n")},
                                             {"sr", Map({{"l", Of(3)}, {"in", Of(true)}})},
                                             {"en", Map({{"l", Of(9)}, {"in", Of(false)}})}})},
                                 {"k", Map({{"id", Of(1)}})}}));
  CHECK(bench.payload(0).Find("mw") == nullptr);
  deleted = bench.client.MultiDelete(call, "t", {{"id", 1}}, std::nullopt, deleted->next, 64);
  REQUIRE(deleted.ok());
  CHECK(deleted->next.empty());
  CHECK_FALSE(deleted->after_lost_try);
  CHECK(bench.payload(1).Find("mw")->integer == 64);
  CHECK(bench.payload(1).Find("ck")->text == "more");
  CHECK(bench.payload(1).Find("rg") == nullptr);
}

}  // namespace
}  // namespace nosql
