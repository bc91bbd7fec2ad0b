// Values into types: the strict way of the row API and of variables, and the laxer way of SQL.
#pragma once

#include <string>
#include <string_view>

#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

// A JSON value put into a column (or element) called `name`. No conversions: "1" is not an INTEGER,
// nor is 1.0. JSON null becomes SQL NULL, except in a JSON column. Messages are those of the
// service, without its "PUT: Illegal Argument: ".
Result<Value> FromJson(const Value& json, const Type& type, std::string_view name);

// A JSON value bound to a variable declared with the type.
Result<Value> BindVariable(const Value& json, const Type& type, const std::string& variable);

// The text of `key=column:text`.
Result<Value> FromKeyText(std::string_view text, const Type& type, const std::string& column);

// What FromJson would have made of the value's own JSON: for what the store itself wrote.
Value FromStored(const Value& json, const Type& type);

// SQL's cast, as SET and VALUES do it: "9" is an INTEGER.
Result<Value> CastTo(const Value& value, const Type& type);

}  // namespace standin::nosql
