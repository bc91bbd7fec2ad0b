#include "local/standin/nosql/value.h"

#include <algorithm>
#include <cmath>

#include "local/standin/nosql/decimal.h"

namespace standin::nosql {
namespace {

using Outcome = Comparison::Outcome;

Comparison Ordered(int order) { return {Outcome::kOrdered, order}; }
Comparison Incompatible() { return {Outcome::kIncompatible, 0}; }

template <class T>
Comparison Order(const T& a, const T& b) {
  return Ordered(a < b ? -1 : b < a ? 1 : 0);
}

// As Java's Double.compare: NaN is the greatest, and -0.0 is less than 0.0.
Comparison OrderDoubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return Ordered(int{std::isnan(a)} - int{std::isnan(b)});
  if (a == 0 && b == 0) return Ordered(int{std::signbit(b)} - int{std::signbit(a)});
  return Order(a, b);
}

// A FLOAT is compared with an integer as a FLOAT.
Comparison OrderReals(const Value& a, const Value& b) {
  const bool narrow = (a.kind == Kind::kFloat && b.kind != Kind::kDouble) ||
                      (b.kind == Kind::kFloat && a.kind != Kind::kDouble);
  const double x = DoubleOf(a), y = DoubleOf(b);
  return narrow ? OrderDoubles(static_cast<float>(x), static_cast<float>(y)) : OrderDoubles(x, y);
}

Comparison CompareTimes(const Value& a, const Value& b) {
  return a.integer != b.integer ? Order(a.integer, b.integer) : Order(a.nanos, b.nanos);
}

Comparison CompareNumbers(const Value& a, const Value& b) {
  if (a.IsInteger() && b.IsInteger()) return Order(a.integer, b.integer);
  const auto is_real = [](const Value& v) {
    return v.kind == Kind::kFloat || v.kind == Kind::kDouble;
  };
  if ((is_real(a) && !std::isfinite(a.real)) || (is_real(b) && !std::isfinite(b.real)))
    return OrderDoubles(DoubleOf(a), DoubleOf(b));
  if (a.kind == Kind::kNumber || b.kind == Kind::kNumber)
    return Ordered(CompareDecimals(DecimalOf(a), DecimalOf(b)));
  return OrderReals(a, b);
}

Comparison CompareArrays(const Items& a, const Items& b, CompareOp op) {
  const bool equality = op == CompareOp::kEq || op == CompareOp::kNe;
  if (equality && a.size() != b.size()) return Ordered(1);
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const Comparison item = Compare(a[i], b[i], op);
    if (item.outcome != Outcome::kOrdered || item.order != 0) return item;
  }
  return Order(a.size(), b.size());
}

Comparison CompareObjects(const Value& a, const Value& b, CompareOp op) {
  if (op != CompareOp::kEq && op != CompareOp::kNe) return Incompatible();
  if (a.fields->size() != b.fields->size()) return Ordered(1);
  for (size_t i = 0; i < a.fields->size(); ++i) {
    const auto& [name, value] = (*a.fields)[i];
    // Fields of records are compared by position.
    const bool record = a.kind == Kind::kRecord;
    const Value* other = record ? &(*b.fields)[i].second : b.Field(name);
    if (!other) return Ordered(1);
    const Comparison item = Compare(value, *other, op);
    if (item.outcome != Outcome::kOrdered || item.order != 0) return item;
    if (record && !SameName(name, (*b.fields)[i].first)) return Ordered(1);
  }
  return Ordered(0);
}

bool IsText(const Value& value) { return value.kind == Kind::kString || value.kind == Kind::kEnum; }

Comparison CompareTexts(const Value& a, const Value& b) {
  if (a.kind == Kind::kEnum && b.kind == Kind::kEnum)
    return a.type->symbols == b.type->symbols ? Order(a.integer, b.integer) : Incompatible();
  if (a.kind == Kind::kString && b.kind == Kind::kString) {
    const int order = a.text.compare(b.text);
    return Ordered(order < 0 ? -1 : order > 0 ? 1 : 0);
  }
  // Enum values are ordered as declared, so the string must be one of the symbols.
  const Value& symbol = a.kind == Kind::kEnum ? a : b;
  const Value& string = a.kind == Kind::kEnum ? b : a;
  const auto& symbols = symbol.type->symbols;
  const auto at = std::find(symbols.begin(), symbols.end(), string.text);
  if (at == symbols.end()) return Incompatible();
  const Comparison order = Order<int64_t>(symbol.integer, at - symbols.begin());
  return a.kind == Kind::kEnum ? order : Ordered(-order.order);
}

}  // namespace

TypePtr MakeType(Kind kind) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  return type;
}

bool IsNumeric(Kind kind) { return kind >= Kind::kInteger && kind <= Kind::kNumber; }

bool IsAtomic(Kind kind) { return kind >= Kind::kBoolean && kind <= Kind::kEnum; }

