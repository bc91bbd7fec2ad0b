#include "local/standin/nosql/wire_values.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "common/base64.h"
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/decimal.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

using NsonType = nson::Type;

Error WrongDriverType(std::string_view wanted, const nson::Value& value) {
  return InvalidParameter("Invalid driver type for " + std::string(wanted) + ": " +
                          std::string(NsonTypeName(value.type)));
}

bool IsNsonNull(const nson::Value& value) {
  return value.type == NsonType::kNull || value.type == NsonType::kJsonNull ||
         value.type == NsonType::kEmpty;
}

std::optional<int64_t> WholeNumberIn(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool FitsInteger(int64_t number, bool wide) {
  return wide || (number >= INT32_MIN && number <= INT32_MAX);
}

Result<int64_t> WholeNumberFrom(const nson::Value& value, bool wide) {
  const std::string name = wide ? "Long" : "Integer";
  const std::string in_errors = wide ? "Long" : "Int";
  switch (value.type) {
    case NsonType::kInteger:
    case NsonType::kLong:
      if (!FitsInteger(value.integer, wide))
        return InvalidParameter("Int overflow: " + std::to_string(value.integer));
      return value.integer;
    case NsonType::kDouble: {
      constexpr double kBeyond = 9223372036854775808.0;
      const bool whole = std::trunc(value.number) == value.number && value.number >= -kBeyond &&
                         value.number < kBeyond;
      if (!whole || !FitsInteger(static_cast<int64_t>(value.number), wide))
        return InvalidParameter("Converting double to " + Lower(in_errors) +
                                " loses information: " + JavaDouble(value.number));
      return static_cast<int64_t>(value.number);
    }
    case NsonType::kNumber: {
      const auto number = WholeNumberIn(ParseDecimal(value.text).value_or(value.text));
      if (!number || !FitsInteger(*number, wide))
        return InvalidParameter(in_errors + " overflow: " + value.text);
      return *number;
    }
    case NsonType::kString: {
      const auto number = WholeNumberIn(value.text);
      if (!number || !FitsInteger(*number, wide))
        return InvalidParameter("Invalid string for " + name + ": " + value.text);
      return *number;
    }
    default:
      return WrongDriverType(name, value);
  }
}

Result<double> RealNumberFrom(const nson::Value& value, bool is_float) {
  const std::string name = is_float ? "Float" : "Double";
  switch (value.type) {
    case NsonType::kInteger:
    case NsonType::kLong: {
      const auto real = static_cast<double>(value.integer);
      if (DecimalOfDouble(real) != std::to_string(value.integer))
        return InvalidParameter("Converting long to " + Lower(name) +
                                " loses information: " + std::to_string(value.integer));
      return real;
    }
    case NsonType::kDouble:
      return value.number;
    case NsonType::kNumber:
      return std::strtod(value.text.c_str(), nullptr);
    case NsonType::kString: {
      char* end = nullptr;
      const double real = std::strtod(value.text.c_str(), &end);
      if (value.text.empty() || *end != '\0')
        return InvalidParameter("Invalid string for " + name + ": " + value.text);
      return real;
    }
    default:
      return WrongDriverType(name, value);
  }
}

Result<Value> DecimalFrom(const nson::Value& value) {
  std::string text = value.text;
  switch (value.type) {
    case NsonType::kInteger:
    case NsonType::kLong:
      text = std::to_string(value.integer);
      break;
    case NsonType::kDouble:
      text = JavaDouble(value.number);
      break;
    case NsonType::kNumber:
    case NsonType::kString:
      break;
    default:
      return WrongDriverType("Number", value);
  }
  auto decimal = ParseDecimal(text);
  if (!decimal) return InvalidParameter("Invalid string for Decimal: " + text);
  return Value::Number(*std::move(decimal));
}

Result<Value> TimeFrom(const nson::Value& value, const Type& type, std::string_view name) {
  switch (value.type) {
    case NsonType::kString:
    case NsonType::kTimestamp:
      return FromJson(Value::String(value.text), type, name);
    case NsonType::kInteger:
    case NsonType::kLong: {
      const std::chrono::milliseconds since(value.integer);
      constexpr int64_t kYears = int64_t{10000} * 366 * 24 * 3600 * 1000;
      if (value.integer > kYears || value.integer < -kYears)
        return InvalidParameter("Invalid timestamp: " + std::to_string(value.integer));
      const int64_t seconds = std::chrono::floor<std::chrono::seconds>(since).count();
      const int64_t nanos = (value.integer - seconds * 1000) * 1000000;
      const Value time = Value::Timestamp(seconds, nanos, 9);
      return *ParseTimestamp(FormatTimestamp(time), type.precision);
    }
    default:
      return WrongDriverType("Timestamp", value);
  }
}

Result<Value> TextFrom(const nson::Value& value, const Type& type, std::string_view name) {
  if (type.kind == Kind::kEnum) {
    if (value.type != NsonType::kString) return WrongDriverType("Enum", value);
    return FromJson(Value::String(value.text), type, name);
  }
  if (value.type == NsonType::kBinary) return Value::String(common::Base64(value.text));
  if (value.type != NsonType::kString && value.type != NsonType::kTimestamp)
    return WrongDriverType("String", value);
  return Value::String(value.text);
}

Result<Value> BytesFrom(const nson::Value& value, const Type& type, std::string_view name) {
  if (value.type == NsonType::kString) return FromJson(Value::String(value.text), type, name);
  if (value.type != NsonType::kBinary) return WrongDriverType("Binary", value);
  return FromJson(Value::String(common::Base64(value.text)), type, name);
}

Result<Value> TruthFrom(const nson::Value& value) {
  if (value.type == NsonType::kString) return Value::Boolean(Lower(value.text) == "true");
  if (value.type != NsonType::kBoolean) return WrongDriverType("Boolean", value);
  return Value::Boolean(value.boolean);
}

// An item of an ARRAY or MAP.
Result<Value> ElementFrom(const nson::Value& value, const Type& type, std::string_view name) {
  if (IsNsonNull(value) && type.kind != Kind::kJson)
    return InvalidParameter("Invalid null value for field " + std::string(name));
  return FromNson(value, type, name);
}

Result<Value> ListFrom(const nson::Value& value, const Type& type, std::string_view name) {
  if (value.type != NsonType::kArray) return WrongDriverType("Array", value);
  Items items;
  for (const nson::Value& item : value.items) {
    OCI_ASSIGN_OR_RETURN(Value element, ElementFrom(item, *type.element, name));
    items.push_back(std::move(element));
  }
  return Value::Array(std::move(items));
}

Result<Value> EntriesFrom(const nson::Value& value, const Type& type) {
  if (value.type != NsonType::kMap) return WrongDriverType("Map", value);
  Fields fields;
  for (const auto& [name, item] : value.fields) {
    OCI_ASSIGN_OR_RETURN(Value element, ElementFrom(item, *type.element, name));
    fields.emplace_back(name, std::move(element));
  }
  return Value::Map(std::move(fields));
}

Result<Value> MembersFrom(const nson::Value& value, const Type& type) {
  const bool array = value.type == NsonType::kArray;
  if (!array && value.type != NsonType::kMap) return WrongDriverType("Record", value);
  if (array && value.items.size() != type.members.size())
    return InvalidParameter("Invalid Array value for Record Value, it has " +
                            std::to_string(value.items.size()) +
                            " elements but the Record Value contains " +
                            std::to_string(type.members.size()) + " fields");
  Fields fields;
  for (size_t i = 0; i < type.members.size(); ++i) {
    const auto& [member, member_type] = type.members[i];
    const nson::Value* given = array ? &value.items[i] : nullptr;
    for (const auto& [name, item] : value.fields) {
      if (SameName(name, member)) given = &item;
    }
    Value field;
    if (given) {
      OCI_ASSIGN_OR_RETURN(field, FromNson(*given, *member_type, member));
    }
    fields.emplace_back(member, std::move(field));
  }
  return Value::Record(std::move(fields));
}

// A value for a JSON column.
Value JsonFrom(const nson::Value& value) {
  switch (value.type) {
    case NsonType::kBoolean:
      return Value::Boolean(value.boolean);
    case NsonType::kInteger:
      return Value::Integer(static_cast<int32_t>(value.integer));
    case NsonType::kLong:
      return Value::Long(value.integer);
    case NsonType::kDouble:
      return Value::Double(value.number);
    case NsonType::kNumber:
      return Value::Number(ParseDecimal(value.text).value_or("0"));
    case NsonType::kString:
    case NsonType::kTimestamp:
      return Value::String(value.text);
    case NsonType::kBinary:
      return Value::String(common::Base64(value.text));
    case NsonType::kArray: {
      Items items;
      for (const nson::Value& item : value.items) items.push_back(JsonFrom(item));
      return Value::Array(std::move(items));
    }
    case NsonType::kMap: {
      Fields fields;
      for (const auto& [name, item] : value.fields) fields.emplace_back(name, JsonFrom(item));
      return Value::Map(std::move(fields));
    }
    default:
      return Value::JsonNull();
  }
}

void WriteFields(nson::Writer& writer, const Fields& fields) {
  writer.BeginMap();
  for (const auto& [name, field] : fields) {
    writer.Name(name);
    WriteNson(writer, field);
  }
  writer.EndMap();
}

// The column that an entry of a put is for; nullopt: the entry is ignored.
Result<std::optional<size_t>> TargetColumn(const Table& table, const std::string& name,
                                           bool exact) {
  const int column = table.FindColumn(name);
  if (column >= 0) return std::optional(static_cast<size_t>(column));
  if (exact) return InvalidParameter("There is no field with name " + name);
  return std::optional<size_t>();
}

Status PutColumn(const Table& table, size_t at, const nson::Value& given, NewRow& row) {
  const Column& column = table.columns[at];
  const bool identity = table.identity && table.identity->column == at;
  if (identity && table.identity->always)
    return InvalidParameter("Value should not be set for a generated always identity column: " +
                            column.name);
  OCI_ASSIGN_OR_RETURN(row.values[at], FromNson(given, *column.type, column.name));
  if (identity && row.values[at].IsNull() && !table.identity->on_null)
    return InvalidParameter("Invalid null value in JSON input for field " + column.name);
  return oci::Ok();
}

}  // namespace

