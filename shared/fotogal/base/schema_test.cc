#include "fotogal/base/schema.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "common/files.h"

using namespace fotogal;

TEST_CASE("tables keep the service's limits: 30 tables, 5 indexes a table, one prefix") {
  std::set<std::string> names;
  for (const auto& table : schema::Tables()) {
    CHECK(table.name.starts_with(schema::kPrefix));
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
  CHECK(images.columns.back().name == "latest_comment");
  CHECK(images.columns[7].name == "image_type");
  CHECK(images.columns[7].type == "ENUM(png, jpeg, gif)");
  for (const auto& table : schema::Tables()) {
    std::string ddl = "CREATE TABLE IF NOT EXISTS " + table.name + " (";
    for (const auto& column : table.columns) ddl += column.name + " " + column.type + ", ";
    CHECK(table.ddl.starts_with(ddl + "PRIMARY KEY"));
  }
}

TEST_CASE("a table's key is that of its DDL") {
  CHECK(schema::TableOf(schema::kUsers).key == std::vector<std::string>{"id"});
  CHECK(schema::TableOf(schema::kFeed).key ==
        std::vector<std::string>{"owner_id", "image_id", "author_id"});
  for (const auto& table : schema::Tables()) {
    for (const auto& column : table.key)
      CHECK(std::ranges::find(table.columns, column, &oci::nosql::Column::name) !=
            table.columns.end());
  }
}

TEST_CASE("rows of one shard key are told from others by its columns") {
  CHECK(schema::TableOf(schema::kUsers).shard_columns == 1);
  CHECK(schema::TableOf(schema::kFeed).shard_columns == 1);
  CHECK(schema::TableOf(schema::kReactions).shard_columns == 2);
  CHECK(schema::IsShardKey(schema::TableOf(schema::kFeed), "owner_id"));
  CHECK_FALSE(schema::IsShardKey(schema::TableOf(schema::kFeed), "author_id"));
  CHECK_FALSE(schema::IsShardKey(schema::TableOf(schema::kReactions), "author_id"));
  for (const auto& table : schema::Tables()) {
    INFO(table.name);
    CHECK(table.shard_columns >= 1);
    CHECK(table.shard_columns <= table.key.size());
    // an image's rows are deleted by their shard key
    if (schema::GoesWithImage(table)) {
      REQUIRE(table.shard_columns == 2);
      CHECK(table.key[0] == "author_id");
      CHECK(table.key[1] == "image_id");
    }
  }
}

TEST_CASE("every column that names a person says what deletion and exports do with its rows") {
  // Ids of other things.
  const std::set<std::string> no_people = {"image_id", "comment_id", "result_id"};
  std::set<size_t> places;
  size_t exported = 0;
  for (const auto& table : schema::Tables()) {
    INFO(table.name);
    CHECK_FALSE(table.people.empty());
    for (const auto& column : table.columns) {
      INFO(column.name);
      const auto rule = std::ranges::find(table.people, column.name, &schema::PersonColumn::column);
      const bool is_person =
          column.type == "LONG" && column.name.ends_with("_id") && !no_people.contains(column.name);
      CHECK((rule != table.people.end() || !is_person));
    }
    for (const auto& person : table.people) {
      INFO(person.column);
      CHECK(std::ranges::find(table.columns, person.column, &oci::nosql::Column::name) !=
            table.columns.end());
      using enum schema::AtDeletion;
      const bool has_part = person.at_deletion == kDeleteRows || person.at_deletion == kByPart;
      CHECK(has_part != person.part.empty());
      if (!person.exported) continue;
      ++exported;
      places.insert(person.exported->place);
    }
  }
  CHECK(places.size() == exported);
  CHECK(*places.rbegin() == exported - 1);
}

TEST_CASE("docs/data-model.md names every table") {
  const std::string text = common::ReadFile(FOTOGAL_SOURCE_DIR "/docs/data-model.md").value_or("");
  for (const auto& table : schema::Tables()) {
    INFO(table.name);
    CHECK(text.find(table.name) != std::string::npos);
  }
}
