#include "local/standin/nosql/wire_values.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/testing_wire.h"

namespace standin::nosql {
namespace {

// What a column of the type makes of the value, written again; "!" and the message for an error.
Json Through(const std::string& type, const Json& value) {
  const auto parsed = ParseType(type);
  REQUIRE(parsed.ok());
  const auto converted = FromNson(NsonOf(value), **parsed, "c");
  if (!converted.ok()) return "! " + converted.error().message;
  nson::Writer writer;
  WriteNson(writer, *converted);
  const auto written = nson::Decode(writer.bytes());
  REQUIRE(written.ok());
  return JsonOfNson(*written);
}

Json Double(double value) { return {{"$double", value}}; }
Json Number(const char* text) { return {{"$number", text}}; }
Json Time(const char* text) { return {{"$timestamp", text}}; }
Json Bytes(const char* base64) { return {{"$binary", base64}}; }
const Json kNull = {{"$null", 1}};
const Json kJsonNull = {{"$jsonnull", 1}};

TEST_CASE("wire: whole numbers from numbers of each kind and from texts") {
  CHECK(Through("INTEGER", 5) == 5);
  CHECK(Through("INTEGER", Long(5)) == 5);
  CHECK(Through("INTEGER", Double(5)) == 5);
  CHECK(Through("INTEGER", Number("5.0")) == 5);
  CHECK(Through("INTEGER", "+5") == 5);
  CHECK(Through("LONG", 5) == Long(5));
  CHECK(Through("LONG", "-9223372036854775808") == Long(INT64_MIN));
  CHECK(Through("INTEGER", Long(2147483648)) == "! Int overflow: 2147483648");
  CHECK(Through("INTEGER", Double(1.5)) == "! Converting double to int loses information: 1.5");
  CHECK(Through("LONG", Double(1e19)) == "! Converting double to long loses information: 1.0E19");
  CHECK(Through("LONG", Number("1.5")) == "! Long overflow: 1.5");
  CHECK(Through("INTEGER", "x") == "! Invalid string for Integer: x");
  CHECK(Through("LONG", "") == "! Invalid string for Long: ");
  CHECK(Through("LONG", true) == "! Invalid driver type for Long: BOOLEAN");
}

TEST_CASE("wire: other numbers") {
  CHECK(Through("DOUBLE", 5) == Double(5));
  CHECK(Through("DOUBLE", Number("2.5")) == Double(2.5));
  CHECK(Through("DOUBLE", "2.5e3") == Double(2500));
  CHECK(Through("DOUBLE", "") == "! Invalid string for Double: ");
  CHECK(Through("DOUBLE", "2x") == "! Invalid string for Double: 2x");
  CHECK(Through("DOUBLE", Long(9007199254740993)) ==
        "! Converting long to double loses information: 9007199254740993");
  CHECK(Through("FLOAT", Double(0.5)) == Double(0.5));
  CHECK(Through("FLOAT", Json::array()) == "! Invalid driver type for Float: ARRAY");
  CHECK(Through("NUMBER", Double(12345.678)) == Number("12345.678"));
  CHECK(Through("NUMBER", Long(7)) == Number("7"));
  CHECK(Through("NUMBER", "1e3") == Number("1000"));
  CHECK(Through("NUMBER", "1x") == "! Invalid string for Decimal: 1x");
  CHECK(Through("NUMBER", false) == "! Invalid driver type for Number: BOOLEAN");
}

TEST_CASE("wire: times, texts, bytes and truth") {
  CHECK(Through("TIMESTAMP(3)", "2021-10-29T12:00:00.1239Z") == Time("2021-10-29T12:00:00.123"));
  CHECK(Through("TIMESTAMP(0)", Time("2021-10-29T12:00:00.5")) == Time("2021-10-29T12:00:00"));
  CHECK(Through("TIMESTAMP(3)", Long(1500)) == Time("1970-01-01T00:00:01.500"));
  CHECK(Through("TIMESTAMP(3)", -1) == Time("1969-12-31T23:59:59.999"));
  CHECK(Through("TIMESTAMP(3)", Long(INT64_MAX)).get<std::string>().starts_with("! "));
  CHECK(Through("TIMESTAMP(3)", "noon").get<std::string>().starts_with("! "));
  CHECK(Through("STRING", "é☃") == "é☃");
  CHECK(Through("STRING", Bytes("AAEC")) == "AAEC");
  CHECK(Through("STRING", 5) == "! Invalid driver type for String: INTEGER");
  CHECK(Through("ENUM(a, b)", "b") == "b");
  CHECK(Through("ENUM(a, b)", "c").get<std::string>().starts_with("! Invalid enumeration value"));
  CHECK(Through("ENUM(a, b)", 0) == "! Invalid driver type for Enum: INTEGER");
  CHECK(Through("BINARY", Bytes("AAEC/w==")) == Bytes("AAEC/w=="));
  CHECK(Through("BINARY", "AAEC/w==") == Bytes("AAEC/w=="));
  CHECK(Through("BINARY", 5) == "! Invalid driver type for Binary: INTEGER");
  CHECK(Through("BOOLEAN", true) == true);
  CHECK(Through("BOOLEAN", "TRUE") == true);
  CHECK(Through("BOOLEAN", "yes") == false);
  CHECK(Through("BOOLEAN", 1) == "! Invalid driver type for Boolean: INTEGER");
}

TEST_CASE("wire: arrays, maps, records and JSON") {
  CHECK(Through("ARRAY(LONG)", {1, "2"}) == Json{Long(1), Long(2)});
  CHECK(Through("ARRAY(LONG)", Json::array({kNull})).get<std::string>().starts_with("! "));
  CHECK(Through("ARRAY(LONG)", 5) == "! Invalid driver type for Array: INTEGER");
  CHECK(Through("MAP(INTEGER)", {{"b", 1}, {"a", 2}}) == Json{{"a", 2}, {"b", 1}});
  CHECK(Through("MAP(INTEGER)", 5) == "! Invalid driver type for Map: INTEGER");
  CHECK(Through("RECORD(x INTEGER, y STRING)", {{"X", 1}, {"z", 3}}) ==
        Json{{"x", 1}, {"y", kNull}});
  CHECK(Through("RECORD(x INTEGER, y STRING)", {1, "q"}) == Json{{"x", 1}, {"y", "q"}});
  CHECK(Through("RECORD(x INTEGER, y STRING)", Json::array({1}))
            .get<std::string>()
            .starts_with("! Invalid Array value"));
  CHECK(Through("RECORD(x INTEGER)", 5) == "! Invalid driver type for Record: INTEGER");
  const Json json = {{"a", {1, Long(9007199254740991), Double(0.5), "x", true, kJsonNull}}};
  CHECK(Through("JSON", json) == json);
  CHECK(Through("JSON", kNull) == kNull);
  CHECK(Through("JSON", kJsonNull) == kJsonNull);
  CHECK(Through("JSON", Time("2021-10-29")) == "2021-10-29");
  CHECK(Through("JSON", Bytes("AAEC")) == "AAEC");
  CHECK(Through("LONG", kJsonNull) == kNull);
  CHECK(Through("LONG", kNull) == kNull);
}

TEST_CASE("wire: a key of all or of the leading columns") {
  const auto parsed = Parse("CREATE TABLE t (a LONG, b LONG, c LONG, PRIMARY KEY(SHARD(a), b))");
  REQUIRE(parsed.ok());
  const auto table = MakeTable(std::get<CreateTableStatement>(parsed->body));
  REQUIRE(table.ok());
  const auto given = [&](const Json& json, size_t count) {
    const auto key = KeyFromNson(*table, NsonOf(json), count);
    return key.ok() ? std::to_string(key->given) : key.error().message;
  };
  CHECK(given({{"a", 1}, {"b", 2}, {"c", 3}}, 2) == "2");
  CHECK(given({{"B", 2}, {"A", 1}}, 2) == "2");
  CHECK(given({1, 2}, 2) == "2");
  CHECK(given({{"a", 1}}, 1) == "1");
  CHECK(given({{"a", 1}}, 2) == "Missing primary key field: b");
  CHECK(given({{"a", kNull}, {"b", 1}}, 2) == "Missing primary key field: a");
  CHECK(given(5, 2) == "PrimaryKey must be of type MAP or ARRAY, but found type INTEGER");
}

TEST_CASE("wire: texts and numbers that JSON cannot express come back") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, s STRING, d DOUBLE, j JSON, PRIMARY KEY(id))");
  const std::string text("\0\x01\"\\/\n\u00e9", 8);
  nson::Value row = NsonOf({{"id", 1}, {"s", text}, {"j", {{"k", text}}}});
  nson::Value not_a_number;
  not_a_number.type = nson::Type::kDouble;
  not_a_number.number = std::nan("");
  row.fields.emplace_back("d", not_a_number);
  nson::Value header = NsonOf({{"v", 4}, {"o", 3}, {"n", "t"}});
  nson::Value payload, frame;
  payload.type = frame.type = nson::Type::kMap;
  payload.fields.emplace_back("l", row);
  frame.fields = {{"h", header}, {"p", payload}};
  bench.SendWire(std::string(::nosql::protocol::kVersionBytes) + nson::Encode(frame));
  const auto got = nson::Decode(bench.SendWire(WireBody(2, "t", {{"k", {{"id", 1}}}})).body);
  REQUIRE(got.ok());
  const nson::Value* read = got->Find("r");
  REQUIRE(read != nullptr);
  read = read->Find("l");
  CHECK(read->Find("s")->text == text);
  CHECK(read->Find("j")->Find("k")->text == text);
  CHECK(std::isnan(read->Find("d")->number));
}

TEST_CASE("wire: a row may be put as an array of its columns") {
  WireBench bench;
  bench.WireDdl("CREATE TABLE t (id LONG, s STRING, n INTEGER, PRIMARY KEY(id))");
  bench.WirePut("t", Json::array({1, "x"}));
  CHECK(bench.WireGet("t", Json::array({1}))["r"]["l"]["s"] == "x");
  CHECK(bench.WireAny(3, "t", {{"ec", true}, {"l", {1, "x"}}})["e"] == 4);
}

}  // namespace
}  // namespace standin::nosql
