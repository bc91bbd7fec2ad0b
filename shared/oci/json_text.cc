#include "oci/json_text.h"

#include <charconv>
#include <cstdio>

namespace oci {
namespace {

bool HasControlCharacters(std::string_view text) {
  for (const unsigned char c : text) {
    if (c < 0x20) return true;
  }
  return false;
}

std::string EscapeControlCharacters(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + 16);
  bool in_string = false;
  bool after_backslash = false;
  for (const char c : text) {
    if (in_string && static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof(code), "\\u%04x", static_cast<unsigned>(c));
      escaped += code;
      after_backslash = false;
      continue;
    }
    escaped += c;
    if (after_backslash) {
      after_backslash = false;
    } else if (in_string && c == '\\') {
      after_backslash = true;
    } else if (c == '"') {
      in_string = !in_string;
    }
  }
  return escaped;
}

// Writes JSON on one line, byte by byte as nlohmann's serializer does. That one takes every
// character through a table for UTF-8, which was a fifth of the processor time of a feed page; what
// is to be escaped, replaced or rounded is still left to it.
class LineWriter {
 public:
  explicit LineWriter(std::string& out) : out_(out) {}

  void Write(const nlohmann::json& json) {
    using Kind = nlohmann::json::value_t;
    switch (json.type()) {
      case Kind::object:
        return WriteObject(json.get_ref<const nlohmann::json::object_t&>());
      case Kind::array:
        return WriteArray(json.get_ref<const nlohmann::json::array_t&>());
      case Kind::string:
        return WriteString(json.get_ref<const std::string&>());
      case Kind::number_integer:
        return WriteNumber(json.get<std::int64_t>());
      case Kind::number_unsigned:
        return WriteNumber(json.get<std::uint64_t>());
      default:
        out_ += Dumped(json);
    }
  }

 private:
  static std::string Dumped(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  static bool IsPlain(std::string_view text) {
    bool plain = true;
    for (const unsigned char c : text) plain &= c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
    return plain;
  }

  void WriteString(const std::string& text) {
    if (!IsPlain(text)) {
      out_ += Dumped(text);
      return;
    }
    out_ += '"';
    out_ += text;
    out_ += '"';
  }
  template <class Number>
  void WriteNumber(Number number) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out_.append(digits, end);
  }
  void WriteArray(const nlohmann::json::array_t& items) {
    char before = '[';
    for (const auto& item : items) {
      out_ += before;
      Write(item);
      before = ',';
    }
    out_ += items.empty() ? "[]" : "]";
  }
  void WriteObject(const nlohmann::json::object_t& members) {
    char before = '{';
    for (const auto& [name, value] : members) {
      out_ += before;
      WriteString(name);
      out_ += ':';
      Write(value);
      before = ',';
    }
    out_ += members.empty() ? "{}" : "}";
  }

  std::string& out_;
};

}  // namespace

nlohmann::json JsonOf(std::string_view text) { return nlohmann::json::parse(text, nullptr, false); }

nlohmann::json ParseOrThrow(std::string_view text) { return nlohmann::json::parse(text); }

std::string JsonText(const nlohmann::json& json, int indent) {
  if (indent >= 0) return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string line;
  LineWriter(line).Write(json);
  return line;
}

Result<std::string> DumpJson(const nlohmann::json& json) {
  try {
    return json.dump();
  } catch (const nlohmann::json::exception&) {
    return InvalidRequest("a text value is not UTF-8");
  }
}

Result<nlohmann::json> ParseJson(const HttpResponse& response) {
  auto json = HasControlCharacters(response.body) ? JsonOf(EscapeControlCharacters(response.body))
                                                  : JsonOf(response.body);
  if (json.is_discarded()) {
    return BadResponse("the answer is not JSON", response.status,
                       std::string(FindHeader(response.headers, "opc-request-id")));
  }
  return json;
}

std::string StringMember(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

int IntMember(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return 0;
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<int>() : 0;
}

const nlohmann::json& ArrayMember(const nlohmann::json& object, const char* name) {
  static const nlohmann::json kNone = nlohmann::json::array();
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : kNone;
}

}  // namespace oci
