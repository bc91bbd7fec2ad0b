#include "nosql/nson.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <limits>

namespace nosql::nson {
namespace {

using Limits = std::numeric_limits<std::int64_t>;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text.push_back(static_cast<char>(byte));
  return text;
}

std::string LongBytes(std::int64_t value) {
  Writer writer;
  writer.Long(value);
  return writer.Take();
}

std::string FaultOf(std::string_view bytes) {
  const auto value = Decode(bytes);
  return value.ok() ? "" : value.error().message;
}

TEST_CASE("nson: integers take the fewest bytes, at both sides of each border") {
  CHECK(LongBytes(0) == Bytes({5, 0x7f}));
  CHECK(LongBytes(-119) == Bytes({5, 0x08}));
  CHECK(LongBytes(120) == Bytes({5, 0xf7}));
  CHECK(LongBytes(121) == Bytes({5, 0xf8, 0}));
  CHECK(LongBytes(376) == Bytes({5, 0xf8, 0xff}));
  CHECK(LongBytes(377) == Bytes({5, 0xf9, 1, 0}));
  CHECK(LongBytes(-120) == Bytes({5, 0x07, 0xff}));
  CHECK(LongBytes(-375) == Bytes({5, 0x07, 0}));
  CHECK(LongBytes(-376) == Bytes({5, 0x06, 0xfe, 0xff}));
  CHECK(LongBytes(Limits::max()).size() == 10);
  CHECK(LongBytes(Limits::min()).size() == 10);
}

TEST_CASE("nson: an integer that was written is read as the same") {
  const auto exponent = GENERATE(range(0, 63));
  const auto power = std::int64_t{1} << exponent;
  for (const auto value : {power, power - 1, -power, -power - 1, power + 120, -power - 119,
                           Limits::max() - power, Limits::min() + power}) {
    const auto read = Decode(LongBytes(value));
    REQUIRE(read.ok());
    CHECK(read->integer == value);
  }
}

TEST_CASE("nson: lengths count what follows the length field") {
  Writer writer;
  writer.BeginMap();
  writer.Name("a");
  writer.BeginArray();
  writer.Boolean(true);
  writer.JsonNull();
  writer.EndArray();
  writer.Name("b");
  writer.Double(1.5);
  writer.EndMap();
  CHECK(writer.bytes() == Bytes({6,    0,   0,  0,    29,   0, 0, 0, 2,        // map of 2
                                 0x80, 'a', 0,  0,    0,    0, 7, 0, 0, 0, 2,  // array of 2
                                 2,    1,   10,                                //
                                 0x80, 'b', 3,  0x3f, 0xf8, 0, 0, 0, 0, 0, 0}));
}

TEST_CASE("nson: a value of each type comes back as it was") {
  Value whole;
  whole.type = Type::kMap;
  const auto add = [&](Type type, auto set) {
    Value value;
    value.type = type;
    set(value);
    whole.fields.emplace_back("field " + std::to_string(static_cast<int>(type)), value);
  };
  const auto nothing = [](Value&) {};
  add(Type::kBinary, [](Value& value) { value.text = Bytes({0, 1, 255}); });
  add(Type::kBoolean, [](Value& value) { value.boolean = true; });
  add(Type::kDouble, [](Value& value) { value.number = -0.1; });
  add(Type::kInteger, [](Value& value) { value.integer = -2147483648; });
  add(Type::kLong, [](Value& value) { value.integer = 9007199254740993; });
  add(Type::kString, [](Value& value) { value.text = "\xE2\x98\x83"; });
  add(Type::kTimestamp, [](Value& value) { value.text = "2021-10-29T12:00:00.123"; });
  add(Type::kNumber, [](Value& value) { value.text = "12345678901234567890.5"; });
  add(Type::kJsonNull, nothing);
  add(Type::kNull, nothing);
  add(Type::kEmpty, nothing);
  add(Type::kArray, [](Value& value) { value.items.resize(3); });
  const auto read = Decode(Encode(whole));
  REQUIRE(read.ok());
  CHECK(*read == whole);
  REQUIRE(read->Find("field 7") != nullptr);
  CHECK(read->Find("field 7")->text == "\xE2\x98\x83");
  CHECK(read->Find("field 99") == nullptr);
}

TEST_CASE("nson: what lengths and counts promise is checked before it is believed") {
  CHECK(FaultOf("") == "NSON ends within a value at byte 0");
  CHECK(FaultOf(Bytes({13})) == "unknown NSON type 13 at byte 1");
  CHECK(FaultOf(Bytes({7, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00}))
            .starts_with("NSON ends within a text"));
  CHECK(FaultOf(Bytes({7, 0x7e})).starts_with("negative length of a text"));
  CHECK(FaultOf(Bytes({6, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}))
            .starts_with("NSON ends within a container"));
  CHECK(FaultOf(Bytes({6, 0, 0, 0, 2, 0, 0, 0, 0}))
            .starts_with("a container shorter than its count"));
  CHECK(FaultOf(Bytes({0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 11}))
            .starts_with("a container with more entries than bytes"));
  CHECK(FaultOf(Bytes({0, 0, 0, 0, 6, 0, 0, 0, 1, 11, 11}))
            .starts_with("a container longer than its entries"));
  CHECK(FaultOf(Bytes({11, 11})).starts_with("bytes after the value"));
  CHECK(FaultOf(Bytes({4, 0xfc, 1, 0, 0, 0, 0})).starts_with("an integer of more than 32 bits"));
  // a value that ends beyond the array around it, though not beyond the bytes
  CHECK(FaultOf(Bytes({0, 0, 0, 0, 6, 0, 0, 0, 1, 7, 0x84, 'a', 'b', 'c', 'd', 'e'}))
            .starts_with("NSON ends within a text"));
}

TEST_CASE("nson: nesting is bounded") {
  const auto nested = [](std::size_t depth) {
    Writer writer;
    for (std::size_t i = 0; i < depth; ++i) writer.BeginArray();
    for (std::size_t i = 0; i < depth; ++i) writer.EndArray();
    return writer.Take();
  };
  CHECK(FaultOf(nested(kDeepest)).empty());
  CHECK(FaultOf(nested(kDeepest + 1)).starts_with("NSON is nested too deeply"));
}

TEST_CASE("nson: every shortened or changed value is read or refused, and never beyond its end") {
  Writer writer;
  writer.BeginMap();
  writer.Name("rows");
  writer.BeginArray();
  writer.Long(1234567);
  writer.String("a text of some length");
  writer.EndArray();
  writer.EndMap();
  const std::string whole = writer.Take();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(Decode(std::string_view(whole).substr(0, size)).ok());
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = whole;
      changed[at] = static_cast<char>(byte);
      const auto value = Decode(changed);
      if (value.ok()) CHECK(Decode(Encode(*value)).ok());
    }
  }
}

