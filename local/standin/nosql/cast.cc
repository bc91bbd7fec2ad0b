#include "local/standin/nosql/cast.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "common/base64.h"
#include "local/standin/nosql/decimal.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

std::string TokenName(const Value& json) {
  switch (json.kind) {
    case Kind::kString:
      return "VALUE_STRING";
    case Kind::kBoolean:
      return json.integer ? "VALUE_TRUE" : "VALUE_FALSE";
    case Kind::kInteger:
      return "INT";
    case Kind::kLong:
      return "LONG";
    case Kind::kNumber:
      return "BIG_INTEGER";
    case Kind::kDouble:
      return "DOUBLE";
    case Kind::kArray:
      return "START_ARRAY";
    default:
      return "START_OBJECT";
  }
}

std::string JavaName(Kind kind) {
  switch (kind) {
    case Kind::kInteger:
      return "INT";
    case Kind::kNumber:
      return "BIG_DECIMAL";
    default:
      return TypeText(*MakeType(kind));
  }
}

Error IllegalNumber(const Value& json, Kind kind, std::string_view name) {
  return InvalidParameter("Illegal value for numeric field " + std::string(name) + ". Expected " +
                          JavaName(kind) + ", is " + TokenName(json));
}
Error Illegal(const Value& json, const Type& type, std::string_view name) {
  return InvalidParameter("Illegal value for field " + std::string(name) + ": " + ToJson(json) +
                          ". Expected " + JavaName(type.kind));
}
Error BadSymbol(const std::string& symbol, const Type& type) {
  std::string symbols;
  for (const auto& s : type.symbols) symbols += (symbols.empty() ? "" : ", ") + s;
  return InvalidParameter("Invalid enumeration value '" + symbol + "', must be in values: [" +
                          symbols + "]");
}

std::optional<double> SpecialReal(const std::string& text) {
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return INFINITY;
  if (text == "-Infinity") return -INFINITY;
  return std::nullopt;
}

std::string DecimalLiteral(const Value& json) {
  if (json.kind == Kind::kDouble && !json.text.empty())
    return ParseDecimal(json.text).value_or(DecimalOf(json));
  return DecimalOf(json);
}

Result<Value> NumberFromJson(const Value& json, const Type& type, std::string_view name) {
  switch (type.kind) {
    case Kind::kInteger:
      if (json.kind != Kind::kInteger) return IllegalNumber(json, type.kind, name);
      return Value::Integer(static_cast<int32_t>(json.integer));
    case Kind::kLong:
      if (!json.IsInteger()) return IllegalNumber(json, type.kind, name);
      return Value::Long(json.integer);
    case Kind::kNumber:
      if (!json.IsNumeric()) return IllegalNumber(json, type.kind, name);
      return Value::Number(DecimalLiteral(json));
    default: {
      const auto special = json.kind == Kind::kString ? SpecialReal(json.text) : std::nullopt;
      if (!json.IsNumeric() && !special) return IllegalNumber(json, type.kind, name);
      const double real = special ? *special : DoubleOf(json);
      return type.kind == Kind::kFloat ? Value::Float(real) : Value::Double(real);
    }
  }
}

Result<Value> SymbolOf(const std::string& symbol, const Type& type) {
  const auto at = std::find(type.symbols.begin(), type.symbols.end(), symbol);
  if (at == type.symbols.end()) return BadSymbol(symbol, type);
  return Value::Enum(type.shared_from_this(), static_cast<size_t>(at - type.symbols.begin()));
}

Result<Value> TimestampFrom(const std::string& text, const Type& type) {
  auto value = ParseTimestamp(text, type.precision);
  if (!value)
    return InvalidParameter("Failed to parse the timestamp string '" + text +
                            "' with the pattern: uuuu-MM-dd['T'HH:mm:ss]");
  return std::move(*value);
}

Result<Value> BinaryFrom(const std::string& text, const Type& type) {
  auto bytes = common::Base64Decode(text);
  if (!bytes) return InvalidParameter("Invalid base64 in a BINARY value");
  if (type.length > 0 && bytes->size() != static_cast<size_t>(type.length))
    return InvalidParameter("Invalid length for a BINARY(" + std::to_string(type.length) +
                            ") value: " + std::to_string(bytes->size()));
  return Value::Binary(*std::move(bytes));
}

