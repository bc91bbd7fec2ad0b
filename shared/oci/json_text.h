// JSON in and out of request bodies, with errors as values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "oci/http.h"
#include "oci/result.h"

namespace oci {

// The text of a request body; an Error when a string in it is not UTF-8.
Result<std::string> DumpJson(const nlohmann::json& json);

// The answer's body. Oracle's NoSQL service sends control characters inside strings raw
// (nosql-facts.md 3.2), which strict parsers refuse: they are taken as they are.
Result<nlohmann::json> ParseJson(const HttpResponse& response);

// Members by name and kind; the default when they are missing or of another kind.
std::string StringMember(const nlohmann::json& object, const char* name);
int IntMember(const nlohmann::json& object, const char* name);
// An empty array when it is missing or no array.
const nlohmann::json& ArrayMember(const nlohmann::json& object, const char* name);

}  // namespace oci
