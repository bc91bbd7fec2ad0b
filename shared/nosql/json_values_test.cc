#include "nosql/json_values.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "nosql/testing.h"

namespace nosql {
namespace {

using nson::Type;

std::string Encoded(const Json& json) {
  nson::Writer writer;
  std::string fault;
  REQUIRE(WriteJson(writer, json, fault));
  return writer.Take();
}

Json RoundTrip(const Json& json) {
  const std::string bytes = Encoded(json);
  nson::Reader reader(bytes);
  Json read = ReadJson(reader, reader.Next());
  REQUIRE(reader.AtEnd());
  return read;
}

std::string FaultOf(const Json& json) {
  nson::Writer writer;
  std::string fault;
  CHECK_FALSE(WriteJson(writer, json, fault));
  return fault;
}

TEST_CASE("json: values come back as they were, with their types") {
  const Json row = {{"n", -5},
                    {"long", 9007199254740993},
                    {"least", std::numeric_limits<std::int64_t>::min()},
                    {"most", std::numeric_limits<std::int64_t>::max()},
                    {"d", 0.1},
                    {"whole", 2.0},
                    {"s", "\xE2\x98\x83"},
                    {"b", false},
                    {"nothing", nullptr},
                    {"list", {1, "a", nullptr, {{"deep", true}}}},
                    {"empty", Json::object()},
                    {"bytes", Json::binary({0, 1, 255})},
                    {"number", MakeNumber("12345678901234567890.5")},
                    {"time", MakeTimestamp("2021-10-29T12:00:00.123")}};
  const Json read = RoundTrip(row);
  CHECK(read == row);
  CHECK(read["whole"].is_number_float());
  CHECK(read["long"].is_number_integer());
  CHECK(AsNumber(read["number"]) == "12345678901234567890.5");
  CHECK(AsTimestamp(read["time"]) == "2021-10-29T12:00:00.123");
}

TEST_CASE("json: numbers, times, bytes and texts are not taken for each other") {
  CHECK_FALSE(AsNumber("1"));
  CHECK_FALSE(AsNumber(1));
  CHECK_FALSE(AsNumber(MakeTimestamp("2021")));
  CHECK_FALSE(AsTimestamp(MakeNumber("2021")));
  CHECK_FALSE(AsTimestamp(Json::binary({'2'})));
}

TEST_CASE("json: integers take the type that holds them") {
  const auto type_of = [](const Json& json) { return nson::Decode(Encoded(json)).value().type; };
  CHECK(type_of(2147483647) == Type::kInteger);
  CHECK(type_of(2147483648) == Type::kLong);
  CHECK(type_of(-2147483648) == Type::kInteger);
  CHECK(type_of(-2147483649) == Type::kLong);
  CHECK(type_of(7u) == Type::kInteger);
  CHECK(type_of(std::numeric_limits<std::uint64_t>::max()) == Type::kNumber);
}

TEST_CASE("json: null is a JSON null, SqlNull the column without value; both are read as null") {
  CHECK(Encoded(nullptr) == "\x0a");
  CHECK(Encoded(SqlNull()) == "\x0b");
  CHECK(RoundTrip(SqlNull()) == nullptr);
}

TEST_CASE("json: what cannot be written is refused") {
  CHECK(FaultOf("\xFF") == "a text value is not UTF-8");
  CHECK(FaultOf({{"a", {1, "\xC3"}}}) == "a text value is not UTF-8");
  CHECK(FaultOf({{"\xFF", 1}}) == "a name is not UTF-8");
  CHECK(FaultOf(Json(Json::value_t::discarded)) == "a value is not JSON");
  Json deep = 1;
  for (std::size_t i = 0; i < nson::kDeepest; ++i) deep = Json::array({deep});
  Encoded(deep);
  CHECK(FaultOf(Json::array({deep})) == "a value is nested too deeply");
}

}  // namespace
}  // namespace nosql
