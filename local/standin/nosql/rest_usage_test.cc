#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_rest.h"

using namespace standin::nosql;

TEST_CASE("the last complete minute is told, or those of a time") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))").status == 202);
  const std::string usage = "/tables/t/usage" + kInCompartment;
  const auto minute = [](const Json& item) { return item["timeStarted"].get<std::string>(); };
  bench.Put("t", {{"id", 1}});
  bench.Put("t", {{"id", 2}});
  bench.now += std::chrono::minutes(1);
  const auto last = bench.Call("GET", usage);
  REQUIRE(last.body["items"].size() == 1);
  const Json item = last.body["items"][0];
  CHECK(item["secondsInPeriod"] == 60);
  CHECK(item["writeUnits"] == 2);
  CHECK(item["readThrottleCount"] == 0);
  bench.Put("t", {{"id", 3}});
  bench.now += std::chrono::minutes(2);
  CHECK(bench.Call("GET", usage).body["items"][0]["writeUnits"] == 0);
  const auto all = bench.Call("GET", usage + "&timeStart=2020-01-01T00:00:00Z");
  REQUIRE(all.body["items"].size() == 3);
  CHECK(all.body["items"][0] == item);
  CHECK(all.body["items"][1]["writeUnits"] == 1);
  const auto until = bench.Call(
      "GET", usage + "&timeStart=2020-01-01T00:00:00Z&timeEnd=" + minute(all.body["items"][1]));
  CHECK(until.body["items"] == Json::array({item}));
  const auto page = bench.Call("GET", usage + "&timeStart=2020-01-01T00:00:00Z&limit=2");
  CHECK(page.body["items"].size() == 2);
  CHECK(bench.Call("GET", usage + "&timeStart=2020-01-01T00:00:00Z&limit=2&page=" + page.next)
            .body["items"][0] == all.body["items"][2]);
}

TEST_CASE("usage of no table, or of no time, is refused") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, PRIMARY KEY(id))").status == 202);
  const std::string usage = "/tables/t/usage" + kInCompartment;
  CHECK(bench.Call("GET", "/tables/none/usage" + kInCompartment).code() == "TableNotFound");
  CHECK(bench.Call("GET", usage + "&timeStart=yesterday").code() == "InvalidParameter");
  CHECK(bench.Call("GET", usage + "&timeStart=2026-01-02T00:00:00Z&timeEnd=2026-01-01T00:00:00Z")
            .code() == "InvalidParameter");
}
