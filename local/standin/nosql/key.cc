#include "local/standin/nosql/key.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/decimal.h"
#include "local/standin/nosql/json.h"

namespace standin::nosql {
namespace {

constexpr char kValueTag = '\x10', kEmptyTag = '\xf0', kJsonNullTag = '\xf1', kNullTag = '\xf2';

void AppendBigEndian(uint64_t value, int bytes, std::string& key) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    key += static_cast<char>(value >> shift);
}

void AppendSigned(int64_t value, std::string& key) {
  AppendBigEndian(static_cast<uint64_t>(value) ^ 0x8000000000000000u, 8, key);
}

void AppendReal(double value, std::string& key) {
  if (value == 0) value = 0;  // -0.0 is 0.0
  const auto bits = std::bit_cast<uint64_t>(value);
  AppendBigEndian(bits >> 63 ? ~bits : bits | 0x8000000000000000u, 8, key);
}

// Zero bytes are escaped, so that the terminator sorts before any longer text.
void AppendText(const std::string& text, std::string& key) {
  for (char c : text) {
    key += c;
    if (c == '\0') key += '\xff';
  }
  key.append(2, '\0');
}

struct PathValues {
  std::vector<Value> values;     // empty: EMPTY
  const Value* array = nullptr;  // an array where the path goes on, which the service refuses
};

// The values at the field's path in the row: one, or the elements of an array.
PathValues ValuesAt(const IndexField& field, const Row& row) {
  const Value* at = &row[field.column];
  if (at->IsNull()) return {{Value::Null()}};
  for (const auto& step : field.path.steps) {
    if (at->kind == Kind::kArray) return {{}, at};
    if (!at->IsObject()) return {};
    at = at->Field(step);
    if (!at) return {};
  }
  if (!field.path.multi_key) return {{*at}};
  if (at->kind == Kind::kArray) return {*at->items};
  return {{*at}};
}

Result<Value> IndexedValue(const IndexField& field, const Value& value) {
  if (!field.json || value.IsNull() || value.kind == Kind::kJsonNull) return value;
  const bool fits = (value.IsNumeric() && IsNumeric(field.type->kind) &&
                     !(field.type->kind <= Kind::kLong && !value.IsInteger())) ||
                    (value.kind == Kind::kString &&
                     (field.type->kind == Kind::kString || field.type->kind == Kind::kTimestamp)) ||
                    (value.kind == Kind::kBoolean && field.type->kind == Kind::kBoolean);
  auto cast = fits ? CastTo(value, *field.type) : Result<Value>(InvalidParameter(""));
  if (!cast.ok())
    return InvalidParameter("Invalid type for JSON index field: " + IndexPathText(field.path) +
                            ". Expected " + TypeText(*field.type) + ", is " + ToJson(value));
  return cast;
}

int TimestampDigits(int precision) {
  static constexpr int kFractionBits[] = {0, 4, 7, 10, 14, 17, 20, 24, 27, 30};
  return (40 + kFractionBits[precision] + 6) / 7;
}

}  // namespace

void AppendKeyValue(const Value& value, std::string& key) {
  if (value.IsNull()) {
    key += kNullTag;
    return;
  }
  if (value.kind == Kind::kJsonNull) {
    key += kJsonNullTag;
    return;
  }
  key += kValueTag;
  switch (value.kind) {
    case Kind::kFloat:
    case Kind::kDouble:
      AppendReal(value.real, key);
      break;
    case Kind::kNumber:
      key += EncodeDecimal(value.text);
      break;
    case Kind::kString:
    case Kind::kBinary:
      AppendText(value.text, key);
      break;
    case Kind::kTimestamp:
      AppendSigned(value.integer, key);
      AppendBigEndian(static_cast<uint64_t>(value.nanos), 4, key);
      break;
    default:  // boolean, integers, enum
      AppendSigned(value.integer, key);
  }
}

void AppendEmpty(std::string& key) { key += kEmptyTag; }

std::string EncodePrimaryKey(const Table& table, const Row& row) {
  std::string key;
  for (const size_t column : table.primary_key) AppendKeyValue(row[column], key);
  return key;
}

Result<std::vector<std::string>> IndexKeys(const Index& index, const Row& row) {
  std::vector<std::string> keys = {""};
  for (const IndexField& field : index.fields) {
    const PathValues at = ValuesAt(field, row);
    if (at.array)
      return InvalidParameter("Unexpected value in path " + IndexPathText(field.path) + ": " +
                              ToJson(*at.array));
    std::vector<std::string> longer;
    for (const std::string& key : keys) {
      if (at.values.empty()) {
        longer.push_back(key);
        AppendEmpty(longer.back());
      }
      for (const Value& value : at.values) {
        OCI_ASSIGN_OR_RETURN(const Value indexed, IndexedValue(field, value));
        longer.push_back(key);
        AppendKeyValue(indexed, longer.back());
      }
    }
    keys = std::move(longer);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::string AfterPrefix(std::string prefix) {
  while (!prefix.empty() && static_cast<uint8_t>(prefix.back()) == 0xff) prefix.pop_back();
  if (prefix.empty()) return std::string(80, '\xff');
  ++prefix.back();
  return prefix;
}

size_t KeyValueSize(const Value& value, const Type& type) {
  if (value.IsNull() || value.kind == Kind::kJsonNull) return 1;
  switch (type.kind) {
    case Kind::kString:
    case Kind::kBinary:
      return value.text.size();
    case Kind::kInteger:
    case Kind::kFloat:
      return 5;
    case Kind::kTimestamp:
      return static_cast<size_t>(TimestampDigits(type.precision));
    case Kind::kEnum:
    case Kind::kBoolean:
      return 2;
    default:
      return 10;
  }
}

size_t PrimaryKeySize(const Table& table, const Row& row) {
  size_t size = 0;
  for (const size_t column : table.primary_key)
    size += KeyValueSize(row[column], *table.columns[column].type);
  return size;
}

size_t LargestIndexKey(const Index& index, const Row& row) {
  size_t size = 0;
  for (const IndexField& field : index.fields) {
    size_t largest = 1;
    for (const Value& value : ValuesAt(field, row).values)
      largest = std::max(largest, KeyValueSize(value, *field.type));
    size += largest;
  }
  return size;
}

}  // namespace standin::nosql
