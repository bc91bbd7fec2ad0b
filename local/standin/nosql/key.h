// Encodes keys as bytes, so that memcmp gives the order of the values.
#pragma once

#include <string>
#include <vector>

#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

// Appends one component: a tag and the value. Order: values < EMPTY (nothing at the path) < JSON
// null < NULL. The bytes of no component are a prefix of another's.
void AppendKeyValue(const Value& value, std::string& key);
void AppendEmpty(std::string& key);

std::string EncodePrimaryKey(const Table& table, const Row& row);

// The distinct keys of the row in the index, sorted; an index over array elements has one for each
// element. A value below a JSON column whose type is not the declared one is an error, as in the
// service.
Result<std::vector<std::string>> IndexKeys(const Index& index, const Row& row);

// The end of the range of all keys that start with the prefix.
std::string AfterPrefix(std::string prefix);

// How many bytes the service counts for a component of a key.
size_t KeyValueSize(const Value& value, const Type& type);
size_t PrimaryKeySize(const Table& table, const Row& row);
// The size of the row's largest entry in the index.
size_t LargestIndexKey(const Index& index, const Row& row);

}  // namespace standin::nosql
