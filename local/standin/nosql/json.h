// Reads and writes JSON as Oracle's proxy does: numbers keep their exact form, a repeated name
// overwrites the earlier one, `/` is written as `\/`, and control characters other than \b \f
//  \r \t are not escaped.
#pragma once

#include <string>
#include <string_view>

#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

// Integers become kInteger or kLong according to their size, and kNumber beyond 64 bits; other
// numbers become kDouble with the literal in `text`; objects become kMap in the order of the text.
// At most 200 levels of nesting.
Result<Value> ParseJson(std::string_view text);

// Objects keep their order: it does not matter in bodies of requests.
void AppendJson(const Value& value, std::string& out);
void AppendJsonString(std::string_view text, std::string& out);
std::string ToJson(const Value& value);

// As Java's Double.toString and Float.toString.
std::string JavaDouble(double value);
std::string JavaFloat(float value);

}  // namespace standin::nosql
