#include "nosql/nson.h"

#include <bit>

namespace nosql::nson {
namespace {

constexpr std::size_t kLengthBytes = 4;
// The packed form holds this range in its first byte; longer values are moved by the bounds.
constexpr std::int64_t kLeastShort = -119;
constexpr std::int64_t kMostShort = 120;
constexpr std::uint8_t kShortBias = 127;
constexpr std::uint8_t kFirstShort = 0x08;
constexpr std::uint8_t kLastShort = 0xf7;

void PutFixed(char* to, std::uint32_t value) {
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    to[i] = static_cast<char>(value >> (8 * (kLengthBytes - 1 - i)));
  }
}

}  // namespace

void Writer::Start(Type type) {
  if (!open_.empty()) ++open_.back().count;
  bytes_.push_back(static_cast<char>(type));
}

void Writer::Begin(Type type) {
  Start(type);
  open_.push_back({bytes_.size()});
  bytes_.append(2 * kLengthBytes, '\0');
}

void Writer::End() {
  const Open open = open_.back();
  open_.pop_back();
  const std::size_t after_length = open.at + kLengthBytes;
  PutFixed(&bytes_[open.at], static_cast<std::uint32_t>(bytes_.size() - after_length));
  PutFixed(&bytes_[after_length], open.count);
}

void Writer::Packed(std::int64_t value) {
  if (value >= kLeastShort && value <= kMostShort) {
    bytes_.push_back(static_cast<char>(value + kShortBias));
    return;
  }
  const bool negative = value < 0;
  const std::int64_t moved = negative ? value - kLeastShort : value - (kMostShort + 1);
  const auto bits = static_cast<std::uint64_t>(negative ? ~moved : moved);
  const int significant = 64 - std::countl_zero(bits | 1);
  const int count = (significant + 7) / 8;
  bytes_.push_back(static_cast<char>(negative ? kFirstShort - count : kLastShort + count));
  for (int i = count - 1; i >= 0; --i) bytes_.push_back(static_cast<char>(moved >> (8 * i)));
}

void Writer::Name(std::string_view name) {
  Packed(static_cast<std::int64_t>(name.size()));
  bytes_.append(name);
}

void Writer::Text(Type type, std::string_view text) {
  Start(type);
  Name(text);
}

void Writer::Boolean(bool value) {
  Start(Type::kBoolean);
  bytes_.push_back(value ? '\1' : '\0');
}

void Writer::Double(double value) {
  Start(Type::kDouble);
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) bytes_.push_back(static_cast<char>(bits >> shift));
}

void Writer::Integer(std::int32_t value) {
  Start(Type::kInteger);
  Packed(value);
}

void Writer::Long(std::int64_t value) {
  Start(Type::kLong);
  Packed(value);
}

void Reader::Fail(std::string_view fault) {
  if (ok()) fault_ = std::string(fault) + " at byte " + std::to_string(at_);
}

bool Reader::Lacks(const char* what) {
  if (ok()) Fail(std::string("NSON ends within ") + what);
  return false;
}

void Reader::WrongType(Type type) {
  Fail("unexpected NSON type " + std::to_string(static_cast<int>(type)));
}

Type Reader::Next() {
  if (!Has(1, "a value")) return Type::kNull;
  const std::uint8_t type = Byte();
  if (type <= static_cast<std::uint8_t>(Type::kEmpty)) return static_cast<Type>(type);
  Fail("unknown NSON type " + std::to_string(type));
  return Type::kNull;
}

std::uint32_t Reader::FixedLength() {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) value = value << 8 | Byte();
  return value;
}

std::int64_t Reader::Packed() {
  if (!Has(1, "an integer")) return 0;
  const std::uint8_t first = Byte();
  if (first >= kFirstShort && first <= kLastShort) return first - kShortBias;
  const bool negative = first < kFirstShort;
  const int count = negative ? kFirstShort - first : first - kLastShort;
  if (!Has(static_cast<std::size_t>(count), "an integer")) return 0;
  std::uint64_t bits = negative ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < count; ++i) bits = bits << 8 | Byte();
  // unsigned, because the sum of a number that no writer makes may wrap round
  const std::int64_t move = negative ? kLeastShort : kMostShort + 1;
  return static_cast<std::int64_t>(bits + static_cast<std::uint64_t>(move));
}

std::string_view Reader::Counted(const char* what) {
  const std::int64_t size = Packed();
  if (size < 0) Fail(std::string("negative length of ") + what);
  if (!ok() || !Has(static_cast<std::size_t>(size), what)) return {};
  const auto content = bytes_.substr(at_, static_cast<std::size_t>(size));
  at_ += content.size();
  return content;
}

bool Reader::Boolean(Type type) {
  if (type != Type::kBoolean) WrongType(type);
  return Has(1, "a boolean") && Byte() != 0;
}

double Reader::Double(Type type) {
  if (type != Type::kDouble) WrongType(type);
  if (!Has(sizeof(double), "a double")) return 0;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof(double); ++i) bits = bits << 8 | Byte();
  return std::bit_cast<double>(bits);
}

std::int64_t Reader::Integer(Type type) {
  if (type != Type::kInteger && type != Type::kLong) WrongType(type);
  const std::int64_t value = ok() ? Packed() : 0;
  if (type == Type::kInteger && value != static_cast<std::int32_t>(value)) {
    Fail("an integer of more than 32 bits");
  }
  return value;
}