std::string_view NsonTypeName(nson::Type type) {
  static constexpr std::string_view kNames[] = {
      "ARRAY",  "BINARY",    "BOOLEAN", "DOUBLE",    "INTEGER", "LONG", "MAP",
      "STRING", "TIMESTAMP", "NUMBER",  "JSON_NULL", "NULL",    "EMPTY"};
  return kNames[static_cast<size_t>(type)];
}

void WriteNson(nson::Writer& writer, const Value& value) {
  switch (value.kind) {
    case Kind::kJsonNull:
      return writer.JsonNull();
    case Kind::kBoolean:
      return writer.Boolean(value.integer != 0);
    case Kind::kInteger:
      return writer.Integer(static_cast<int32_t>(value.integer));
    case Kind::kLong:
      return writer.Long(value.integer);
    case Kind::kFloat:
    case Kind::kDouble:
      return writer.Double(value.real);
    case Kind::kNumber:
      return writer.Number(value.text);
    case Kind::kString:
    case Kind::kEnum:
      return writer.String(value.text);
    case Kind::kBinary:
      return writer.Binary(value.text);
    case Kind::kTimestamp: {
      std::string text = FormatTimestamp(value);
      if (text.ends_with('Z')) text.pop_back();  // not all of Oracle's drivers read it
      return writer.Timestamp(text);
    }
    case Kind::kArray:
      writer.BeginArray();
      for (const Value& item : *value.items) WriteNson(writer, item);
      return writer.EndArray();
    case Kind::kMap:
    case Kind::kRecord:
      return WriteFields(writer, *value.fields);
    default:
      return writer.Null();
  }
}

