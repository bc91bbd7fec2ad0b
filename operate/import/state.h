// What an import keeps between its steps: the source as it was read, the plan, and what has been
// written. It is an SQLite file, so that memory stays limited and a stopped run can continue.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "local/standin/nosql/sqlite.h"
#include "oci/result.h"

namespace operate::v1 {

using Json = nlohmann::json;
using standin::nosql::Database;
using standin::nosql::Transaction;

class State {
 public:
  // Created when it is missing; the error names the file. Used by one thread only.
  static oci::Result<std::unique_ptr<State>> Open(const std::string& path);

  Database& db() { return *db_; }

  std::string Get(const char* key);  // "" when it was never set
  oci::Status Set(const char* key, const std::string& value);

  // Adds a case to the report (docs/import-v1.md); repeating it changes nothing. `what`: "person"
  // or "image". `other`: a second id, for cases that have one.
  oci::Status Report(const char* name, const char* what, std::int64_t old_id, std::int64_t other,
                     const Json& detail = Json::object());
  // JSON lines, sorted by case and id; replaces the whole file.
  oci::Status WriteReport(const std::string& path);
  std::map<std::string, std::int64_t> CaseCounts();

  std::int64_t Count(const char* sql);  // the first column of the first row of the result

 private:
  explicit State(std::unique_ptr<Database> db) : db_(std::move(db)) {}
  std::unique_ptr<Database> db_;
};

}  // namespace operate::v1
