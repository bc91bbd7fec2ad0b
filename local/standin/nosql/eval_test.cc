#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

TEST_CASE("NULL, missing and JSON null are three things") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, j JSON, n LONG, PRIMARY KEY(id))").status ==
          202);
  bench.Put("t", {{"id", 1}, {"j", nullptr}});
  bench.Put("t", {{"id", 2}, {"n", 5}});
  bench.Put("t", {{"id", 3}, {"j", {{"a", nullptr}}}});
  const auto ids = [&](const std::string& where) {
    std::string found;
    for (const Json& item : bench.Query("SELECT id FROM t WHERE " + where).items())
      found += item["id"].dump();
    return found;
  };
  CHECK(ids("t.j IS NULL") == "2");
  CHECK(ids("t.j = null") == "1");
  CHECK(ids("t.j.a = null") == "3");
  CHECK(ids("t.j.a IS NULL") == "2");
  CHECK(ids("EXISTS t.j.a") == "3");
  CHECK(ids("NOT EXISTS t.j.a") == "1");  // below NULL it is unknown
  CHECK(ids("EXISTS t.j") == "123");
  CHECK(ids("n = 5 OR n != 5") == "2");
  CHECK(ids("NOT (n = 6)") == "2");
  CHECK(ids("n IN (5, 6)") == "2");
  CHECK(ids("n = null").empty());
}
