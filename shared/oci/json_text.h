// JSON to text and back. These are in a source of their own because each file that calls nlohmann's
// `parse` or `dump` takes two seconds longer to compile.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "oci/http.h"
#include "oci/result.h"

namespace oci {

// A discarded value (`is_discarded()`) when the text is not JSON.
nlohmann::json JsonOf(std::string_view text);

// For JSON that this service has written itself: throws nlohmann::json::exception when the text is
// not JSON, because then the stored data is damaged.
nlohmann::json ParseOrThrow(std::string_view text);

// On one line; with an `indent` on several lines. Bytes that are not UTF-8 become U+FFFD.
std::string JsonText(const nlohmann::json& json, int indent = -1);

// The body of a request; an Error when a string in it is not UTF-8.
Result<std::string> DumpJson(const nlohmann::json& json);

// The body of a response. Oracle's NoSQL service sends control characters in strings unescaped,
// which strict parsers refuse; here they are accepted.
Result<nlohmann::json> ParseJson(const HttpResponse& response);

// The member of that name; the default when it is missing or has another type.
std::string StringMember(const nlohmann::json& object, const char* name);
int IntMember(const nlohmann::json& object, const char* name);
// An empty array when the member is missing or is no array.
const nlohmann::json& ArrayMember(const nlohmann::json& object, const char* name);

}  // namespace oci
