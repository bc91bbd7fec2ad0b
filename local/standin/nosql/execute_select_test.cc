#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("limit and offset count rows of the answer over all pages") {
  Statements t;
  for (int i = 1; i <= 9; ++i) t.Add(1, i, i);
  std::vector<int> seen;
  std::string page;
  do {
    const auto answer =
        t.Query("SELECT id FROM t WHERE s = 1 ORDER BY id LIMIT 5 OFFSET 2", Json::object(),
                "limit=2" + (page.empty() ? "" : "&page=" + Encode(page)));
    REQUIRE(answer.status == 200);
    for (const auto& item : answer.items()) seen.push_back(item["id"].get<int>());
    page = answer.next;
  } while (!page.empty());
  CHECK(seen == std::vector<int>{3, 4, 5, 6, 7});
}

TEST_CASE("a multi-key index gives each row once") {
  Statements t;
  t.CreateIndex("t", "by_tag", {"tags[]"});
  t.Add(1, 1, 1, {{"tags", {"a", "b", "a"}}});
  t.Add(1, 2, 1, {{"tags", {"b"}}});
  CHECK(t.Run("SELECT id FROM t x WHERE x.tags[] =any 'a'") == R"([{"id":1}])");
  CHECK(t.Query("SELECT id FROM t x WHERE x.tags[] =any 'b'").items().size() == 2);
}

TEST_CASE("a row that is not there costs a unit all the same") {
  Statements t;
  CHECK(t.Query("SELECT id FROM t WHERE s = 1 AND id = 1").read() - 2 == 1);
}

TEST_CASE("a page that ends with the statement's LIMIT is the last one") {
  Statements t;
  for (int i = 1; i <= 5; ++i) t.Add(1, i, i);
  const auto next = [&](const std::string& limit) {
    return t.Query("SELECT id FROM t WHERE s = 1 LIMIT " + limit, Json::object(), "limit=2").next;
  };
  CHECK(next("2").empty());
  CHECK_FALSE(next("3").empty());
}
