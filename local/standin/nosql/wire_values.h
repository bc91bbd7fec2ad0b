// Values as Oracle's own protocol carries them, in NSON (shared/nosql/nson.h). Numbers, texts and
// times are converted to the column's type as Oracle's proxy does it, which takes more than the
// REST API does: "5" and 5.0 are an INTEGER, milliseconds since 1970 a TIMESTAMP.
#pragma once

#include <string>
#include <string_view>

#include "local/standin/nosql/row_values.h"
#include "nosql/nson.h"

namespace standin::nosql {

namespace nson = ::nosql::nson;

// "INTEGER"
std::string_view NsonTypeName(nson::Type type);

void WriteNson(nson::Writer& writer, const Value& value);
// A row as a map of all columns.
void WriteNsonRow(nson::Writer& writer, const Table& table, const Row& row);

// name: of the column or variable, for messages.
Result<Value> FromNson(const nson::Value& value, const Type& type, std::string_view name);

// The row of a put: a map, or an array of values in the order of columns. exact: unknown columns
// are errors.
Result<NewRow> RowFromNson(Engine& engine, const Table& table, const nson::Value& value,
                           bool exact);

// A primary key, as a row whose other columns are NULL; further columns are ignored. count: how
// many leading columns of the key there must be; with fewer than all, those behind may be missing.
struct NsonKey {
  Row row;
  size_t given = 0;  // leading columns of the key
};
Result<NsonKey> KeyFromNson(const Table& table, const nson::Value& value, size_t count);

// A broken or unexpected message (code 17).
inline Error BadProtocol(std::string message) {
  return Refusal("BadProtocolMessage", std::move(message));
}

}  // namespace standin::nosql
