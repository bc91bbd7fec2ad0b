// JSON as text and back, compiled once: a file that calls nlohmann's `parse` or `dump` itself takes
// two seconds longer.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "oci/http.h"
#include "oci/result.h"

namespace oci {

// Discarded (`is_discarded()`) when the text is not JSON.
nlohmann::json JsonOf(std::string_view text);

// What we wrote ourselves, so that anything but JSON is a broken store: throws
// nlohmann::json::exception.
nlohmann::json ParseOrThrow(std::string_view text);

// On one line; with an indent, readable. What is not UTF-8 becomes U+FFFD.
std::string JsonText(const nlohmann::json& json, int indent = -1);

// The text of a request body; an Error when a string in it is not UTF-8.
Result<std::string> DumpJson(const nlohmann::json& json);

// The answer's body. Oracle's NoSQL service sends control characters inside strings raw,
// which strict parsers refuse: they are taken as they are.
Result<nlohmann::json> ParseJson(const HttpResponse& response);

// Members by name and kind; the default when they are missing or of another kind.
std::string StringMember(const nlohmann::json& object, const char* name);
int IntMember(const nlohmann::json& object, const char* name);
// An empty array when it is missing or no array.
const nlohmann::json& ArrayMember(const nlohmann::json& object, const char* name);

}  // namespace oci
