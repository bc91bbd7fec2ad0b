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

TEST_CASE("NOT turns the operator round, so a path that leads nowhere meets neither") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, j JSON, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"j", {{"a", 1}}}});
  bench.Put("t", {{"id", 2}, {"j", {{"a", 5}}}});
  bench.Put("t", {{"id", 3}, {"j", Json::object()}});
  const auto ids = [&](const std::string& where) {
    std::string found;
    for (const Json& item : bench.Query("SELECT id FROM t WHERE " + where).items())
      found += item["id"].dump();
    return found;
  };
  CHECK(ids("t.j.a > 3") == "2");
  CHECK(ids("NOT t.j.a > 3") == "1");
  CHECK(ids("NOT (t.j.a > 3 OR t.j.a = 1)").empty());
  CHECK(ids("NOT (t.j.a > 3 AND t.j.a < 9)") == "1");
  CHECK(ids("NOT t.j.a = 1") == "23");  // nothing is different from 1
  CHECK(ids("NOT NOT t.j.a = 1") == "1");
  CHECK(ids("NOT t.j.a IS NULL") == "123");
  CHECK(ids("NOT t.j.a IN (1, 2)") == "23");  // IN is not turned round
}

TEST_CASE("IN is NULL only when each comparison is") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a LONG, b LONG, PRIMARY KEY(id))").status ==
          202);
  bench.Put("t", {{"id", 1}, {"a", 1}});
  const auto value = [&](const std::string& expression) {
    return bench.Query("SELECT " + expression + " AS x FROM t").items()[0]["x"];
  };
  CHECK(value("a IN (2, b)") == false);
  CHECK(value("a IN (b, b)").is_null());
  CHECK(value("a IN (1, b)") == true);
  CHECK(value("b IN (1, 2)").is_null());
}

TEST_CASE("an operand that returns nothing makes arithmetic nothing") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, j JSON, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"j", {{"a", 1}}}});
  const auto value = [&](const std::string& expression) {
    return bench.Query("SELECT " + expression + " AS x FROM t").items()[0]["x"];
  };
  CHECK(value("[t.j.b + 1, 2]") == Json::array({2}));
  CHECK(value("EXISTS (t.j.b + 1)") == false);
  CHECK(value("t.j.b + 1 = t.j.c") == true);
}

TEST_CASE("a timestamp is compared with a string that is one, any other string is an error") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, ts TIMESTAMP(3), s STRING, PRIMARY KEY(id))")
              .status == 202);
  bench.Put("t", {{"id", 1}, {"ts", "2020-01-01T00:00:00.000Z"}, {"s", "2019-12-31"}});
  const std::string query = "SELECT id FROM t WHERE ts > s";
  CHECK(bench.Query(query).items().size() == 1);
  CHECK(bench.Query("SELECT id FROM t WHERE s >= ts").items().empty());
  bench.Put("t", {{"id", 2}, {"ts", "2020-01-01T00:00:00.000Z"}, {"s", "cat"}});
  CHECK(bench.Query(query).status == 400);
}

TEST_CASE("AND and OR take an operand that returns nothing for false") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, j JSON, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"j", {{"a", true}}}});
  const auto value = [&](const std::string& expression) {
    return bench.Query("SELECT " + expression + " AS x FROM t").items()[0]["x"];
  };
  CHECK(value("t.j.a AND t.j.b") == false);
  CHECK(value("t.j.b OR t.j.c") == false);
  CHECK(value("t.j.b OR t.j.a") == true);
}
