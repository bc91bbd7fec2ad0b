#include "fotogal/base/row.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/ids.h"

using namespace fotogal;
using Json = nlohmann::json;

namespace {

enum class Colour { kNone, kRed };
NLOHMANN_JSON_SERIALIZE_ENUM(Colour, {{Colour::kNone, "none"}, {Colour::kRed, "red"}})

struct Sample {
  UserId id = 0;
  ImageRef image;
  std::string name = "unnamed";
  Colour colour = Colour::kRed;
  bool flag = true;
  int number = 7;
  std::vector<Op> ops;
  Json data;
  bool has_more = false;  // no column

  static constexpr auto Columns() {
    return std::tuple(Column("id", &Sample::id),
                      Column("author_id", &Sample::image, &ImageRef::author),
                      Column("image_id", &Sample::image, &ImageRef::image),
                      Column("name", &Sample::name), Column("colour", &Sample::colour),
                      Column("flag", &Sample::flag), Column("number", &Sample::number),
                      Column("ops", &Sample::ops), Column("data", &Sample::data));
  }
  void Complete(const Json& columns) { has_more = columns.contains("more"); }
};

const Json kFull{{"id", 1},     {"author_id", 2},  {"image_id", 3},
                 {"name", "n"}, {"colour", "red"}, {"flag", false},
                 {"number", 0}, {"ops", {4, 5}},   {"data", {{"bio", "b"}}}};

}  // namespace

TEST_CASE("a row that is read and written again is the same") {
  CHECK(JsonOf(RowFrom<Sample>(kFull)) == kFull);
  const auto row = RowFrom<Sample>(kFull);
  CHECK(row.image == ImageRef{2, 3});
  CHECK(row.ops == std::vector<Op>{4, 5});
  CHECK_FALSE(row.has_more);
}

TEST_CASE("what is absent, null or of another type leaves its member as it is made") {
  const auto empty = JsonOf(Sample{});
  for (const auto& [column, value] : kFull.items()) {
    INFO(column);
    auto expected = kFull;
    expected[column] = empty[column];
    auto row = kFull;
    row.erase(column);
    CHECK(JsonOf(RowFrom<Sample>(row)) == expected);
    row[column] = nullptr;
    CHECK(JsonOf(RowFrom<Sample>(row)) == expected);
    if (column == "data") continue;  // takes any JSON
    for (const Json& other : {Json(1), Json("1"), Json(true), Json::array(), Json::object()}) {
      if (other.type() == value.type() || (other.is_number() && value.is_number())) continue;
      INFO(other);
      row[column] = other;
      CHECK(JsonOf(RowFrom<Sample>(row)) == expected);
    }
  }
}

TEST_CASE("columns that are no member's are left, and Complete sees them") {
  auto row = kFull;
  row["more"] = 1;
  CHECK(RowFrom<Sample>(row).has_more);
  CHECK(JsonOf(RowFrom<Sample>(row)) == kFull);
}

TEST_CASE("an unknown name of an enum is the first of its names") {
  auto row = kFull;
  row["colour"] = "green";
  CHECK(RowFrom<Sample>(row).colour == Colour::kNone);
}
