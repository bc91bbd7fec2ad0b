#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

TEST_CASE("enforced limits answer 429 once the units of a second are gone") {
  Bench bench(":memory:", true);
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))").status == 202);
  REQUIRE(bench
              .Call("PUT", "/tables/t",
                    {{"compartmentId", kCompartment},
                     {"tableLimits",
                      {{"maxReadUnits", 10}, {"maxWriteUnits", 2}, {"maxStorageInGBs", 1}}}})
              .status == 202);
  CHECK(bench.Put("t", {{"id", 1}}).status == 200);
  CHECK(bench.Put("t", {{"id", 2}}).status == 200);
  const auto refused = bench.Put("t", {{"id", 3}});
  CHECK(refused.status == 429);
  CHECK(refused.code() == "TooManyRequests");
  bench.now += std::chrono::seconds(1);
  CHECK(bench.Put("t", {{"id", 3}}).status == 200);
}
