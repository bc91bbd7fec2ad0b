#include "local/standin/nosql/value.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <random>

#include "local/standin/nosql/arithmetic.h"
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/decimal.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/timestamp.h"

using namespace standin::nosql;

TEST_CASE("decimals are exact") {
  CHECK(ParseDecimal("-0012.3400") == "-12.34");
  CHECK(ParseDecimal("1.5e3") == "1500");
  CHECK(ParseDecimal("15e-3") == "0.015");
  CHECK(ParseDecimal("0e9") == "0");
  for (const char* bad : {"", "-", "1.2.3", "1e", "e5", "1e99999", " 1", "0x1"})
    CHECK_FALSE(ParseDecimal(bad));
  CHECK(AddDecimals("99999999999999999999", "1") == "100000000000000000000");
  CHECK(AddDecimals("0.1", "-0.3") == "-0.2");
  CHECK(MultiplyDecimals("-12345678901234567890", "10.01") == "-123580245801358024578.9");
  CHECK(CompareDecimals("2", "10") < 0);
  CHECK(CompareDecimals("-2", "-10") > 0);
  CHECK(DecimalOfDouble(0.5) == "0.5");
  const char* const ordered[] = {"-1000", "-12.5", "-12.05", "-0.3", "-0.03", "0",    "0.003",
                                 "0.3",   "0.31",  "1",      "9",    "10",    "10.01"};
  for (size_t i = 1; i < std::size(ordered); ++i)
    CHECK(EncodeDecimal(ordered[i - 1]) < EncodeDecimal(ordered[i]));
}

TEST_CASE("numbers keep their form through JSON") {
  const auto round = [](const std::string& text) { return ToJson(*ParseJson(text)); };
  CHECK(round("[9223372036854775807,-9223372036854775808,12345678901234567890]") ==
        "[9223372036854775807,-9223372036854775808,12345678901234567890]");
  CHECK(round("[5.0,1e30,1.5e-7,123456.75,12345678.5,0.001,-0.0]") ==
        "[5.0,1.0E30,1.5E-7,123456.75,1.23456785E7,0.001,-0.0]");
  CHECK(round("{\"b\":1,\"a\":2,\"b\":3}") == "{\"a\":2,\"b\":3}");
  CHECK(round("003") == "3");
  CHECK(round("\"a/b\\u0001\\n\"") == "\"a\\/b\x01\\n\"");
  CHECK(JavaFloat(3.4e38F) == "3.4E38");
  for (const char* bad :
       {"", "{", "[1,]", "{\"a\"}", "1 2", "\"a", "tru", "1.", "-", "\"\\x\"", "{a:1}"})
    CHECK_FALSE(ParseJson(bad).ok());
  CHECK_FALSE(ParseJson(std::string(100000, '[')).ok());
}

TEST_CASE("base64 is padded and strict") {
  for (const std::string text : {"", "a", "ab", "abc", "abcd"}) {
    std::string decoded;
    CHECK(DecodeBase64(EncodeBase64(text), decoded));
    CHECK(decoded == text);
  }
  std::string decoded;
  for (const char* bad : {"a", "zzz", "ab=c", "!!!!", "===="})
    CHECK_FALSE(DecodeBase64(bad, decoded));
}

