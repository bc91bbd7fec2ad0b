#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("the index is chosen as the service chooses it") {
  Bench bench;
  REQUIRE(bench
              .CreateTable("CREATE TABLE t (s LONG, id LONG, a LONG, b LONG, c STRING, PRIMARY "
                           "KEY(SHARD(s), id))")
              .status == 202);
  REQUIRE(bench.CreateIndex("t", "ia", {"a"}).status == 202);
  REQUIRE(bench.CreateIndex("t", "iab", {"a", "b"}).status == 202);
  REQUIRE(bench.CreateIndex("t", "ib", {"b"}).status == 202);
  const auto used = [&](const std::string& statement) {
    const Answer answer =
        bench.Call("GET", "/query/prepare" + kInCompartment +
                              "&isGetQueryPlan=true&statement=" + Encode(statement));
    if (answer.status != 200) return std::to_string(answer.status) + answer.message();
    const Json plan = Json::parse(answer.body["queryPlan"].get<std::string>());
    return plan["index used"].get<std::string>() + (plan["covering index"] ? " covering" : "");
  };
  CHECK(used("SELECT c FROM t WHERE s = 1 AND id = 2 AND a = 3") == "primary index");
  CHECK(used("SELECT c FROM t WHERE a = 1") == "ia");
  CHECK(used("SELECT c FROM t WHERE a = 1 AND b = 2") == "iab");
  CHECK(used("SELECT c FROM t WHERE a = 1 AND b > 2") == "iab");
  CHECK(used("SELECT c FROM t WHERE b = 1 AND a > 2") == "ib");
  // Covering, but a full key of another index weighs more than a range and a filter.
  CHECK(used("SELECT id FROM t WHERE b = 1 AND a > 2") == "ib");
  CHECK(used("SELECT id FROM t WHERE a = 1 AND b > 2") == "iab covering");
  CHECK(used("SELECT c FROM t WHERE s = 1 AND a = 1") == "ia");
  CHECK(used("SELECT c FROM t WHERE s = 1 AND id > 5 AND a > 1") == "primary index");
  CHECK(used("SELECT id FROM t WHERE c = \"x\"") == "primary index");
  CHECK(used("SELECT id, s FROM t WHERE id > 3") == "primary index covering");
  CHECK(used("SELECT /*+ FORCE_PRIMARY_INDEX(t) */ c FROM t WHERE a = 1") == "primary index");
  CHECK(used("SELECT /*+ FORCE_INDEX(t ib) */ c FROM t WHERE a = 1") == "ib");
  CHECK(used("SELECT /*+ PREFER_INDEXES(t ib) */ c FROM t WHERE a > 1 AND b > 2") == "ib");
  CHECK(used("SELECT /*+ FORCE_INDEX(t nosuch) */ c FROM t").starts_with("400"));
}
