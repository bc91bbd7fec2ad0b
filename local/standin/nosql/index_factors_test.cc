#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("of two bounds on a field the scan takes both, whatever their order") {
  Statements t;
  for (int i = 1; i <= 9; ++i) t.Add(1, i, i);
  for (const char* where : {"n > 3 AND n < 6", "n < 6 AND n > 3", "3 < n AND 6 > n",
                            "n BETWEEN 4 AND 5", "n >= 4 AND n <= 5"}) {
    INFO(where);
    CHECK(t.Path(std::string("SELECT id FROM t WHERE ") + where) == "by_n covering");
    const auto answer = t.Query(std::string("SELECT id FROM t WHERE ") + where);
    CHECK(answer.items() == Json::parse(R"([{"id":4},{"id":5}])"));
    CHECK(answer.read() - 2 == 2);
  }
}

TEST_CASE("what compares no path with a constant bounds no scan") {
  Statements t;
  for (int i = 1; i <= 9; ++i) t.Add(1, i, i);
  for (const char* where : {"n = id", "n + 1 = 3", "n != 3", "NOT n = 3", "n = 1 OR n = 2"}) {
    INFO(where);
    CHECK(t.Query(std::string("SELECT id FROM t WHERE ") + where).read() - 2 == 9);
  }
  CHECK(t.Query("SELECT id FROM t WHERE n = 3").read() - 2 == 1);
  CHECK(t.Path("SELECT text FROM t WHERE n IS NULL") == "by_n");
}
