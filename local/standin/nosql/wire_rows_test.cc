#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

using Op = WireBench::Op;

Json Consumed(int units, int read_kb, int write_kb) {
  return {{"ru", units}, {"rk", read_kb}, {"wk", write_kb}};
}

class Rows : public WireBench {
 public:
  explicit Rows(bool enforce_limits = false) : WireBench(":memory:", enforce_limits) {
    WireDdl("CREATE TABLE t (id LONG, n INTEGER, s STRING, PRIMARY KEY(id)) USING TTL 30 DAYS");
  }
};

TEST_CASE("wire: a row that was put is got, with version, times and all columns") {
  Rows bench;
  const Json put = bench.WirePut("t", {{"id", 1}, {"n", 5}});
  CHECK(put["c"] == Consumed(0, 0, 1));
  const Json got = bench.WireGet("t", {{"id", 1}});
  CHECK(got["c"] == Consumed(1, 1, 0));
  CHECK(got["r"]["l"] == Json{{"id", Long(1)}, {"n", 5}, {"s", {{"$null", 1}}}});
  CHECK(got["r"]["rv"] == put["rv"]);
  CHECK(got["r"]["md"] == Long(1795262400000));
  // thirty days and up to the next midnight
  CHECK(got["r"]["xp"] == Long(1797897600000));
  CHECK(got["r"]["ct"] == Long(0));
  const Json absolute = bench.Wire(Op::kGet, "t", {{"co", {{"y", 0}}}, {"k", {{"id", 1}}}});
  CHECK(absolute["c"] == Consumed(2, 1, 0));
  const Json missing = bench.WireGet("t", {{"id", 2}});
  CHECK(missing["c"] == Consumed(1, 1, 0));
  CHECK_FALSE(missing.contains("r"));
}

TEST_CASE("wire: rows are the same over both protocols") {
  Rows bench;
  bench.WirePut("t", {{"id", 1}, {"s", "over the wire"}});
  CHECK(bench.Get("t", "id:1").body["value"]["s"] == "over the wire");
  REQUIRE(bench.Put("t", {{"id", 2}, {"s", "over REST"}}).status == 200);
  CHECK(bench.WireGet("t", {{"id", 2}})["r"]["l"]["s"] == "over REST");
}

TEST_CASE("wire: put if absent, if present, if version") {
  Rows bench;
  const Json row = {{"id", 1}, {"n", 1}};
  const Json absent = bench.Wire(Op::kPutIfPresent, "t", {{"l", row}});
  CHECK_FALSE(absent.contains("rv"));
  CHECK(absent["c"] == Consumed(2, 1, 0));
  const Json first = bench.Wire(Op::kPutIfAbsent, "t", {{"l", row}});
  CHECK(first["c"] == Consumed(2, 1, 1));
  CHECK(first.contains("rv"));
  CHECK_FALSE(bench.Wire(Op::kPutIfAbsent, "t", {{"l", row}}).contains("rv"));
  const Json second = bench.Wire(Op::kPutIfVersion, "t", {{"l", row}, {"rv", first["rv"]}});
  CHECK(second.contains("rv"));
  CHECK_FALSE(bench.Wire(Op::kPutIfVersion, "t", {{"l", row}, {"rv", first["rv"]}}).contains("rv"));
  CHECK(bench.Wire(Op::kPutIfVersion, "t", {{"l", row}, {"mv", second["rv"]}}).contains("rv"));
  CHECK(bench.WireAny(6, "t", {{"l", row}})["e"] == 17);
  CHECK_FALSE(bench.Wire(Op::kPutIfVersion, "t", {{"l", row}, {"rv", {{"$binary", "AAAA"}}}})
                  .contains("rv"));
}

TEST_CASE("wire: the row that was there is returned where it is asked for") {
  Rows bench;
  const Json version = bench.WirePut("t", {{"id", 1}, {"n", 1}})["rv"];
  const Json row = {{"id", 1}, {"n", 2}};
  const auto existing = [&](Op operation, Json payload) {
    payload["rr"] = true;
    const Json answer = bench.Wire(operation, "t", payload);
    return answer.contains("ri") ? answer["ri"]["el"]["n"] : Json();
  };
  const Json failed = bench.Wire(Op::kPutIfAbsent, "t", {{"l", row}, {"rr", true}});
  CHECK(failed["ri"]["ev"] == version);
  CHECK(failed["ri"]["em"] == Long(1795262400000));
  CHECK(existing(Op::kPutIfVersion, {{"l", row}, {"rv", {{"$binary", "AAAA"}}}}) == 1);
  CHECK(existing(Op::kDeleteIfVersion, {{"k", {{"id", 1}}}, {"rv", {{"$binary", "AAAA"}}}}) == 1);
  CHECK(existing(Op::kPut, {{"l", row}}) == 1);
  CHECK(existing(Op::kPutIfPresent, {{"l", row}}) == 2);
  CHECK(existing(Op::kPutIfAbsent, {{"l", {{"id", 2}, {"n", 7}}}}).is_null());
  CHECK(existing(Op::kDelete, {{"k", {{"id", 2}}}}) == 7);
  CHECK(existing(Op::kDelete, {{"k", {{"id", 2}}}}).is_null());
  const Json plain = bench.Wire(Op::kPutIfAbsent, "t", {{"l", row}, {"rr", false}});
  CHECK_FALSE(plain.contains("ri"));
}

