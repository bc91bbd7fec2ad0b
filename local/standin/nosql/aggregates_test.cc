#include "local/standin/nosql/aggregates.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

TEST_CASE("aggregates over all rows, and over none") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, n INTEGER, d DOUBLE, s STRING, PRIMARY KEY(id))");
  bench.WirePut("t", {{"id", 1}, {"n", 3}, {"d", {{"$double", 0.5}}}, {"s", "b"}});
  bench.WirePut("t", {{"id", 2}, {"n", 4}, {"s", "a"}});
  bench.WirePut("t", {{"id", 3}});
  const auto value = [&](const std::string& expression, const std::string& where = "") {
    return bench.WireQuery("SELECT " + expression + " AS v FROM t " + where)["qr"][0]["v"];
  };
  CHECK(value("count(*)") == Long(3));
  CHECK(value("count(n)") == Long(2));
  CHECK(value("sum(n)") == Long(7));
  CHECK(value("avg(n)") == Json{{"$double", 3.5}});
  CHECK(value("min(s)") == "a");
  CHECK(value("max(s)") == "b");
  CHECK(value("max(n) - min(n)") == 1);
  CHECK(value("sum(d)") == Json{{"$double", 0.5}});
  CHECK(value("count(*) + 1") == Long(4));
  const std::string none = "WHERE id > 100";
  CHECK(value("count(*)", none) == Long(0));
  CHECK(value("sum(n)", none) == Json{{"$null", 1}});
  CHECK(value("min(s)", none) == Json{{"$null", 1}});
  const auto error = [&](const std::string& expression) {
    return bench.WireAny(7, "", {{"st", "SELECT " + expression + " FROM t"}});
  };
  CHECK(error("array_collect(n)")["x"].get<std::string>().find("array_collect is not supported") !=
        std::string::npos);
  CHECK(error("sum(n, d)")["e"] == 4);
}

TEST_CASE("aggregates are told from other functions") {
  Expr call;
  call.kind = Expr::Kind::kCall;
  call.name = "sum";
  CHECK(IsAggregate(call));
  call.name = "seq_sum";
  CHECK_FALSE(IsAggregate(call));
  call.kind = Expr::Kind::kCountStar;
  CHECK(IsAggregate(call));
}

}  // namespace
}  // namespace standin::nosql