TEST_CASE("timestamps are UTC and cut to their precision") {
  const auto format = [](const char* text, int precision) {
    const auto value = ParseTimestamp(text, precision);
    return value ? FormatTimestamp(*value) : "-";
  };
  CHECK(format("2026-01-01", 3) == "2026-01-01T00:00:00.000Z");
  CHECK(format("2026-01-01T10:00:00.123456Z", 3) == "2026-01-01T10:00:00.123Z");
  CHECK(format("2026-01-01T00:30:00+02:00", 0) == "2025-12-31T22:30:00Z");
  CHECK(format("1969-12-31T23:59:59.9", 1) == "1969-12-31T23:59:59.9Z");
  for (const char* bad :
       {"", "notatime", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00", "2026-01-01x"})
    CHECK(format(bad, 3) == "-");
}

TEST_CASE("values compare by kind") {
  const auto compare = [](const char* a, const char* b, CompareOp op) {
    const Comparison c = Compare(*ParseJson(a), *ParseJson(b), op);
    return c.outcome == Comparison::Outcome::kOrdered && Holds(op, c.order);
  };
  CHECK(compare("7", "7.0", CompareOp::kEq));
  CHECK(compare("9007199254740993", "9007199254740992.0", CompareOp::kNe) == false);
  CHECK(compare("12345678901234567890", "12345678901234567891", CompareOp::kLt));
  CHECK_FALSE(compare("7", "\"7\"", CompareOp::kEq));
  CHECK_FALSE(compare("7", "\"7\"", CompareOp::kNe));
  CHECK(compare("null", "null", CompareOp::kEq));
  CHECK(compare("null", "1", CompareOp::kNe));
  CHECK_FALSE(compare("null", "1", CompareOp::kLt));
  CHECK(compare("[1,2]", "[1,2]", CompareOp::kEq));
  CHECK(compare("[1,2]", "[1,3]", CompareOp::kLt));
  CHECK(compare("{\"a\":1}", "{\"a\":1.0}", CompareOp::kEq));
  CHECK_FALSE(compare("{\"a\":1}", "{\"a\":2}", CompareOp::kLt));
  CHECK(Compare(Value::Null(), Value::Integer(1), CompareOp::kEq).outcome ==
        Comparison::Outcome::kNull);
}

TEST_CASE("arithmetic wraps, truncates and widens as the service's") {
  const auto calculate = [](std::vector<Value> operands, const char* operators) {
    const auto result = Calculate(operands, operators);
    return result.ok() ? ToJson(*result) : "error";
  };
  CHECK(calculate({Value::Integer(INT32_MAX), Value::Integer(1)}, "+") == "-2147483648");
  CHECK(calculate({Value::Long(INT64_MAX), Value::Integer(1)}, "+") == "-9223372036854775808");
  CHECK(calculate({Value::Long(INT64_MIN), Value::Integer(-1)}, "/") == "-9223372036854775808");
  CHECK(calculate({Value::Integer(50), Value::Integer(3)}, "/") == "16");
  CHECK(calculate({Value::Integer(-7), Value::Integer(2)}, "/") == "-3");
  CHECK(calculate({Value::Integer(50), Value::Integer(3)}, "d") == "16.666666666666668");
  CHECK(calculate({Value::Integer(50), Value::Double(2.5)}, "*") == "125.0");
  CHECK(calculate({Value::Integer(1), Value::Integer(0)}, "/") == "error");
  CHECK(calculate({Value::Number("0.1"), Value::Integer(2)}, "+") == "2.1");
  CHECK(calculate({Value::Null(), Value::Integer(0)}, "/") == "null");
  CHECK(calculate({Value::String("1"), Value::Integer(0)}, "+") == "error");
}

TEST_CASE("SQL casts what a row PUT refuses") {
  CHECK(CastTo(Value::String("9"), *MakeType(Kind::kInteger))->integer == 9);
  CHECK_FALSE(CastTo(Value::String("x"), *MakeType(Kind::kInteger)).ok());
  CHECK_FALSE(CastTo(Value::Long(3000000000), *MakeType(Kind::kInteger)).ok());
  CHECK_FALSE(FromJson(Value::String("9"), *MakeType(Kind::kInteger), "a").ok());
  CHECK(FromJson(Value::String("9"), *MakeType(Kind::kInteger), "a").error().message ==
        "Illegal value for numeric field a. Expected INT, is VALUE_STRING");
  CHECK(CastTo(*ParseJson("[\"x\",\"y\"]"), *MakeType(Kind::kString))->text == "[\"x\",\"y\"]");
  CHECK(CastTo(Value::JsonNull(), *MakeType(Kind::kLong))->IsNull());
  CHECK(CastTo(Value::JsonNull(), *MakeType(Kind::kJson))->kind == Kind::kJsonNull);
}