std::string TypeText(const Type& type) {
  static constexpr const char* kNames[] = {
      "NULL",   "JNULL",     "BOOLEAN", "INTEGER", "LONG", "FLOAT",  "DOUBLE", "NUMBER", "STRING",
      "BINARY", "TIMESTAMP", "ENUM",    "ARRAY",   "MAP",  "RECORD", "JSON",   "ANY"};
  std::string text = kNames[static_cast<int>(type.kind)];
  std::string inner;
  if (type.kind == Kind::kTimestamp) inner = std::to_string(type.precision);
  if (type.length > 0) inner = std::to_string(type.length);
  for (const auto& symbol : type.symbols) inner += (inner.empty() ? "" : ", ") + symbol;
  if (type.element) inner = TypeText(*type.element);
  for (const auto& [name, member] : type.members)
    inner += (inner.empty() ? "" : ", ") + name + " " + TypeText(*member);
  return inner.empty() ? text : text + "(" + inner + ")";
}

Value Value::Double(double d) {
  Value value = Of(Kind::kDouble);
  value.real = d;
  return value;
}
Value Value::Float(double d) {
  Value value = Of(Kind::kFloat);
  value.real = static_cast<float>(d);
  return value;
}
Value Value::Number(std::string canonical) {
  Value value = Of(Kind::kNumber);
  value.text = std::move(canonical);
  return value;
}
Value Value::String(std::string s) {
  Value value = Of(Kind::kString);
  value.text = std::move(s);
  return value;
}
Value Value::Binary(std::string bytes) {
  Value value = Of(Kind::kBinary);
  value.text = std::move(bytes);
  return value;
}
Value Value::Timestamp(int64_t seconds, int64_t nanos, int precision) {
  Value value = Of(Kind::kTimestamp, seconds);
  value.nanos = nanos;
  value.precision = precision;
  return value;
}
Value Value::Enum(TypePtr type, size_t position) {
  Value value = Of(Kind::kEnum, static_cast<int64_t>(position));
  value.text = type->symbols[position];
  value.type = std::move(type);
  return value;
}
Value Value::Array(Items items) {
  Value value = Of(Kind::kArray);
  value.items = std::make_shared<const Items>(std::move(items));
  return value;
}
Value Value::Map(Fields fields) {
  std::stable_sort(fields.begin(), fields.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Fields unique;
  for (auto& field : fields) {
    if (!unique.empty() && unique.back().first == field.first) unique.pop_back();
    unique.push_back(std::move(field));
  }
  Value value = Of(Kind::kMap);
  value.fields = std::make_shared<const Fields>(std::move(unique));
  return value;
}
Value Value::Record(Fields fields) {
  Value value = Of(Kind::kRecord);
  value.fields = std::make_shared<const Fields>(std::move(fields));
  return value;
}

const Value* Value::Field(std::string_view name) const {
  if (!fields) return nullptr;
  for (const auto& [key, value] : *fields) {
    if (kind == Kind::kMap ? key == name : SameName(key, name)) return &value;
  }
  return nullptr;
}

bool SameName(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::string DecimalOf(const Value& number) {
  if (number.IsInteger()) return std::to_string(number.integer);
  if (number.kind == Kind::kNumber) return number.text;
  return DecimalOfDouble(number.real);
}

double DoubleOf(const Value& number) {
  if (number.IsInteger()) return static_cast<double>(number.integer);
  if (number.kind == Kind::kNumber) return std::strtod(number.text.c_str(), nullptr);
  return number.real;
}

Comparison Compare(const Value& a, const Value& b, CompareOp op) {
  if (a.IsNull() || b.IsNull()) return {Outcome::kNull, 0};
  if (a.kind == Kind::kJsonNull || b.kind == Kind::kJsonNull) {
    if (a.kind == b.kind) return Ordered(0);
    return op == CompareOp::kNe ? Ordered(1) : Incompatible();
  }
  if (a.IsNumeric() && b.IsNumeric()) return CompareNumbers(a, b);
  if (IsText(a) && IsText(b)) return CompareTexts(a, b);
  if (a.IsObject() && a.kind == b.kind) return CompareObjects(a, b, op);
  if (a.kind != b.kind) return Incompatible();
  switch (a.kind) {
    case Kind::kBoolean:
      return Order(a.integer, b.integer);
    case Kind::kTimestamp:
      return CompareTimes(a, b);
    case Kind::kBinary:
      if (op != CompareOp::kEq && op != CompareOp::kNe) return Incompatible();
      return Ordered(a.text == b.text ? 0 : 1);
    case Kind::kArray:
      return CompareArrays(*a.items, *b.items, op);
    default:
      return Incompatible();
  }
}

bool Holds(CompareOp op, int order) {
  switch (op) {
    case CompareOp::kEq:
      return order == 0;
    case CompareOp::kNe:
      return order != 0;
    case CompareOp::kLt:
      return order < 0;
    case CompareOp::kLe:
      return order <= 0;
    case CompareOp::kGt:
      return order > 0;
    case CompareOp::kGe:
      return order >= 0;
  }
  return false;
}

bool Identical(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::kArray) {
    return std::equal(a.items->begin(), a.items->end(), b.items->begin(), b.items->end(),
                      Identical);
  }
  if (a.IsObject()) {
    return std::equal(a.fields->begin(), a.fields->end(), b.fields->begin(), b.fields->end(),
                      [](const auto& x, const auto& y) {
                        return x.first == y.first && Identical(x.second, y.second);
                      });
  }
  if (a.kind == Kind::kFloat || a.kind == Kind::kDouble)
    return a.real == b.real || (std::isnan(a.real) && std::isnan(b.real));
  return a.integer == b.integer && a.nanos == b.nanos && a.text == b.text;
}

}  // namespace standin::nosql
