// The values and types of Oracle NoSQL's data model.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace standin::nosql {

enum class Kind : uint8_t {
  kNull,      // SQL NULL
  kJsonNull,  // the null of JSON
  kBoolean,
  kInteger,  // 32 bits
  kLong,     // 64 bits
  kFloat,
  kDouble,
  kNumber,  // exact decimal
  kString,
  kBinary,
  kTimestamp,
  kEnum,
  kArray,
  kMap,
  kRecord,
  kJson,  // only as a type
  kAny,   // only as a type
};

struct Type;
using TypePtr = std::shared_ptr<const Type>;

struct Type : std::enable_shared_from_this<Type> {
  Kind kind = Kind::kAny;
  int precision = 0;                                     // TIMESTAMP: digits after the second
  int length = 0;                                        // BINARY(n); 0: any
  std::vector<std::string> symbols;                      // ENUM, in declared order
  TypePtr element;                                       // ARRAY, MAP
  std::vector<std::pair<std::string, TypePtr>> members;  // RECORD
};

TypePtr MakeType(Kind kind);
bool IsNumeric(Kind kind);
bool IsAtomic(Kind kind);  // as a column type: neither ARRAY, MAP, RECORD nor JSON
// "ARRAY(INTEGER)", "ENUM(a, b)", "TIMESTAMP(3)".
std::string TypeText(const Type& type);

struct Value;
using Items = std::vector<Value>;
using Fields = std::vector<std::pair<std::string, Value>>;

// Cheap to copy: arrays and objects are shared, and never changed in place.
struct Value {
  Kind kind = Kind::kNull;
  int precision = 0;  // timestamp
  int64_t integer =
      0;  // boolean, integer, long; enum: position in the type; timestamp: seconds since 1970
  int64_t nanos = 0;  // timestamp
  double real = 0;    // float, double
  std::string text;   // string, binary (bytes), enum (symbol), number (canonical); double: its
                      // literal, if any
  std::shared_ptr<const Items> items;    // array
  std::shared_ptr<const Fields> fields;  // map, record (map: sorted by name)
  TypePtr type;                          // enum

  static Value Null() { return {}; }
  static Value JsonNull() { return Of(Kind::kJsonNull); }
  static Value Boolean(bool b) { return Of(Kind::kBoolean, b); }
  static Value Integer(int32_t i) { return Of(Kind::kInteger, i); }
  static Value Long(int64_t i) { return Of(Kind::kLong, i); }
  static Value Double(double d);
  static Value Float(double d);
  static Value Number(std::string canonical);
  static Value String(std::string s);
  static Value Binary(std::string bytes);
  static Value Timestamp(int64_t seconds, int64_t nanos, int precision);
  static Value Enum(TypePtr type, size_t position);
  static Value Array(Items items);
  static Value Map(Fields fields);  // sorts by name; of equal names the last one is kept
  static Value Record(Fields fields);

  bool IsNull() const { return kind == Kind::kNull; }
  bool IsNumeric() const { return nosql::IsNumeric(kind); }
  bool IsInteger() const { return kind == Kind::kInteger || kind == Kind::kLong; }
  bool IsObject() const { return kind == Kind::kMap || kind == Kind::kRecord; }
  const Value* Field(std::string_view name) const;  // member of an object; nullptr: there is none

 private:
  static Value Of(Kind kind, int64_t integer = 0) {
    Value value;
    value.kind = kind;
    value.integer = integer;
    return value;
  }
};

using Sequence = std::vector<Value>;

// Case is not significant in names of tables, columns and functions (ASCII only).
bool SameName(std::string_view a, std::string_view b);
std::string Lower(std::string_view text);

// Canonical decimal text of a finite number.
std::string DecimalOf(const Value& number);
double DoubleOf(const Value& number);

// The order of two values.
struct Comparison {
  enum class Outcome { kOrdered, kNull, kIncompatible } outcome = Outcome::kOrdered;
  int order = 0;  // < 0, 0, > 0
};
enum class CompareOp { kEq, kNe, kLt, kLe, kGt, kGe };
// equality: for = and !=, which also compare arrays and objects; different values then give 1.
Comparison Compare(const Value& a, const Value& b, CompareOp op);
bool Holds(CompareOp op, int order);

// True when they do not differ in anything that is stored.
bool Identical(const Value& a, const Value& b);

}  // namespace standin::nosql
