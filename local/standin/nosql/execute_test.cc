#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("a page token belongs to its statement and to the table as it is") {
  Statements t;
  for (int i = 1; i <= 5; ++i) t.Add(1, i, i);
  const std::string select = "SELECT id FROM t WHERE s = 1";
  const auto first = t.Query(select, Json::object(), "limit=2");
  REQUIRE_FALSE(first.next.empty());
  const auto page = "limit=2&page=" + Encode(first.next);
  CHECK(t.Query(select, Json::object(), page).items() == Json::parse(R"([{"id":3},{"id":4}])"));
  CHECK(t.Query("SELECT id FROM t WHERE s = 1 AND id > 0", Json::object(), page).status == 400);
  CHECK(t.Query(select, Json::object(), "page=no!").status == 400);
  CHECK(t.Query(select, Json::object(), "page=nonsense").status == 500);  // as the service does
}

TEST_CASE("rows are not changed by a statement that fails") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("UPDATE t SET n = 5, SET n = 'x' WHERE s = 1 AND id = 1").starts_with("400"));
  CHECK(t.Run("SELECT n FROM t") == R"([{"n":1}])");
}

TEST_CASE(
    "what is not found costs a unit, but not where a row before the range is found from behind") {
  Statements t;
  const auto units = [&](const std::string& rest) {
    return t.Query("SELECT id FROM t WHERE s = 5 AND " + rest).read() - 2;
  };
  CHECK(units("id > 7") == 1);
  CHECK(units("id > 7 ORDER BY id DESC") == 1);
  t.Add(5, 1, 1);
  CHECK(units("id > 7") == 1);
  CHECK(units("id > 7 ORDER BY id DESC") == 0);
  CHECK(units("id < 1 ORDER BY id DESC") == 1);
  CHECK(units("id > 7 AND id < 7") == 0);  // nothing is looked up
  CHECK(units("id > 7 AND id < 8") == 1);
}

TEST_CASE("a CASE that returns JSON cannot return an array of another type") {
  Statements t;
  t.Add(1, 1, 1, {{"tags", {"a"}}, {"doc", {1, 2}}});
  const auto run = [&](const std::string& results) {
    return t.Run("SELECT CASE WHEN n = 1 THEN " + results + " END AS x FROM t");
  };
  CHECK(run("tags").starts_with(R"([{"x":["a"]}])"));
  CHECK(run("tags WHEN n = 2 THEN text").starts_with("400"));
  CHECK(run("doc WHEN n = 2 THEN tags") == R"([{"x":[1,2]}])");
  CHECK(run("text WHEN n = 2 THEN tags") == R"([{"x":null}])");
}
