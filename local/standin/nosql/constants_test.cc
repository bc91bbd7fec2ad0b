#include "local/standin/nosql/constants.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("a constant becomes one of the column's type, or decides the comparison") {
  const auto known = [](Kind type, CompareOp op, Value constant) {
    return AdaptConstant(*MakeType(type), op, constant);
  };
  CHECK(known(Kind::kInteger, CompareOp::kEq, Value::Long(5)) == KnownComparison::kDepends);
  CHECK(known(Kind::kInteger, CompareOp::kEq, Value::Long(1L << 40)) == KnownComparison::kNever);
  CHECK(known(Kind::kInteger, CompareOp::kLt, Value::Long(1L << 40)) == KnownComparison::kAlways);
  CHECK(known(Kind::kInteger, CompareOp::kLt, Value::Long(-1L << 40)) == KnownComparison::kNever);
  CHECK(known(Kind::kString, CompareOp::kEq, Value::JsonNull()) == KnownComparison::kNever);
  CHECK(known(Kind::kString, CompareOp::kNe, Value::JsonNull()) == KnownComparison::kDepends);
  Type colour;
  colour.kind = Kind::kEnum;
  colour.symbols = {"red", "blue"};
  const auto type = std::make_shared<const Type>(colour);
  Value symbol = Value::String("blue");
  CHECK(AdaptConstant(*type, CompareOp::kLt, symbol) == KnownComparison::kDepends);
  CHECK(symbol.kind == Kind::kEnum);
  CHECK(symbol.integer == 1);
  Value other = Value::String("green");
  CHECK(AdaptConstant(*type, CompareOp::kNe, other) == KnownComparison::kNeither);
}

TEST_CASE("a function of constants is a constant: its value bounds the scan") {
  Statements t;
  for (int i = 1; i <= 9; ++i) t.Add(1, i, i);
  CHECK(t.Query("SELECT id FROM t WHERE s = 1 AND id = length('abc')").read() - 2 == 1);
  CHECK(t.Path("SELECT text FROM t WHERE n = 2 + 3") == "by_n");
  CHECK(t.Run("SELECT id FROM t WHERE s = 1 AND id = 1 / 0").starts_with("400"));
}

TEST_CASE("what cannot be compared is false, but NULL for NULL") {
  Statements t;
  t.Add(1, 1, 1, {{"text", "x"}});
  t.Add(1, 2, 2);
  CHECK(t.Run("SELECT text = 5 AS x FROM t WHERE s = 1") == R"([{"x":false},{"x":null}])");
  CHECK(t.Run("SELECT text != 5 AS x FROM t WHERE s = 1") == R"([{"x":false},{"x":null}])");
  CHECK(t.Run("SELECT id = 'a' AS x FROM t WHERE s = 1") == R"([{"x":false},{"x":false}])");
}
