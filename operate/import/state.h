// What an import knows between two steps: the source as it was read, the plan, and how far the
// writing is. One SQLite file, so that memory stays bounded and a stopped run goes on where it was.
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
  // Made when missing; the error names the file. Used by one thread.
  static oci::Result<std::unique_ptr<State>> Open(const std::string& path);

  Database& db() { return *db_; }

  std::string Get(const char* key);  // "" when it was never set
  oci::Status Set(const char* key, const std::string& value);

  // One case of the report (docs/import-v1.md); the same case again is the same line. `what`:
  // "person" or "image". `other`: the second id, when there is one.
  oci::Status Report(const char* name, const char* what, std::int64_t old_id, std::int64_t other,
                     const Json& detail = Json::object());
  // JSON lines, ordered by case and id; the file is replaced whole.
  oci::Status WriteReport(const std::string& path);
  std::map<std::string, std::int64_t> CaseCounts();

  std::int64_t Count(const char* sql);  // the first column of the first row

 private:
  explicit State(std::unique_ptr<Database> db) : db_(std::move(db)) {}
  std::unique_ptr<Database> db_;
};

}  // namespace operate::v1
