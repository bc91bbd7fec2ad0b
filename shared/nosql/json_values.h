// Rows and variables as JSON (nlohmann::json), and their NSON.
//
//   NSON                      JSON
//   integer, long             integer (64 bits, exact)
//   double                    floating point
//   string, boolean           the same
//   map, array                object, array
//   JSON null, null, empty    null
//   number, timestamp         kept apart from texts: what MakeNumber and MakeTimestamp make
//   binary                    nlohmann::json::binary
//
// A null that is written is a JSON null, which the service takes as SQL NULL in columns of other
// types; SqlNull() is SQL NULL in a JSON column too.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "nosql/nson.h"

namespace nosql {

using Json = nlohmann::json;

// A decimal number of any precision, such as "12345678901234567890.5".
Json MakeNumber(std::string_view decimal);
std::optional<std::string_view> AsNumber(const Json& value);
// A time in UTC, such as "2021-10-29T12:00:00.123".
Json MakeTimestamp(std::string_view time);
std::optional<std::string_view> AsTimestamp(const Json& value);
Json SqlNull();

// A fault of the reader ends in null.
Json ReadJson(nson::Reader& reader, nson::Type type);
// False: the value cannot be written (text that is not UTF-8, nested too deeply, a discarded
// value); `fault` says why. What was written by then is of no use.
bool WriteJson(nson::Writer& writer, const Json& value, std::string& fault);

}  // namespace nosql
