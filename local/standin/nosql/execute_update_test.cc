#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("an update answers how many rows it changed, or what it was asked to return") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("UPDATE t SET n = n + 1 WHERE s = 1 AND id = 1") == R"([{"NumRowsUpdated":1}])");
  CHECK(t.Run("UPDATE t SET n = n + 1 WHERE s = 1 AND id = 2") == R"([{"NumRowsUpdated":0}])");
  CHECK(t.Run("UPDATE t SET n = n + 1 WHERE s = 1 AND id = 1 RETURNING n") == R"([{"n":3}])");
  CHECK(t.Run("UPDATE t SET n = 0 WHERE s = 1 AND id = 1 AND n = 7") ==
        R"([{"NumRowsUpdated":0}])");
}

TEST_CASE("an insert finds the row that is there, an upsert replaces it") {
  Statements t;
  t.Add(1, 1, 1, {{"text", "old"}});
  const std::string values = " INTO t (s, id, n) VALUES (1, 1, 2)";
  CHECK(t.Run("INSERT" + values) == R"([{"NumRowsInserted":0}])");
  CHECK(t.Run("UPSERT" + values) == R"([{"NumRowsInserted":0}])");
  CHECK(t.Run("SELECT n, text FROM t") == R"([{"n":2,"text":null}])");
  CHECK(t.Run("INSERT INTO t (s, id) VALUES (1, 2)") == R"([{"NumRowsInserted":1}])");
}

TEST_CASE("a key is not changed, and indexes follow what is") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("UPDATE t SET id = 2 WHERE s = 1 AND id = 1").starts_with("400"));
  t.Run("UPDATE t SET n = 9 WHERE s = 1 AND id = 1");
  CHECK(t.Run("SELECT id FROM t WHERE n = 1") == "[]");
  CHECK(t.Run("SELECT id FROM t WHERE n = 9") == R"([{"id":1}])");
}

TEST_CASE("a delete takes the row that its whole key names, once") {
  Statements t;
  for (int i = 1; i <= 2; ++i) t.Add(1, i, i);
  const std::string statement = "DELETE FROM t WHERE s = 1 AND id = 1";
  CHECK(t.Run(statement) == R"([{"numRowsDeleted":1}])");
  CHECK(t.Run(statement) == R"([{"numRowsDeleted":0}])");
  CHECK(t.Run("SELECT id FROM t") == R"([{"id":2}])");
  CHECK(t.Run("SELECT id FROM t WHERE n = 1") == "[]");
}