// A value for a JSON column; the literals of doubles are no longer needed and are dropped.
Value PlainJson(const Value& json) {
  if (json.kind == Kind::kDouble) return Value::Double(json.real);
  if (json.kind == Kind::kArray) {
    Items items;
    for (const Value& item : *json.items) items.push_back(PlainJson(item));
    return Value::Array(std::move(items));
  }
  if (json.kind == Kind::kMap) {
    Fields fields;
    for (const auto& [name, value] : *json.fields) fields.emplace_back(name, PlainJson(value));
    return Value::Map(std::move(fields));
  }
  return json;
}

Result<Value> MembersFromJson(const Value& json, const Type& type, std::string_view name) {
  if (json.kind != Kind::kMap) return Illegal(json, type, name);
  Fields fields;
  if (type.kind == Kind::kMap) {
    for (const auto& [key, item] : *json.fields) {
      OCI_ASSIGN_OR_RETURN(Value value, FromJson(item, *type.element, key));
      if (value.IsNull())
        return InvalidParameter("Invalid null value in JSON input for field " + key);
      fields.emplace_back(key, std::move(value));
    }
    return Value::Map(std::move(fields));
  }
  for (const auto& [member, member_type] : type.members) {
    Value value;
    for (const auto& [key, item] : *json.fields) {
      if (!SameName(key, member)) continue;
      OCI_ASSIGN_OR_RETURN(value, FromJson(item, *member_type, member));
    }
    fields.emplace_back(member, std::move(value));
  }
  return Value::Record(std::move(fields));
}

Error CannotCast(const Value& value, const Type& type, const std::string& cause = {}) {
  static constexpr const char* kNames[] = {"Null",      "JsonNull", "Boolean", "Integer", "Long",
                                           "Float",     "Double",   "Number",  "String",  "Binary",
                                           "Timestamp", "Enum",     "Array",   "Map",     "Record"};
  return InvalidParameter("Error: Cannot cast value \n" +
                          (value.kind == Kind::kString ? value.text : ToJson(value)) +
                          "\nof type \n" + kNames[static_cast<int>(value.kind)] + "\nto type \n" +
                          TypeText(type) + (cause.empty() ? "" : "\n" + cause));
}

// As Java converts a double: towards zero, the nearest of what fits, and NaN to 0.
template <class Integer>
Integer Truncated(double real) {
  if (std::isnan(real)) return 0;
  if (real <= static_cast<double>(std::numeric_limits<Integer>::min()))
    return std::numeric_limits<Integer>::min();
  if (real >= static_cast<double>(std::numeric_limits<Integer>::max()))
    return std::numeric_limits<Integer>::max();
  return static_cast<Integer>(real);
}

// A whole number that is written as one.
Result<Value> IntegerFromText(const Value& value, const Type& type) {
  const std::string& text = value.text;
  const char* first = text.data() + (!text.empty() && text[0] == '+');
  int64_t integer = 0;
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), integer);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || (type.kind == Kind::kInteger && (integer < INT32_MIN || integer > INT32_MAX)))
    return CannotCast(value, type, "For input string: \"" + text + "\"");
  return type.kind == Kind::kInteger ? Value::Integer(static_cast<int32_t>(integer))
                                     : Value::Long(integer);
}

// What does not fit is cut off, as Java's casts do.
Value NarrowedInteger(const Value& value, const Type& type) {
  const bool real = value.kind == Kind::kFloat || value.kind == Kind::kDouble;
  if (type.kind == Kind::kInteger) {
    if (real) return Value::Integer(Truncated<int32_t>(value.real));
    if (value.IsInteger()) return Value::Integer(static_cast<int32_t>(value.integer));
  }
  if (real) return Value::Long(Truncated<int64_t>(value.real));
  if (value.IsInteger()) return Value::Long(value.integer);
  // of a NUMBER, the last 64 (or 32) bits of its whole part
  uint64_t bits = 0;
  for (const char c : value.text.substr(0, value.text.find('.'))) {
    if (c != '-') bits = bits * 10 + static_cast<uint64_t>(c - '0');
  }
  if (value.text[0] == '-') bits = 0 - bits;
  return type.kind == Kind::kInteger ? Value::Integer(static_cast<int32_t>(bits))
                                     : Value::Long(static_cast<int64_t>(bits));
}

Result<Value> RealOrDecimalFromText(const Value& value, const Type& type) {
  const auto special = SpecialReal(value.text);
  const bool real = type.kind != Kind::kNumber;
  if (special && real)
    return type.kind == Kind::kFloat ? Value::Float(*special) : Value::Double(*special);
  const auto parsed = ParseDecimal(value.text);
  if (!parsed) return CannotCast(value, type, "For input string: \"" + value.text + "\"");
  if (!real) return Value::Number(*parsed);
  const double number = std::strtod(parsed->c_str(), nullptr);
  return type.kind == Kind::kFloat ? Value::Float(number) : Value::Double(number);
}

