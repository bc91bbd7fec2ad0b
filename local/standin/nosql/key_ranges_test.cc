#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("IN makes one range for each different key, in the order of keys") {
  Statements t;
  for (int i = 1; i <= 6; ++i) t.Add(1, i, i);
  const auto answer = t.Query("SELECT id FROM t WHERE s = 1 AND id IN (5, 2, 5, 9, 2)");
  CHECK(answer.items() == Json::parse(R"([{"id":2},{"id":5}])"));
}

TEST_CASE("ranges end before the next key, also at the ends of the numbers") {
  Statements t;
  constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  for (const auto id : {kLowest, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kHighest})
    t.Put("t", {{"s", 1}, {"id", id}});
  const std::string select = "DECLARE $x LONG; SELECT id FROM t WHERE s = 1 AND id ";
  CHECK(t.Query(select + "> $x", {{"$x", kHighest}}).items().empty());
  CHECK(t.Query(select + ">= $x", {{"$x", kHighest}}).items().size() == 1);
  CHECK(t.Query(select + "< $x", {{"$x", kLowest}}).items().empty());
  CHECK(t.Query(select + "<= $x", {{"$x", kLowest}}).items().size() == 1);
  CHECK(t.Query(select + "<= $x", {{"$x", -1}}).items().size() == 2);
}

TEST_CASE("a bound that is NULL selects nothing") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("DECLARE $x LONG; SELECT id FROM t WHERE n > $x", {{"$x", nullptr}}) == "[]");
}
