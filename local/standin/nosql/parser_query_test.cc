#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/parser.h"

using namespace standin::nosql;

TEST_CASE("columns are named by path, alias or position") {
  const auto parsed = Parse("SELECT a, t.b.c, a + 1, t.l[0], ID AS count, a FROM t");
  REQUIRE(parsed.ok());
  std::vector<std::string> names;
  for (const auto& column : std::get<SelectStatement>(parsed->body).columns)
    names.push_back(column.name);
  CHECK(names == std::vector<std::string>{"a", "c", "Column_3", "Column_4", "count", "Column_6"});
}
