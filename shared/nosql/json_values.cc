#include "nosql/json_values.h"

#include <limits>

#include "common/utf8.h"

namespace nosql {
namespace {

using nson::Type;

Json Tagged(Type type, std::string_view text) {
  return Json::binary({text.begin(), text.end()}, static_cast<std::uint8_t>(type));
}

bool IsTagged(const Json& value, Type type) {
  return value.is_binary() && value.get_binary().has_subtype() &&
         value.get_binary().subtype() == static_cast<std::uint8_t>(type);
}

std::string_view BytesOf(const Json& value) {
  const auto& bytes = value.get_binary();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::string_view> TextOf(const Json& value, Type type) {
  return IsTagged(value, type) ? std::optional(BytesOf(value)) : std::nullopt;
}

class JsonWriter {
 public:
  JsonWriter(nson::Writer& writer, std::string& fault) : writer_(writer), fault_(fault) {}

  bool Write(const Json& value, std::size_t depth) {
    switch (value.type()) {
      case Json::value_t::null:
        writer_.JsonNull();
        return true;
      case Json::value_t::boolean:
        writer_.Boolean(value.get<bool>());
        return true;
      case Json::value_t::number_integer:
        Integer(value.get<std::int64_t>());
        return true;
      case Json::value_t::number_unsigned:
        Unsigned(value.get<std::uint64_t>());
        return true;
      case Json::value_t::number_float:
        writer_.Double(value.get<double>());
        return true;
      case Json::value_t::string:
        return String(value.get_ref<const std::string&>());
      case Json::value_t::binary:
        Binary(value);
        return true;
      case Json::value_t::array:
        return Array(value, depth);
      case Json::value_t::object:
        return Object(value, depth);
      case Json::value_t::discarded:
        break;
    }
    return Fail("a value is not JSON");
  }

 private:
  bool Fail(const char* fault) {
    fault_ = fault;
    return false;
  }
  void Integer(std::int64_t value) {
    using Limits = std::numeric_limits<std::int32_t>;
    if (value >= Limits::min() && value <= Limits::max()) {
      writer_.Integer(static_cast<std::int32_t>(value));
    } else {
      writer_.Long(value);
    }
  }
  void Unsigned(std::uint64_t value) {
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      Integer(static_cast<std::int64_t>(value));
    } else {
      writer_.Number(std::to_string(value));
    }
  }
  bool String(const std::string& text) {
    if (!common::IsUtf8(text)) return Fail("a text value is not UTF-8");
    writer_.String(text);
    return true;
  }
  void Binary(const Json& value) {
    if (const auto number = AsNumber(value)) return writer_.Number(*number);
    if (const auto time = AsTimestamp(value)) return writer_.Timestamp(*time);
    if (IsTagged(value, Type::kNull)) return writer_.Null();
    writer_.Binary(BytesOf(value));
  }
  bool Array(const Json& value, std::size_t depth) {
    if (depth >= nson::kDeepest) return Fail("a value is nested too deeply");
    writer_.BeginArray();
    for (const Json& item : value) {
      if (!Write(item, depth + 1)) return false;
    }
    writer_.EndArray();
    return true;
  }
  bool Object(const Json& value, std::size_t depth) {
    if (depth >= nson::kDeepest) return Fail("a value is nested too deeply");
    writer_.BeginMap();
    for (const auto& [name, field] : value.get_ref<const Json::object_t&>()) {
      if (!common::IsUtf8(name)) return Fail("a name is not UTF-8");
      writer_.Name(name);
      if (!Write(field, depth + 1)) return false;
    }
    writer_.EndMap();
    return true;
  }

  nson::Writer& writer_;
  std::string& fault_;
};

}  // namespace

Json MakeNumber(std::string_view decimal) { return Tagged(Type::kNumber, decimal); }
std::optional<std::string_view> AsNumber(const Json& value) { return TextOf(value, Type::kNumber); }
Json MakeTimestamp(std::string_view time) { return Tagged(Type::kTimestamp, time); }
std::optional<std::string_view> AsTimestamp(const Json& value) {
  return TextOf(value, Type::kTimestamp);
}
Json SqlNull() { return Tagged(Type::kNull, ""); }

Json ReadJson(nson::Reader& reader, Type type) {
  switch (type) {
    case Type::kArray: {
      Json array = Json::array();
      auto& items = array.get_ref<Json::array_t&>();
      reader.Array(
          type, [&](Type item) { items.push_back(ReadJson(reader, item)); },
          [&](std::size_t count) { items.reserve(count); });
      return array;
    }
    case Type::kMap: {
      Json object = Json::object();
      auto& fields = object.get_ref<Json::object_t&>();
      reader.Map(type, [&](std::string_view name, Type field) {
        fields.insert_or_assign(std::string(name), ReadJson(reader, field));
      });
      return object;
    }
    case Type::kBoolean:
      return reader.Boolean(type);
    case Type::kDouble:
      return reader.Double(type);
    case Type::kInteger:
    case Type::kLong:
      return reader.Integer(type);
    case Type::kString:
      return std::string(reader.Text(type));
    case Type::kTimestamp:
    case Type::kNumber:
      return Tagged(type, reader.Text(type));
    case Type::kBinary: {
      const std::string_view bytes = reader.Binary(type);
      return Json::binary({bytes.begin(), bytes.end()});
    }
    case Type::kJsonNull:
    case Type::kNull:
    case Type::kEmpty:
      break;
  }
  return nullptr;
}

bool WriteJson(nson::Writer& writer, const Json& value, std::string& fault) {
  return JsonWriter(writer, fault).Write(value, 0);
}

}  // namespace nosql
