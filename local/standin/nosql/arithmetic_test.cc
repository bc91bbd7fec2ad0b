#include "local/standin/nosql/arithmetic.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"

using namespace standin::nosql;

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

TEST_CASE("signs of zero, and exact decimals of doubles") {
  CHECK(ToJson(*Negated(Value::Double(0))) == "-0.0");
  CHECK(ToJson(*Negated(Value::Integer(INT32_MIN))) == "-2147483648");
  CHECK(ToJson(*Calculate({Value::Double(-0.0), Value::Double(-0.0)}, "+")) == "0.0");
  CHECK(ToJson(*Calculate({Value::Float(1), Value::Integer(3)}, "d")) == "0.3333333333333333");
  CHECK(CastTo(Value::Double(0.1), *MakeType(Kind::kNumber))->text == "0.1");
  CHECK(Calculate({Value::Number("0"), Value::Double(0.1)}, "+")
            ->text.starts_with("0.10000000000000000555"));
}