void WriteNsonRow(nson::Writer& writer, const Table& table, const Row& row) {
  writer.BeginMap();
  for (size_t i = 0; i < row.size(); ++i) {
    writer.Name(table.columns[i].name);
    WriteNson(writer, row[i]);
  }
  writer.EndMap();
}

Result<Value> FromNson(const nson::Value& value, const Type& type, std::string_view name) {
  if (type.kind == Kind::kJson || type.kind == Kind::kAny)
    return value.type == NsonType::kNull ? Value::Null() : FromJson(JsonFrom(value), type, name);
  if (IsNsonNull(value)) return Value::Null();
  switch (type.kind) {
    case Kind::kBoolean:
      return TruthFrom(value);
    case Kind::kInteger: {
      OCI_ASSIGN_OR_RETURN(const int64_t number, WholeNumberFrom(value, false));
      return Value::Integer(static_cast<int32_t>(number));
    }
    case Kind::kLong: {
      OCI_ASSIGN_OR_RETURN(const int64_t number, WholeNumberFrom(value, true));
      return Value::Long(number);
    }
    case Kind::kFloat: {
      OCI_ASSIGN_OR_RETURN(const double real, RealNumberFrom(value, true));
      return Value::Float(real);
    }
    case Kind::kDouble: {
      OCI_ASSIGN_OR_RETURN(const double real, RealNumberFrom(value, false));
      return Value::Double(real);
    }
    case Kind::kNumber:
      return DecimalFrom(value);
    case Kind::kTimestamp:
      return TimeFrom(value, type, name);
    case Kind::kString:
    case Kind::kEnum:
      return TextFrom(value, type, name);
    case Kind::kBinary:
      return BytesFrom(value, type, name);
    case Kind::kArray:
      return ListFrom(value, type, name);
    case Kind::kMap:
      return EntriesFrom(value, type);
    case Kind::kRecord:
      return MembersFrom(value, type);
    default:
      return WrongDriverType(TypeText(type), value);
  }
}