Result<Value> CastNumber(const Value& value, const Type& type) {
  const bool integer = type.kind == Kind::kInteger || type.kind == Kind::kLong;
  if (value.kind == Kind::kString)
    return integer ? IntegerFromText(value, type) : RealOrDecimalFromText(value, type);
  if (value.kind == Kind::kTimestamp && type.kind == Kind::kLong)
    return Value::Long(value.integer * 1000 + value.nanos / 1000000);
  if (!value.IsNumeric()) return CannotCast(value, type);
  if (integer) return NarrowedInteger(value, type);
  if (type.kind == Kind::kFloat) return Value::Float(DoubleOf(value));
  if (type.kind == Kind::kDouble) return Value::Double(DoubleOf(value));
  const bool real = value.kind == Kind::kFloat || value.kind == Kind::kDouble;
  if (real && !std::isfinite(value.real)) return CannotCast(value, type);
  return Value::Number(DecimalOf(value));
}

Value TimestampOfMillis(const Value& value, const Type& type) {
  const int64_t seconds = value.integer / 1000 - (value.integer % 1000 < 0);
  const int64_t millis = value.integer - seconds * 1000;
  return *ParseTimestamp(FormatTimestamp(Value::Timestamp(seconds, millis * 1000000, 9)),
                         type.precision);
}

Result<Value> CastText(const Value& value, const Type& type) {
  if (type.kind == Kind::kString) {
    if (value.kind == Kind::kString || value.kind == Kind::kEnum) return Value::String(value.text);
    if (value.kind == Kind::kTimestamp) return Value::String(FormatTimestamp(value));
    return Value::String(ToJson(value));
  }
  if (value.IsInteger() && type.kind == Kind::kTimestamp) return TimestampOfMillis(value, type);
  if (value.kind == Kind::kTimestamp && type.kind == Kind::kTimestamp)
    return *ParseTimestamp(FormatTimestamp(value), type.precision);
  if (value.kind == type.kind && type.kind != Kind::kEnum) return value;
  if (value.kind != Kind::kString && value.kind != Kind::kEnum) return CannotCast(value, type);
  Result<Value> cast = CannotCast(value, type);
  if (type.kind == Kind::kEnum) cast = SymbolOf(value.text, type);
  if (type.kind == Kind::kTimestamp) cast = TimestampFrom(value.text, type);
  if (type.kind == Kind::kBinary) cast = BinaryFrom(value.text, type);
  if (type.kind == Kind::kBoolean) cast = Value::Boolean(Lower(value.text) == "true");
  if (!cast.ok()) return CannotCast(value, type, cast.error().message);
  return cast;
}

Result<Value> CastToJson(const Value& value) {
  switch (value.kind) {
    case Kind::kTimestamp:
    case Kind::kEnum:
    case Kind::kBinary:
      return CannotCast(value, *MakeType(Kind::kJson));
    case Kind::kDouble:
      return Value::Double(value.real);
    case Kind::kArray: {
      Items items;
      for (const Value& item : *value.items) {
        OCI_ASSIGN_OR_RETURN(Value cast, CastToJson(item));
        items.push_back(cast.IsNull() ? Value::JsonNull() : std::move(cast));
      }
      return Value::Array(std::move(items));
    }
    case Kind::kMap:
    case Kind::kRecord: {
      Fields fields;
      for (const auto& [name, field] : *value.fields) {
        OCI_ASSIGN_OR_RETURN(Value cast, CastToJson(field));
        fields.emplace_back(name, cast.IsNull() ? Value::JsonNull() : std::move(cast));
      }
      return Value::Map(std::move(fields));
    }
    default:
      return value;
  }
}

Result<Value> CastContainer(const Value& value, const Type& type) {
  if (type.kind == Kind::kArray) {
    if (value.kind != Kind::kArray) return CannotCast(value, type);
    Items items;
    for (const Value& item : *value.items) {
      OCI_ASSIGN_OR_RETURN(Value cast, CastTo(item, *type.element));
      if (cast.IsNull()) return CannotCast(value, type);
      items.push_back(std::move(cast));
    }
    return Value::Array(std::move(items));
  }
  if (!value.IsObject()) return CannotCast(value, type);
  Fields fields;
  if (type.kind == Kind::kMap) {
    for (const auto& [name, field] : *value.fields) {
      OCI_ASSIGN_OR_RETURN(Value cast, CastTo(field, *type.element));
      if (cast.IsNull()) return CannotCast(value, type);
      fields.emplace_back(name, std::move(cast));
    }
    return Value::Map(std::move(fields));
  }
  for (const auto& [name, member] : type.members) {
    const Value* field = value.Field(name);
    OCI_ASSIGN_OR_RETURN(Value cast, CastTo(field ? *field : Value::Null(), *member));
    fields.emplace_back(name, std::move(cast));
  }
  return Value::Record(std::move(fields));
}

}  // namespace