std::string_view Reader::Text(Type type) {
  const bool text = type == Type::kString || type == Type::kTimestamp || type == Type::kNumber;
  if (!text) WrongType(type);
  return ok() ? Counted("a text") : std::string_view();
}

std::string_view Reader::Binary(Type type) {
  if (type != Type::kBinary) WrongType(type);
  return ok() ? Counted("a binary value") : std::string_view();
}

bool Reader::Enter(Type type, Type wanted, Container& container) {
  if (type != wanted) WrongType(type);
  if (depth_ >= kDeepest) Fail("NSON is nested too deeply");
  if (!Has(2 * kLengthBytes, "a container")) return false;
  const std::uint32_t length = FixedLength();
  if (length < kLengthBytes) Fail("a container shorter than its count");
  if (!Has(length, "a container")) return false;
  container.outer_end = end_;
  container.end = at_ + length;
  end_ = container.end;
  container.count = FixedLength();
  // every entry has a type byte, in a map also the length of its name
  const std::size_t least = type == Type::kMap ? 2 : 1;
  if (container.count > (end_ - at_) / least) Fail("a container with more entries than bytes");
  ++depth_;
  return ok();
}

void Reader::Leave(const Container& container) {
  if (!ok()) return;
  if (at_ != container.end) Fail("a container longer than its entries");
  end_ = container.outer_end;
  --depth_;
}

void Reader::StepOver(Type type) {
  if (type != Type::kArray && type != Type::kMap) return Skip(type);
  Container container;
  if (!Enter(type, type, container)) return;
  at_ = end_;
  Leave(container);
}

void Reader::Skip(Type type) {
  switch (type) {
    case Type::kArray:
      return Array(type, [this](Type item) { Skip(item); });
    case Type::kMap:
      return Map(type, [this](std::string_view, Type value) { Skip(value); });
    case Type::kBoolean:
      Boolean(type);
      return;
    case Type::kDouble:
      Double(type);
      return;
    case Type::kInteger:
    case Type::kLong:
      Integer(type);
      return;
    case Type::kBinary:
      Binary(type);
      return;
    case Type::kString:
    case Type::kTimestamp:
    case Type::kNumber:
      Text(type);
      return;
    case Type::kJsonNull:
    case Type::kNull:
    case Type::kEmpty:
      return;
  }
}

const Value* Value::Find(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return &value;
  }
  return nullptr;
}

Value ReadValue(Reader& reader, Type type) {
  Value value;
  value.type = type;
  switch (type) {
    case Type::kArray:
      reader.Array(type, [&](Type item) { value.items.push_back(ReadValue(reader, item)); });
      break;
    case Type::kMap:
      reader.Map(type, [&](std::string_view name, Type field) {
        value.fields.emplace_back(std::string(name), ReadValue(reader, field));
      });
      break;
    case Type::kBoolean:
      value.boolean = reader.Boolean(type);
      break;
    case Type::kDouble:
      value.number = reader.Double(type);
      break;
    case Type::kInteger:
    case Type::kLong:
      value.integer = reader.Integer(type);
      break;
    case Type::kBinary:
      value.text = reader.Binary(type);
      break;
    case Type::kString:
    case Type::kTimestamp:
    case Type::kNumber:
      value.text = reader.Text(type);
      break;
    case Type::kJsonNull:
    case Type::kNull:
    case Type::kEmpty:
      break;
  }
  return value;
}

namespace {

void WriteContainer(Writer& writer, const Value& value) {
  if (value.type == Type::kArray) {
    writer.BeginArray();
    for (const Value& item : value.items) WriteValue(writer, item);
    return writer.EndArray();
  }
  writer.BeginMap();
  for (const auto& [name, field] : value.fields) {
    writer.Name(name);
    WriteValue(writer, field);
  }
  writer.EndMap();
}

}  // namespace

void WriteValue(Writer& writer, const Value& value) {
  switch (value.type) {
    case Type::kArray:
    case Type::kMap:
      return WriteContainer(writer, value);
    case Type::kBoolean:
      return writer.Boolean(value.boolean);
    case Type::kDouble:
      return writer.Double(value.number);
    case Type::kInteger:
      return writer.Integer(static_cast<std::int32_t>(value.integer));
    case Type::kLong:
      return writer.Long(value.integer);
    case Type::kBinary:
      return writer.Binary(value.text);
    case Type::kString:
      return writer.String(value.text);
    case Type::kTimestamp:
      return writer.Timestamp(value.text);
    case Type::kNumber:
      return writer.Number(value.text);
    case Type::kJsonNull:
      return writer.JsonNull();
    case Type::kNull:
      return writer.Null();
    case Type::kEmpty:
      return writer.Empty();
  }
}

oci::Result<Value> Decode(std::string_view bytes) {
  Reader reader(bytes);
  Value value = ReadValue(reader, reader.Next());
  if (reader.ok() && !reader.AtEnd()) reader.Fail("bytes after the value");
  if (!reader.ok()) return oci::BadResponse(reader.fault(), 0, "");
  return value;
}

std::string Encode(const Value& value) {
  Writer writer;
  WriteValue(writer, value);
  return writer.Take();
}

}  // namespace nosql::nson