TEST_CASE("nson: skipping a value leads to the one after it") {
  Writer writer;
  writer.BeginMap();
  writer.Name("skipped");
  writer.BeginMap();
  writer.Name("deep");
  writer.BeginArray();
  writer.Number("1.5");
  writer.Double(2);
  writer.EndArray();
  writer.EndMap();
  writer.Name("wanted");
  writer.Integer(7);
  writer.EndMap();
  Reader reader(writer.bytes());
  std::int64_t wanted = 0;
  reader.Map(reader.Next(), [&](std::string_view name, Type type) {
    if (name == "wanted") {
      wanted = reader.Integer(type);
    } else {
      reader.Skip(type);
    }
  });
  CHECK(reader.AtEnd());
  CHECK(wanted == 7);
}

TEST_CASE("nson: a step over a container does not look inside") {
  std::string bytes =
      Encode({.type = Type::kArray,
              .items = {{.type = Type::kArray, .items = {{.type = Type::kInteger, .integer = 5}}},
                        {.type = Type::kInteger, .integer = 7}}});
  // the type of the 5 becomes one that does not exist
  bytes[bytes.size() - 4] = '\x77';
  std::int64_t wanted = 0;
  Reader over(bytes);
  over.Array(over.Next(), [&](Type type) {
    if (type == Type::kArray) {
      over.StepOver(type);
    } else {
      wanted = over.Integer(type);
    }
  });
  CHECK(over.AtEnd());
  CHECK(wanted == 7);
  Reader inside(bytes);
  inside.Skip(inside.Next());
  CHECK_FALSE(inside.ok());
}

TEST_CASE("nson: a step over a container longer than what is around it is a fault") {
  std::string bytes =
      Encode({.type = Type::kArray, .items = {{.type = Type::kMap}, {.type = Type::kNull}}});
  bytes[13] = '\x7f';  // in the length of the map
  Reader reader(bytes);
  reader.Array(reader.Next(), [&](Type type) { reader.StepOver(type); });
  CHECK_FALSE(reader.ok());
}

TEST_CASE("nson: a value of another type than asked for is a fault") {
  Reader reader("\x07\x80x");
  CHECK(reader.Integer(reader.Next()) == 0);
  CHECK(reader.fault() == "unexpected NSON type 7 at byte 1");
}

}  // namespace
}  // namespace nosql::nson
