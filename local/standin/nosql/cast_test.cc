#include "local/standin/nosql/cast.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/timestamp.h"

using namespace standin::nosql;

TEST_CASE("SQL casts what a row PUT refuses") {
  CHECK(CastTo(Value::String("9"), *MakeType(Kind::kInteger))->integer == 9);
  CHECK_FALSE(CastTo(Value::String("x"), *MakeType(Kind::kInteger)).ok());
  CHECK_FALSE(FromJson(Value::String("9"), *MakeType(Kind::kInteger), "a").ok());
  CHECK(FromJson(Value::String("9"), *MakeType(Kind::kInteger), "a").error().message ==
        "Illegal value for numeric field a. Expected INT, is VALUE_STRING");
  CHECK(CastTo(*ParseJson("[\"x\",\"y\"]"), *MakeType(Kind::kString))->text == "[\"x\",\"y\"]");
  CHECK(CastTo(Value::JsonNull(), *MakeType(Kind::kLong))->IsNull());
  CHECK(CastTo(Value::JsonNull(), *MakeType(Kind::kJson))->kind == Kind::kJsonNull);
}

TEST_CASE("numbers are narrowed as Java narrows them, texts must be exact") {
  const auto cast = [](const Value& value, Kind kind) {
    const auto result = CastTo(value, *MakeType(kind));
    return result.ok() ? ToJson(*result) : "error";
  };
  CHECK(cast(Value::Long(3000000000), Kind::kInteger) == "-1294967296");
  CHECK(cast(Value::Double(2.9), Kind::kInteger) == "2");
  CHECK(cast(Value::Double(-2.9), Kind::kLong) == "-2");
  CHECK(cast(Value::Double(1e20), Kind::kInteger) == "2147483647");
  CHECK(cast(Value::Double(1e30), Kind::kLong) == "9223372036854775807");
  CHECK(cast(Value::Number("4294967297.9"), Kind::kInteger) == "1");
  CHECK(cast(Value::String("1.0"), Kind::kInteger) == "error");
  CHECK(cast(Value::String("3000000000"), Kind::kInteger) == "error");
  CHECK(cast(Value::String("yes"), Kind::kBoolean) == "false");
  CHECK(cast(*ParseTimestamp("2020-01-01T00:00:00.123Z", 3), Kind::kLong) == "1577836800123");
  CHECK(cast(*ParseTimestamp("2020-01-01", 3), Kind::kJson) == "error");
}
