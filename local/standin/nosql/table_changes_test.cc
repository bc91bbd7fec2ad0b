#include "local/standin/nosql/table_changes.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/parser.h"

namespace standin::nosql {
namespace {

struct ChangesBench {
  ChangesBench() {
    auto database = Database::Open(":memory:");
    REQUIRE(database.ok());
    engine = std::make_unique<Engine>(
        std::move(*database), [] { return std::chrono::system_clock::time_point(); }, false);
    REQUIRE(engine->Load().ok());
  }
  Result<std::string> Add(const std::string& ddl) {
    const auto parsed = Parse(ddl);
    REQUIRE(parsed.ok());
    TableSettings settings;
    settings.limits = {false, 1, 1, 1};
    return AddTable(*engine, "c", std::get<CreateTableStatement>(parsed->body), settings);
  }
  const Table& Find() {
    const auto table = engine->FindTable("c", "t");
    REQUIRE(table.ok());
    return **table;
  }
  std::unique_ptr<Engine> engine;
};

TEST_CASE("table changes: a table is added once") {
  ChangesBench bench;
  REQUIRE(bench.Add("CREATE TABLE t (id LONG, PRIMARY KEY(id))").ok());
  CHECK(bench.Add("CREATE TABLE t (id LONG, PRIMARY KEY(id))").error().code ==
        "TableAlreadyExists");
  CHECK(bench.Add("CREATE TABLE IF NOT EXISTS t (id LONG, PRIMARY KEY(id))").ok());
  for (int i = 1; i < 30; ++i)
    REQUIRE(bench.Add("CREATE TABLE t" + std::to_string(i) + " (id LONG, PRIMARY KEY(id))").ok());
  CHECK(bench.Add("CREATE TABLE more (id LONG, PRIMARY KEY(id))").error().code ==
        "TableLimitExceeded");
}

TEST_CASE("table changes: limits, tags and etag") {
  ChangesBench bench;
  REQUIRE(bench.Add("CREATE TABLE t (id LONG, PRIMARY KEY(id))").ok());
  const std::string etag = EtagOf(bench.Find());
  CHECK(CheckTableEtag("", bench.Find()).ok());
  CHECK(CheckTableEtag(etag, bench.Find()).ok());
  CHECK(CheckTableEtag("other", bench.Find()).error().code == "ETagMismatch");
  REQUIRE(SetLimits(*bench.engine, bench.Find(), {false, 7, 8, 9}).ok());
  CHECK(bench.Find().limits.read_units == 7);
  CHECK_FALSE(SetLimits(*bench.engine, bench.Find(), {false, 0, 8, 9}).ok());
  CHECK(CheckLimits({false, 40001, 1, 1}).error().code == "TableDeploymentLimitExceeded");
  CHECK(CheckLimits({true, 0, 0, 1}).ok());
  REQUIRE(SetTags(*bench.engine, bench.Find(), {{"a", "b"}}, nlohmann::json::object()).ok());
  CHECK(bench.Find().freeform_tags["a"] == "b");
}

TEST_CASE("table changes: indexes and the end of a table") {
  ChangesBench bench;
  REQUIRE(bench.Add("CREATE TABLE t (id LONG, s STRING, PRIMARY KEY(id))").ok());
  const auto path = ParseIndexPath("s");
  REQUIRE(path.ok());
  const int64_t version = bench.Find().schema_version;
  REQUIRE(AddIndex(*bench.engine, bench.Find(), "i", {*path}, false).ok());
  CHECK(bench.Find().schema_version > version);
  CHECK(AddIndex(*bench.engine, bench.Find(), "I", {*path}, false).error().code ==
        "IndexAlreadyExists");
  CHECK(AddIndex(*bench.engine, bench.Find(), "i", {*path}, true).ok());
  REQUIRE(RemoveIndex(*bench.engine, bench.Find(), "i", false).ok());
  CHECK(RemoveIndex(*bench.engine, bench.Find(), "i", false).error().code == "IndexNotFound");
  CHECK(RemoveIndex(*bench.engine, bench.Find(), "i", true).ok());
  CHECK(DropTable(*bench.engine, "c", "t", false, "other").error().code == "ETagMismatch");
  REQUIRE(DropTable(*bench.engine, "c", "t", false, "").ok());
  CHECK(DropTable(*bench.engine, "c", "t", false, "").error().code == "TableNotFound");
  CHECK(DropTable(*bench.engine, "c", "t", true, "").ok());
}

}  // namespace
}  // namespace standin::nosql
