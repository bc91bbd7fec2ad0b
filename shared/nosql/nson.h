// NSON, the binary encoding of values in Oracle NoSQL's own protocol
// (docs/contracts/nosql-protocol.md, "NSON"): a type byte, then the content.
//
// Reader and Writer do no more than the encoding; json_values.h has the conversion to JSON.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oci/result.h"

namespace nosql::nson {

enum class Type : std::uint8_t {
  kArray = 0,
  kBinary = 1,
  kBoolean = 2,
  kDouble = 3,
  kInteger = 4,  // 32 bits
  kLong = 5,     // 64 bits
  kMap = 6,
  kString = 7,
  kTimestamp = 8,  // text, "2021-10-29T12:00:00.123"
  kNumber = 9,     // text, a decimal number of any precision
  kJsonNull = 10,  // null inside a JSON value
  kNull = 11,      // a column without value (SQL NULL)
  kEmpty = 12      // an expression of a query without result
};

// Arrays and maps inside each other, at most. The service itself allows fewer.
inline constexpr std::size_t kDeepest = 128;
// For so many items of an array, at most, memory is taken before they are read.
inline constexpr std::size_t kMostExpected = 1000;

// Appends values to a buffer. Inside a map, Name goes before each value; the caller ends what it
// began.
class Writer {
 public:
  void BeginMap() { Begin(Type::kMap); }
  void EndMap() { End(); }
  void BeginArray() { Begin(Type::kArray); }
  void EndArray() { End(); }
  void Name(std::string_view name);

  void Boolean(bool value);
  void Double(double value);
  void Integer(std::int32_t value);
  void Long(std::int64_t value);
  void String(std::string_view text) { Text(Type::kString, text); }
  void Binary(std::string_view bytes) { Text(Type::kBinary, bytes); }
  void Timestamp(std::string_view text) { Text(Type::kTimestamp, text); }
  void Number(std::string_view text) { Text(Type::kNumber, text); }
  void JsonNull() { Start(Type::kJsonNull); }
  void Null() { Start(Type::kNull); }
  void Empty() { Start(Type::kEmpty); }

  // Appended as they are; for what stands before the first value.
  void Bytes(std::string_view bytes) { bytes_.append(bytes); }

  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  struct Open {
    std::size_t at;  // of the length field
    std::uint32_t count = 0;
  };
  void Start(Type type);
  void Begin(Type type);
  void End();
  void Text(Type type, std::string_view text);
  void Packed(std::int64_t value);

  std::string bytes_;
  std::vector<Open> open_;
};

// Reads values one after the other. The bytes must outlive the reader. Lengths, counts and depth
// are checked before anything is done with them. The first fault ends the reading: from then on
// every function returns an empty value and ok() is false, so that callers look once, at the end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes), end_(bytes.size()) {}

  bool ok() const { return fault_.empty(); }
  const std::string& fault() const { return fault_; }
  // All bytes were read.
  bool AtEnd() const { return ok() && at_ == bytes_.size(); }

  // Reads the type of the next value. Its content has to be read, or skipped, next.
  Type Next();
  void Skip(Type type);
  // The same without a look at what an array or map contains: only its length is checked.
  void StepOver(Type type);

  // Content. A value of another type is a fault; Integer reads kInteger and kLong.
  bool Boolean(Type type);
  double Double(Type type);
  std::int64_t Integer(Type type);
  // The text of kString, kTimestamp and kNumber, the bytes of kBinary.
  std::string_view Text(Type type);
  std::string_view Binary(Type type);

  // Calls field(name, type) for each entry of a map; it reads the value or skips it.
  template <class Field>
  void Map(Type type, Field&& field) {
    Container container;
    if (!Enter(type, Type::kMap, container)) return;
    for (std::uint32_t i = 0; i < container.count && ok(); ++i) {
      const std::string_view name = Counted("a name");
      const Type value = Next();
      if (ok()) field(name, value);
    }
    Leave(container);
  }
  // Calls item(type) for each item of an array; it reads the value or skips it. `begin` gets their
  // number before, bounded so that a wrong one does not cost much memory.
  template <class Item, class Begin>
  void Array(Type type, Item&& item, Begin&& begin) {
    Container container;
    if (!Enter(type, Type::kArray, container)) return;
    begin(std::min<std::size_t>(container.count, kMostExpected));
    for (std::uint32_t i = 0; i < container.count && ok(); ++i) {
      const Type value = Next();
      if (ok()) item(value);
    }
    Leave(container);
  }
  template <class Item>
  void Array(Type type, Item&& item) {
    Array(type, item, [](std::size_t) {});
  }

  // For callers that find a fault in what they have read.
  void Fail(std::string_view fault);

 private:
  struct Container {
    std::size_t end = 0;        // where its last value ends
    std::size_t outer_end = 0;  // where the container around it ends
    std::uint32_t count = 0;
  };
  bool Enter(Type type, Type wanted, Container& container);
  void Leave(const Container& container);
  // False, and a fault, unless so many bytes are left in this container.
  bool Has(std::size_t count, const char* what) {
    return (ok() && count <= end_ - at_) || Lacks(what);
  }
  bool Lacks(const char* what);
  std::uint8_t Byte() { return static_cast<std::uint8_t>(bytes_[at_++]); }
  std::uint32_t FixedLength();
  std::int64_t Packed();
  std::string_view Counted(const char* what);
  void WrongType(Type type);

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t end_;
  std::size_t depth_ = 0;
  std::string fault_;
};

// A value of any type as a tree, for whoever needs it whole: which members are used depends on the
// type.
struct Value {
  Type type = Type::kNull;
  bool boolean = false;
  std::int64_t integer = 0;  // kInteger, kLong
  double number = 0;         // kDouble
  std::string text = {};     // kString, kTimestamp, kNumber, kBinary
  std::vector<Value> items = {};
  std::vector<std::pair<std::string, Value>> fields = {};  // in the order of the bytes

  // The field of that name; nullptr when there is none, or when this is no map.
  const Value* Find(std::string_view name) const;
  bool operator==(const Value&) const = default;
};

Value ReadValue(Reader& reader, Type type);
void WriteValue(Writer& writer, const Value& value);
// Exactly one value. The error has the code bad_response.
oci::Result<Value> Decode(std::string_view bytes);
std::string Encode(const Value& value);

}  // namespace nosql::nson
