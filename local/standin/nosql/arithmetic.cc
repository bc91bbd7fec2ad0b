#include "local/standin/nosql/arithmetic.h"

#include "local/standin/nosql/decimal.h"

namespace standin::nosql {
namespace {

Result<Value> OnIntegers(const std::vector<Value>& operands, std::string_view operators,
                         bool is_long) {
  auto total = static_cast<uint64_t>(operands[0].integer);
  for (size_t i = 0; i < operators.size(); ++i) {
    const auto operand = static_cast<uint64_t>(operands[i + 1].integer);
    switch (operators[i]) {
      case '+':
        total += operand;
        break;
      case '-':
        total -= operand;
        break;
      case '*':
        total *= operand;
        break;
      default: {
        const auto dividend = static_cast<int64_t>(total), divisor = static_cast<int64_t>(operand);
        if (divisor == 0) return InvalidParameter("/ by zero");
        // The smallest integer divided by -1 overflows and stays the same, as in Java.
        total = divisor == -1 ? 0 - total : static_cast<uint64_t>(dividend / divisor);
      }
    }
    if (!is_long) total = static_cast<uint64_t>(int64_t{static_cast<int32_t>(total)});
  }
  return is_long ? Value::Long(static_cast<int64_t>(total))
                 : Value::Integer(static_cast<int32_t>(total));
}

template <class T>
T OnReals(const std::vector<Value>& operands, std::string_view operators) {
  T total = static_cast<T>(DoubleOf(operands[0]));
  // A sum begins with 0, so that it is never -0.0.
  if (operators.find_first_of("+-") != std::string_view::npos) total += T{0};
  for (size_t i = 0; i < operators.size(); ++i) {
    const T operand = static_cast<T>(DoubleOf(operands[i + 1]));
    switch (operators[i]) {
      case '+':
        total += operand;
        break;
      case '-':
        total -= operand;
        break;
      case '*':
        total *= operand;
        break;
      default:
        total /= operand;
    }
  }
  return total;
}

std::string ExactDecimalOf(const Value& number) {
  const bool real = number.kind == Kind::kFloat || number.kind == Kind::kDouble;
  return real ? ExactDecimalOfDouble(number.real) : DecimalOf(number);
}

Result<Value> OnDecimals(const std::vector<Value>& operands, std::string_view operators) {
  std::string total = ExactDecimalOf(operands[0]);
  for (size_t i = 0; i < operators.size(); ++i) {
    const std::string operand = ExactDecimalOf(operands[i + 1]);
    switch (operators[i]) {
      case '+':
        total = AddDecimals(total, operand);
        break;
      case '-':
        total = AddDecimals(total, NegateDecimal(operand));
        break;
      case '*':
        total = MultiplyDecimals(total, operand);
        break;
      default:
        return NotSupported("Division of NUMBER values");
    }
    if (total.size() > 4000) return InvalidParameter("The number is too long");
  }
  return Value::Number(std::move(total));
}

}  // namespace

Result<Value> Calculate(const std::vector<Value>& operands, std::string_view operators) {
  Kind kind = Kind::kInteger;
  for (const Value& operand : operands) {
    if (operand.IsNull()) return Value::Null();
    if (!operand.IsNumeric())
      return InvalidParameter("Operand in arithmetic operation has illegal type");
    if (operand.kind > kind) kind = operand.kind;
  }
  const bool real_division = operators.find('d') != std::string_view::npos;
  if (real_division && kind < Kind::kDouble) kind = Kind::kDouble;
  switch (kind) {
    case Kind::kNumber:
      return OnDecimals(operands, operators);
    case Kind::kDouble:
      return Value::Double(OnReals<double>(operands, operators));
    case Kind::kFloat:
      return Value::Float(OnReals<float>(operands, operators));
    default:
      return OnIntegers(operands, operators, kind == Kind::kLong);
  }
}

Result<Value> Negated(const Value& operand) {
  switch (operand.kind) {
    case Kind::kNull:
      return operand;
    case Kind::kInteger:
      return Value::Integer(static_cast<int32_t>(-operand.integer));
    case Kind::kLong:
      return Value::Long(static_cast<int64_t>(-static_cast<uint64_t>(operand.integer)));
    case Kind::kFloat:
      return Value::Float(-operand.real);
    case Kind::kDouble:
      return Value::Double(-operand.real);
    case Kind::kNumber:
      return Value::Number(NegateDecimal(operand.text));
    default:
      return InvalidParameter("Operand in unary arithmetic operation has illegal type");
  }
}

}  // namespace standin::nosql