TEST_CASE("wire: delete tells whether there was a row") {
  Rows bench;
  const Json version = bench.WirePut("t", {{"id", 1}})["rv"];
  const Json stale = {{"k", {{"id", 1}}}, {"rv", {{"$binary", "AAAA"}}}};
  CHECK(bench.Wire(Op::kDeleteIfVersion, "t", stale)["ss"] == false);
  const Json matching = {{"k", {{"id", 1}}}, {"rv", version}};
  const Json deleted = bench.Wire(Op::kDeleteIfVersion, "t", matching);
  CHECK(deleted["ss"] == true);
  CHECK(deleted["c"] == Consumed(2, 1, 1));
  const Json missing = bench.Wire(Op::kDelete, "t", {{"k", {{"id", 1}}}});
  CHECK(missing["ss"] == false);
  CHECK(missing["c"] == Consumed(2, 1, 0));
}

TEST_CASE("wire: a TTL in days or hours, the table's, or none") {
  Rows bench;
  const auto expiry = [&](const Json& more) -> int64_t {
    bench.WirePut("t", {{"id", 1}}, more);
    return bench.WireGet("t", {{"id", 1}})["r"]["xp"]["$long"];
  };
  CHECK(expiry({{"ut", true}, {"tt", "7 DAYS"}}) == 1795910400000);
  CHECK(expiry(Json::object()) == 1795910400000);
  CHECK(expiry({{"ut", true}, {"tt", "3 HOURS"}}) == 1795273200000);
  CHECK(expiry({{"ut", true}}) == 1797897600000);
  CHECK(expiry({{"ut", true}, {"tt", "0 DAYS"}}) == 0);
  for (const char* bad : {"7", "DAYS", "-1 DAYS", "7 WEEKS", "99999999999 DAYS", ""}) {
    INFO(bad);
    CHECK(bench.WireAny(3, "t", {{"l", {{"id", 1}}}, {"tt", bad}})["e"] == 4);
  }
}

TEST_CASE("wire: errors of rows have the service's words and codes") {
  Rows bench;
  const auto error = [&](int operation, const Json& payload) {
    return bench.WireAny(operation, "t", payload);
  };
  CHECK(error(2, {{"k", Json::object()}}) ==
        Json{{"e", 4}, {"x", "GET: Illegal Argument: Missing primary key field: id"}});
  CHECK(error(3, {{"ec", true}, {"l", {{"id", 1}, {"zzz", 1}}}}) ==
        Json{{"e", 4}, {"x", "PUT: Illegal Argument: There is no field with name zzz"}});
  CHECK(error(3, {{"l", {{"id", 1}, {"n", "x"}}}}) ==
        Json{{"e", 4}, {"x", "PUT: Illegal Argument: Invalid string for Integer: x"}});
  CHECK(error(0, {{"k", {{"id", true}}}}) ==
        Json{{"e", 4}, {"x", "DELETE: Illegal Argument: Invalid driver type for Long: BOOLEAN"}});
  CHECK(error(3, {{"l", 5}})["e"] == 17);
  CHECK(error(3, Json::object())["e"] == 17);
  CHECK(error(2, Json::object())["e"] == 17);
  CHECK(error(3, {{"l", {{"id", 1}, {"s", std::string(600000, 'x')}}}})["e"] == 5);
  CHECK(bench.WirePut("t", {{"id", 1}, {"zzz", 1}}).contains("rv"));
}

TEST_CASE("wire: generated values are told") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE g (id LONG GENERATED ALWAYS AS IDENTITY, s STRING, PRIMARY KEY(id))");
  CHECK(bench.WirePut("g", {{"s", "a"}})["gn"] == Long(1));
  CHECK(bench.WirePut("g", {{"s", "b"}})["gn"] == Long(2));
  CHECK(bench.WireAny(3, "g", {{"l", {{"id", 7}}}})["e"] == 4);
  bench.WireDdl("CREATE TABLE u (id STRING AS UUID GENERATED BY DEFAULT, PRIMARY KEY(id))");
  CHECK(bench.WirePut("u", Json::object())["gn"].get<std::string>().size() == 36);
}

TEST_CASE("wire: a table with limits is throttled by code") {
  Rows bench(true);
  bench.Wire(Op::kTableRequest, "t", {{"lm", {{"ru", 1}, {"wu", 1}, {"sg", 1}, {"mo", 1}}}});
  CHECK(bench.WirePut("t", {{"id", 1}}).contains("rv"));
  const Json put = bench.WireAny(3, "t", {{"l", {{"id", 2}}}});
  CHECK(put["e"] == 51);
  CHECK(bench.WireGet("t", {{"id", 1}}).contains("r"));
  CHECK(bench.WireAny(2, "t", {{"k", {{"id", 1}}}})["e"] == 50);
  CHECK(bench.Put("t", {{"id", 3}}).status == 429);
  bench.now += std::chrono::seconds(1);
  CHECK(bench.WirePut("t", {{"id", 2}}).contains("rv"));
}

}  // namespace
}  // namespace standin::nosql
