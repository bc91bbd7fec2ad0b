#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("equality on the leading fields bounds the scan, a range on the next one too") {
  Statements t;
  for (int i = 1; i <= 9; ++i) t.Add(1 + i % 3, i, i);
  const auto units = [&](const std::string& where) {
    return t.Query("SELECT id FROM t WHERE " + where).read() - 2;  // without preparing
  };
  CHECK(units("s = 1") == 3);
  CHECK(units("s = 1 AND id > 3") == 2);
  CHECK(units("s = 1 AND id >= 3 AND id < 9") == 2);
  CHECK(units("s = 1 AND id = 3") == 1);
  CHECK(units("id = 3") == 9);  // the second field alone bounds nothing
}

TEST_CASE("a condition that is never true reads nothing") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 AND s = 2") == "[]");
  CHECK(t.Run("SELECT id FROM t WHERE id > 5 AND id < 3 AND s = 1") == "[]");
}

TEST_CASE("an index holds its fields and the primary key, and covers what needs no more") {
  Statements t;
  CHECK(t.Path("SELECT s, id, n FROM t WHERE n = 1") == "by_n covering");
  CHECK(t.Path("SELECT text FROM t WHERE n = 1") == "by_n");
  CHECK(t.Path("SELECT id FROM t WHERE n = 1 AND id > 5") == "by_n covering");
}
