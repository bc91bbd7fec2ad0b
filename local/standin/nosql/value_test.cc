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

TEST_CASE("zeros have signs, and what lies inside must be comparable, too") {
  CHECK(Compare(Value::Double(-0.0), Value::Double(0.0), CompareOp::kEq).order < 0);
  const auto outcome = [](const char* a, const char* b) {
    return Compare(*ParseJson(a), *ParseJson(b), CompareOp::kNe).outcome;
  };
  CHECK(outcome("[1,\"a\"]", "[1,2]") == Comparison::Outcome::kIncompatible);
  CHECK(outcome("{\"a\":\"x\"}", "{\"a\":2}") == Comparison::Outcome::kIncompatible);
  CHECK(outcome("[null]", "[1]") == Comparison::Outcome::kOrdered);
}
