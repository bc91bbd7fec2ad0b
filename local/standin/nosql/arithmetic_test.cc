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
