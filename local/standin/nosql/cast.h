// Conversion of values to types: strict for the row API and for variables, more lenient in SQL.
#pragma once

#include <string>
#include <string_view>

#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

// Converts the JSON value for a column (or element) called `name`. Strict: neither "1" nor 1.0 is
// an INTEGER. JSON null becomes SQL NULL, except in a JSON column. Messages are the service's,
// without its "PUT: Illegal Argument: ".
Result<Value> FromJson(const Value& json, const Type& type, std::string_view name);

// Converts a JSON value for a variable that is declared with this type.
Result<Value> BindVariable(const Value& json, const Type& type, const std::string& variable);

// Converts the text of `key=column:text`.
Result<Value> FromKeyText(std::string_view text, const Type& type, const std::string& column);

// What FromJson made of the value before it was stored.
Value FromStored(const Value& json, const Type& type);

// SQL's cast, as in SET and VALUES: "9" becomes an INTEGER.
Result<Value> CastTo(const Value& value, const Type& type);

}  // namespace standin::nosql
