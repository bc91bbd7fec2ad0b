// JSON as Oracle's proxy reads and writes it: numbers keep their exact form, names may repeat (the
// last wins), `/` leaves as `\/`, and control characters other than \b \f \n \r \t leave as they
// are.
#pragma once

#include <string>
#include <string_view>

#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

// Integers become kInteger or kLong by size, kNumber beyond 64 bits; other numbers kDouble with
// their literal in `text`; objects kMap with names in order of appearance kept as given. Nesting of
// 200 at most.
Result<Value> ParseJson(std::string_view text);

// Objects as they stand, without sorting: for request bodies, where order does not matter.
void AppendJson(const Value& value, std::string& out);
void AppendJsonString(std::string_view text, std::string& out);
std::string ToJson(const Value& value);

// Java's Double.toString and Float.toString.
std::string JavaDouble(double value);
std::string JavaFloat(float value);

}  // namespace standin::nosql