Result<NewRow> RowFromNson(Engine& engine, const Table& table, const nson::Value& value,
                           bool exact) {
  if (value.type != NsonType::kMap && value.type != NsonType::kArray)
    return BadProtocol("Records must be of type MAP or ARRAY, but found type " +
                       std::string(NsonTypeName(value.type)));
  NewRow row;
  row.values.resize(table.columns.size());
  std::vector<bool> given(table.columns.size());
  for (const auto& [name, item] : value.fields) {
    OCI_ASSIGN_OR_RETURN(const auto column, TargetColumn(table, name, exact));
    if (!column) continue;
    OCI_RETURN_IF_ERROR(PutColumn(table, *column, item, row));
    given[*column] = true;
  }
  const size_t count = value.items.size();
  if (exact && value.type == NsonType::kArray && count != table.columns.size())
    return InvalidParameter("Invalid Array value for Record Value, it has " +
                            std::to_string(count) + " elements but the Record Value contains " +
                            std::to_string(table.columns.size()) + " fields");
  for (size_t i = 0; i < std::min(count, table.columns.size()); ++i) {
    OCI_RETURN_IF_ERROR(PutColumn(table, i, value.items[i], row));
    given[i] = true;
  }
  OCI_RETURN_IF_ERROR(CompleteRow(engine, table, given, row));
  return row;
}

Result<NsonKey> KeyFromNson(const Table& table, const nson::Value& value, size_t count) {
  if (value.type != NsonType::kMap && value.type != NsonType::kArray)
    return BadProtocol("PrimaryKey must be of type MAP or ARRAY, but found type " +
                       std::string(NsonTypeName(value.type)));
  NsonKey key;
  key.row.resize(table.columns.size());
  for (size_t i = 0; i < table.primary_key.size(); ++i) {
    const Column& column = table.columns[table.primary_key[i]];
    const nson::Value* given = i < value.items.size() ? &value.items[i] : nullptr;
    for (const auto& [name, item] : value.fields) {
      if (SameName(name, column.name)) given = &item;
    }
    if (!given || IsNsonNull(*given)) {
      if (i >= count) return key;
      return InvalidParameter("Missing primary key field: " + column.name);
    }
    OCI_ASSIGN_OR_RETURN(key.row[table.primary_key[i]],
                         FromNson(*given, *column.type, column.name));
    ++key.given;
  }
  return key;
}

}  // namespace standin::nosql
