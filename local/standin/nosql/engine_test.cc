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

TEST_CASE("a table can be without units for reads or writes on purpose, and usage tells of it") {
  std::string throttled;
  Bench bench;
  Service::Options options{":memory:", [&bench] { return bench.now; }};
  options.throttles = [&](const std::string& table, bool writes) {
    return throttled == table + (writes ? " writes" : " reads");
  };
  auto service = Service::Open(options);
  REQUIRE(service.ok());
  bench.service = std::move(*service);
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))").status == 202);
  REQUIRE(bench.Put("t", {{"id", 1}}).status == 200);
  throttled = "t writes";
  const auto refused = bench.Put("t", {{"id", 2}});
  CHECK(refused.status == 429);
  CHECK(refused.code() == "TooManyRequests");
  CHECK(bench.Query("SELECT * FROM t").status == 200);
  throttled = "t reads";
  CHECK(bench.Query("SELECT * FROM t").status == 429);
  CHECK(bench.Put("t", {{"id", 2}}).status == 200);
}
