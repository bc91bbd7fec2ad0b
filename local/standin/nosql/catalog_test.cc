#include "local/standin/nosql/catalog.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/parser.h"

using namespace standin::nosql;

namespace {

Table MakeTestTable(const std::string& ddl) {
  const auto parsed = Parse(ddl);
  REQUIRE(parsed.ok());
  auto table = MakeTable(std::get<CreateTableStatement>(parsed->body));
  REQUIRE(table.ok());
  return *table;
}

}  // namespace

TEST_CASE("a definition survives being stored") {
  Table table = MakeTestTable(
      "CREATE TABLE T (id INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 3 CYCLE), s STRING "
      "DEFAULT "
      "\"q\\\"\", e ENUM(a, b) DEFAULT b NOT NULL, n NUMBER DEFAULT 1.5, b BOOLEAN DEFAULT true, r "
      "RECORD(x LONG), PRIMARY KEY(SHARD(id), s)) USING TTL 3 HOURS"
      "");
  table.id = 7;
  table.ocid = "ocid1.nosqltable.oc1.x";
  table.compartment = "c";
  auto index = MakeIndex(table, "i", {*ParseIndexPath("e"), *ParseIndexPath("n")});
  CHECK_FALSE(index.ok());  // NUMBER is not indexed here, and it says so
  table.indexes.push_back(*MakeIndex(table, "i", {*ParseIndexPath("e")}));
  const auto again = TableFromStored(ToStored(table));
  REQUIRE(again.ok());
  CHECK(TableDdl(*again) == TableDdl(table));
  CHECK(ToStored(*again) == ToStored(table));
}
