// Keys as bytes whose memcmp order is the order of the values.
#pragma once

#include <string>
#include <vector>

#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

// One component: a tag and the value. Values < EMPTY (nothing at the path) < JSON null < NULL. No
// component's bytes are a prefix of another's.
void AppendKeyValue(const Value& value, std::string& key);
void AppendEmpty(std::string& key);

std::string EncodePrimaryKey(const Table& table, const Row& row);

// The distinct keys of the row in the index, in order; a multi-key index has one for each element.
// A value below JSON that is of another type than the index declares is an error, as at the
// service.
Result<std::vector<std::string>> IndexKeys(const Index& index, const Row& row);

// The end of the range of all keys that start with the prefix.
std::string AfterPrefix(std::string prefix);

// Bytes that the service counts for a key component.
size_t KeyValueSize(const Value& value, const Type& type);
size_t PrimaryKeySize(const Table& table, const Row& row);
// Of the largest entry of the row in the index.
size_t LargestIndexKey(const Index& index, const Row& row);

}  // namespace standin::nosql
