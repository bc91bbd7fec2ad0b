// Reading what NoSQL answers: columns that may be absent or null, and what an UPDATE did; and how a
// first row is put. Most rows are structs (row.h).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/ids.h"
#include "oci/nosql.h"

namespace fotogal {

// Writes only if there is no such row, else returns the existing one. ttl_days 0: the row does not
// expire.
inline oci::nosql::PutOptions IfAbsent(int ttl_days = 0) {
  oci::nosql::PutOptions options;
  options.when = oci::nosql::PutOptions::When::kIfAbsent;
  options.ttl_days = ttl_days;
  return options;
}

// Of a query that has to see every write before it. limit 0: all that an answer holds.
inline oci::nosql::QueryOptions Absolute(int limit = 0) {
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  options.limit = limit;
  return options;
}

inline std::string TextOf(const nlohmann::json& row, const char* column) {
  const auto found = row.find(column);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <class T>
T NumberOf(const nlohmann::json& row, const char* column) {
  const auto found = row.find(column);
  return found != row.end() && found->is_number() ? found->get<T>() : T{0};
}

// The key of a row that was read with all columns of the key.
inline oci::nosql::Key KeyIn(const nlohmann::json& row, const std::vector<std::string>& columns) {
  oci::nosql::Key key;
  for (const auto& column : columns) key.emplace_back(column, row.at(column));
  return key;
}

inline oci::nosql::Key KeyOfUser(UserId id) { return {{"id", id}}; }

// True when an UPDATE has found its row and its condition was true.
inline bool UpdatedOne(const std::vector<nlohmann::json>& items) {
  return !items.empty() && items.front().value("NumRowsUpdated", 0) == 1;
}

}  // namespace fotogal
