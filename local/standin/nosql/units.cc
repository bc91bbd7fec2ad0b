#include "local/standin/nosql/units.h"

namespace standin::nosql {
namespace {

size_t VariableLength(uint64_t value) {
  size_t bytes = 1;
  while (value >>= 7) ++bytes;
  return bytes;
}

size_t IntegerSize(int64_t value) {
  return VariableLength(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
}

size_t TextSize(size_t bytes) { return VariableLength(bytes << 1) + bytes; }

size_t JsonSize(const Value& value);

size_t ValueSize(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
    case Kind::kJsonNull:
    case Kind::kBoolean:
      return 1;
    case Kind::kInteger:
    case Kind::kLong:
    case Kind::kEnum:
      return IntegerSize(value.integer);
    case Kind::kFloat:
      return 4;
    case Kind::kDouble:
      return 8;
    case Kind::kTimestamp:
      return 1 + 5 + static_cast<size_t>((value.precision + 1) / 2);
    case Kind::kNumber:
      return 3 + value.text.size() / 2;
    case Kind::kArray: {
      size_t size = 2;
      for (const Value& item : *value.items) size += ValueSize(item);
      return size;
    }
    case Kind::kMap:
    case Kind::kRecord: {
      size_t size = 2;
      for (const auto& [name, field] : *value.fields)
        size += TextSize(name.size()) + JsonSize(field);
      return size;
    }
    default:
      return TextSize(value.text.size());
  }
}

size_t JsonSize(const Value& value) { return 1 + ValueSize(value); }

}  // namespace

size_t RowValueSize(const Table& table, const Row& row) {
  size_t size = 1;
  for (size_t i = 0; i < row.size(); ++i) {
    if (table.KeyPosition(i) >= 0) continue;
    size += row[i].IsNull() ? 1 : (table.columns[i].nullable ? 1 : 0) + ValueSize(row[i]);
  }
  return size;
}

}  // namespace standin::nosql