Result<Value> FromJson(const Value& json, const Type& type, std::string_view name) {
  if (type.kind == Kind::kJson) return PlainJson(json);
  if (json.kind == Kind::kJsonNull) return Value::Null();
  if (IsNumeric(type.kind)) return NumberFromJson(json, type, name);
  switch (type.kind) {
    case Kind::kBoolean:
      if (json.kind != Kind::kBoolean) return Illegal(json, type, name);
      return json;
    case Kind::kString:
      if (json.kind != Kind::kString) return Illegal(json, type, name);
      return json;
    case Kind::kEnum:
      if (json.kind != Kind::kString) return Illegal(json, type, name);
      return SymbolOf(json.text, type);
    case Kind::kTimestamp:
      if (json.kind != Kind::kString) return Illegal(json, type, name);
      return TimestampFrom(json.text, type);
    case Kind::kBinary:
      if (json.kind != Kind::kString) return Illegal(json, type, name);
      return BinaryFrom(json.text, type);
    case Kind::kArray: {
      if (json.kind != Kind::kArray) return Illegal(json, type, name);
      Items items;
      for (const Value& item : *json.items) {
        const std::string label = item.kind == Kind::kString ? item.text : ToJson(item);
        OCI_ASSIGN_OR_RETURN(Value value, FromJson(item, *type.element, label));
        if (value.IsNull()) return InvalidParameter("Invalid null value in an ARRAY");
        items.push_back(std::move(value));
      }
      return Value::Array(std::move(items));
    }
    default:
      return MembersFromJson(json, type, name);
  }
}

Result<Value> BindVariable(const Value& json, const Type& type, const std::string& variable) {
  if (json.kind == Kind::kJsonNull) return Value::Null();
  if (type.kind == Kind::kAny)
    return InvalidParameter("Failed to create Field Value for variable '" + variable +
                            "': Type not supported by fromJson");
  if (type.kind == Kind::kJson && json.kind == Kind::kString &&
      json.text.find('"') != std::string::npos)
    return NotSupported("A JSON variable with a quoted string (the service would cut it off)");
  auto value = FromJson(json, type, variable);
  if (!value.ok())
    return InvalidParameter("Failed to create Field Value for variable '" + variable +
                            "': " + value.error().message);
  return value;
}

Result<Value> FromKeyText(std::string_view text, const Type& type, const std::string& column) {
  const auto bad = [&](const std::string& why) {
    return InvalidParameter("Invalid value for field '" + column + "': " + why);
  };
  const std::string string(text);
  if (type.kind == Kind::kString) return Value::String(string);
  if (type.kind == Kind::kBoolean) return Value::Boolean(Lower(text) == "true");
  if (type.kind == Kind::kInteger || type.kind == Kind::kLong) {
    int64_t integer = 0;
    const char* first = string.data() + (!string.empty() && string[0] == '+');
    const auto [end, error] = std::from_chars(first, string.data() + string.size(), integer);
    const bool fits = type.kind == Kind::kLong || (integer >= INT32_MIN && integer <= INT32_MAX);
    if (error != std::errc() || end != string.data() + string.size() || !fits)
      return bad("For input string: \"" + string + "\"");
    return type.kind == Kind::kLong ? Value::Long(integer)
                                    : Value::Integer(static_cast<int32_t>(integer));
  }
  auto value = CastTo(Value::String(string), type);
  if (!value.ok()) return bad(value.error().message);
  return value;
}

Value FromStored(const Value& json, const Type& type) {
  auto value = FromJson(json, type, "");
  return value.ok() ? std::move(value).value() : Value::Null();
}

Result<Value> CastTo(const Value& value, const Type& type) {
  if (value.IsNull()) return value;
  if (type.kind == Kind::kJson) return CastToJson(value);
  if (value.kind == Kind::kJsonNull) return Value::Null();
  if (type.kind == Kind::kAny) return value;
  if (IsNumeric(type.kind)) return CastNumber(value, type);
  if (type.kind == Kind::kArray || type.kind == Kind::kMap || type.kind == Kind::kRecord)
    return CastContainer(value, type);
  return CastText(value, type);
}

}  // namespace standin::nosql
