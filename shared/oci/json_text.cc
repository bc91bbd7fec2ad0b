#include "oci/json_text.h"

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

}  // namespace

nlohmann::json JsonOf(std::string_view text) { return nlohmann::json::parse(text, nullptr, false); }

nlohmann::json ParseOrThrow(std::string_view text) { return nlohmann::json::parse(text); }

std::string JsonText(const nlohmann::json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
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
