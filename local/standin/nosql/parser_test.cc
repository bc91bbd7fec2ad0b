#include "local/standin/nosql/parser.h"

#include <catch2/catch_test_macros.hpp>

using namespace standin::nosql;

namespace {

std::string Refusal(const std::string& statement) {
  const auto parsed = Parse(statement);
  return parsed.ok() ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("what the grammar does not have is refused at its place") {
  CHECK(Refusal("SELECT id; FROM t").find("at (1, 9)") != std::string::npos);
  CHECK(Refusal("SELECT *, a FROM t").find("at (1, 8)") != std::string::npos);
  for (const char* bad :
       {"", "SELEC a FROM t", "SELECT a FROM t;", "SELECT a FROM t; SELECT b FROM t", "SELECT a",
        "SELECT t.* FROM t", "SELECT a FROM t WHERE a <> 1", "SELECT a FROM t WHERE a == 1",
        "SELECT a FROM t WHERE a LIKE 'b%'", "SELECT a FROM t WHERE a IN ()",
        "SELECT a FROM t WHERE a = 'it''s'", "SELECT a % 2 FROM t", "UPDATE t SET a = 1",
        "INSERT INTO t (a) VALUES (1), (2)", "DECLARE $a; SELECT a FROM t",
        "DECLARE $a LONG; $a LONG; SELECT a FROM t", "SELECT /*+ FORCE_INDEX(t) */ a FROM t",
        "CREATE TABLE t (a LONG)", "CREATE TABLE t (a ENUM(x, x), PRIMARY KEY(a))"}) {
    INFO(bad);
    CHECK_FALSE(Refusal(bad).empty());
  }
}

TEST_CASE("what the stand-in does not serve is refused by name") {
  for (const char* statement :
       {"SELECT * FROM NESTED TABLES(a DESCENDANTS(a.b))",
        "SELECT a FROM t LEFT OUTER JOIN t.c ON 1", "SELECT a FROM t, u", "SELECT a FROM t.child",
        "SELECT a FROM t WHERE a IS OF TYPE (LONG)", "SELECT t.m.values() FROM t",
        "SELECT a FROM t WHERE a = ?", "ALTER TABLE t (MODIFY id DROP IDENTITY)",
        "CREATE INDEX i ON t (lower(a))",
        "CREATE TABLE t (a LONG, PRIMARY KEY(a)) AS JSON COLLECTION"}) {
    INFO(statement);
    CHECK(Refusal(statement).find("is not supported by the FotoGal stand-in") != std::string::npos);
  }
}
