#include "local/standin/nosql/wire_schema.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/parser.h"

namespace standin::nosql {
namespace {

TEST_CASE("wire: the description of a table names columns, keys, TTL and indexes") {
  const auto parsed = Parse(
      "CREATE TABLE t (id LONG GENERATED ALWAYS AS IDENTITY, at TIMESTAMP(3), e ENUM(a, b), "
      "l ARRAY(INTEGER), m MAP(DOUBLE), r RECORD(x INTEGER), b BINARY(4), s STRING NOT NULL "
      "DEFAULT "
      "'x', PRIMARY KEY(SHARD(id), s)) USING TTL 5 HOURS");
  REQUIRE(parsed.ok());
  auto table = MakeTable(std::get<CreateTableStatement>(parsed->body));
  REQUIRE(table.ok());
  const auto path = ParseIndexPath("l[]");
  REQUIRE(path.ok());
  const auto index = MakeIndex(*table, "by_l", {*path});
  REQUIRE(index.ok());
  table->indexes.push_back(*index);
  const auto schema = nlohmann::json::parse(SchemaText(*table));
  CHECK(schema["name"] == "t");
  CHECK(schema["ttl"] == "5 HOURS");
  CHECK(schema["primaryKey"] == nlohmann::json{"id", "s"});
  CHECK(schema["shardKey"] == nlohmann::json::array({"id"}));
  CHECK(schema["identity"]["name"] == "id");
  const auto& fields = schema["fields"];
  REQUIRE(fields.size() == 8);
  CHECK(fields[0] == nlohmann::json{{"name", "id"}, {"type", "LONG"}, {"nullable", false}});
  CHECK(fields[1]["precision"] == 3);
  CHECK(fields[2]["symbols"] == nlohmann::json{"a", "b"});
  CHECK(fields[3]["collection"]["type"] == "INTEGER");
  CHECK(fields[4]["collection"]["type"] == "DOUBLE");
  CHECK(fields[5]["fields"][0]["name"] == "x");
  CHECK(fields[6]["type"] == "FIXED_BINARY");
  CHECK(fields[6]["size"] == 4);
  CHECK(fields[7]["default"] == "x");
  CHECK(schema["indexes"][0]["fields"][0]["path"] == "l[]");
}

}  // namespace
}  // namespace standin::nosql
