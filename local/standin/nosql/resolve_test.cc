#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("names are columns in any case, by the table's name or its alias") {
  Statements t;
  t.Add(1, 2, 3);
  for (const char* columns : {"ID", "t.id", "Id"}) {
    INFO(columns);
    CHECK(t.Run("SELECT " + std::string(columns) + " AS x FROM t") == R"([{"x":2}])");
  }
  CHECK(t.Run("SELECT a.id, $b.n FROM t a").starts_with("400"));
  CHECK(t.Run("SELECT a.id AS x, a.n AS y FROM T a") == R"([{"x":2,"y":3}])");
  CHECK(t.Run("SELECT $r FROM t $r").find("\"n\":3") != std::string::npos);
}

TEST_CASE("what has no meaning is refused before any row is read") {
  Statements t;
  for (const char* statement :
       {"SELECT nosuch FROM t", "SELECT id FROM nosuch", "SELECT nosuch(id) FROM t",
        "SELECT upper() FROM t", "SELECT id FROM t WHERE text > 5 AND tags = 3 AND x = 1",
        "SELECT id FROM t WHERE n = $undeclared", "SELECT id FROM t WHERE $element = 1"}) {
    INFO(statement);
    CHECK(t.Run(statement).starts_with("4"));
  }
}

TEST_CASE("a star is every column in declared order") {
  Statements t;
  t.Add(1, 2, 3, {{"text", "x"}});
  const auto items = t.Query("SELECT * FROM t").items();
  REQUIRE(items.size() == 1);
  CHECK(items[0].size() == 6);
  CHECK(items[0]["text"] == "x");
  CHECK(items[0]["doc"].is_null());
}
