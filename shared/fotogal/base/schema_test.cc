#include "fotogal/base/schema.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "common/files.h"

using namespace fotogal;

TEST_CASE("tables keep the service's limits: 30 tables, 5 indexes a table, one prefix") {
  std::set<std::string> names;
  for (const auto& table : schema::Tables()) {
    CHECK(table.name.starts_with("fotogal_ntable_"));
    CHECK(table.indexes.size() <= 5);
    CHECK(table.ddl.find("PRIMARY KEY") != std::string::npos);
    names.insert(table.name);
  }
  CHECK(names.size() == schema::Tables().size());
  CHECK(names.size() <= 30);
}

TEST_CASE("a table's columns are those of its DDL") {
  const auto& images = schema::Tables()[3];
  REQUIRE(images.name == schema::kImages);
  CHECK(images.columns.front().name == "user_id");
  CHECK(images.columns.back().name == "counted");
  CHECK(images.columns[7].name == "image_type");
  CHECK(images.columns[7].type == "ENUM(png, jpeg, gif)");
  for (const auto& table : schema::Tables()) {
    std::string ddl = "CREATE TABLE IF NOT EXISTS " + table.name + " (";
    for (const auto& column : table.columns) ddl += column.name + " " + column.type + ", ";
    CHECK(table.ddl.starts_with(ddl + "PRIMARY KEY"));
  }
}

TEST_CASE("docs/data-model.md names every table") {
  const std::string text = common::ReadFile(FOTOGAL_SOURCE_DIR "/docs/data-model.md").value_or("");
  for (const auto& table : schema::Tables()) {
    INFO(table.name);
    CHECK(text.find(table.name) != std::string::npos);
  }
}
