#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("order comes from the keys of one shard or of an index, or is refused") {
  Statements t;
  for (int i = 1; i <= 3; ++i) t.Add(1, i, 4 - i);
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 ORDER BY id DESC LIMIT 2") == R"([{"id":3},{"id":2}])");
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 ORDER BY n") == R"([{"id":3},{"id":2},{"id":1}])");
  CHECK(t.Run("SELECT id FROM t ORDER BY id").find("complex query") != std::string::npos);
  CHECK(t.Run("SELECT id FROM t WHERE n > 0 LIMIT 2").find("complex query") != std::string::npos);
}

TEST_CASE("what needs all rows at once is refused by the rule for simple queries") {
  Statements t;
  for (const char* statement : {"SELECT count(*) FROM t", "SELECT n, count(*) FROM t GROUP BY n",
                                "SELECT DISTINCT n FROM t"}) {
    INFO(statement);
    CHECK(t.Run(statement).starts_with("400"));
  }
}

TEST_CASE("a hint names an index of the table") {
  Statements t;
  CHECK(t.Path("SELECT /*+ FORCE_PRIMARY_INDEX(t) */ text FROM t WHERE n = 1") == "primary index");
  CHECK(t.Path("SELECT /*+ FORCE_INDEX(t by_n) */ text FROM t WHERE s = 1") == "by_n");
  CHECK(t.Path("SELECT /*+ FORCE_INDEX(t none) */ text FROM t").starts_with("400"));
}

TEST_CASE("an IN of several keys is several look-ups, even beside a complete shard key") {
  Statements t;
  for (int i = 1; i <= 4; ++i) t.Add(1, i, i);
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 AND id IN (1, 3) LIMIT 1").starts_with("400"));
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 AND id IN (1, 3) OFFSET 1").starts_with("400"));
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 AND id IN (1, 3) ORDER BY id").starts_with("400"));
  CHECK(t.Query("SELECT id FROM t WHERE s = 1 AND id IN (1, 3)").items().size() == 2);
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 AND id IN (3, 3) ORDER BY n LIMIT 5") ==
        R"([{"id":3}])");
  CHECK(t.Run("UPDATE t SET n = 5 WHERE s = 1 AND id IN (1, 3)").starts_with("400"));
  CHECK(t.Run("UPDATE t SET n = 5 WHERE s IN (1, 1) AND id = 3") == R"([{"NumRowsUpdated":1}])");
  CHECK(t.Run("UPDATE t SET n = 5 WHERE s IS NULL AND id = 3").starts_with("400"));
  CHECK(t.Run("SELECT id FROM t WHERE s IS NULL") == "[]");
}

TEST_CASE("a forced index gives way to a complete primary key") {
  Statements t;
  for (int i = 1; i <= 4; ++i) t.Add(1, i, i);
  const std::string forced = "SELECT /*+ FORCE_INDEX(t by_n) */ text FROM t WHERE s = 1";
  CHECK(t.Path(forced + " AND id = 2") == "primary index");
  CHECK(t.Path(forced + " AND id > 2") == "by_n");
  CHECK(t.Path(forced + " AND id = 2 AND n = 2") == "by_n");
  CHECK(t.Run(forced + " AND id = 2 ORDER BY text LIMIT 1") == R"([{"text":null}])");
}

TEST_CASE("a key that is compared with a constant NULL is refused, as by the service's compiler") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(
      t.Run("SELECT id FROM t WHERE s = 1 AND id = length(substring('Z', -1))").starts_with("400"));
  CHECK(t.Run("SELECT id FROM t WHERE n > length(substring('Z', -1))").starts_with("400"));
  CHECK(t.Run("SELECT id FROM t WHERE text = substring('Z', -1)") == "[]");
}

TEST_CASE("a slice uses an index on the elements, and so its duplicates are complex") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, a ARRAY(LONG), PRIMARY KEY(id))").status ==
          202);
  REQUIRE(bench.CreateIndex("t", "x", {"a[]"}).status == 202);
  bench.Put("t", {{"id", 1}, {"a", {5, 7}}});
  bench.Put("t", {{"id", 2}, {"a", {7, 5}}});
  CHECK(bench.Query("SELECT id FROM t WHERE t.a[0:0] >any 5").status == 400);
  const Answer equal = bench.Query("SELECT id FROM t WHERE t.a[0:0] =any 5");
  CHECK(equal.items() == Json::parse(R"([{"id":1}])"));
  CHECK(equal.read() - 2 == 2);  // both rows have the element
  CHECK(bench.Query("SELECT id FROM t WHERE t.a[$element > 6] =any 5").items().empty());
}

TEST_CASE("a field of a record cannot be removed, whatever the row holds") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, r RECORD(x LONG), PRIMARY KEY(id))").status ==
          202);
  CHECK(bench.Query("UPDATE t x REMOVE x.r.x WHERE id = 1").status == 400);
}
