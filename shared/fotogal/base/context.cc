#include "fotogal/base/context.h"

#include <nlohmann/json.hpp>

namespace fotogal {

namespace {

using Json = nlohmann::json;

// Reports to the services how long a statement took.
class Stopwatch {
 public:
  Stopwatch(Services& services, const Statement& statement)
      : services_(services), statement_(statement), began_(services.clock()) {}
  ~Stopwatch() {
    services_.slowest->Note(statement_.name, ToMillis(services_.clock()) - ToMillis(began_));
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  Services& services_;
  const Statement& statement_;
  const oci::TimePoint began_;
};

}  // namespace

oci::Result<std::optional<oci::nosql::Row>> Context::Get(
    std::string_view table, const oci::nosql::Key& key, oci::nosql::Consistency consistency) const {
  return services.nosql->Get(call, table, key, consistency);
}

oci::Result<oci::nosql::PutResult> Context::Put(std::string_view table, const Json& row,
                                                const oci::nosql::PutOptions& options) const {
  return services.nosql->Put(call, table, row, options);
}

oci::Result<bool> Context::Delete(std::string_view table, const oci::nosql::Key& key,
                                  std::string_view if_match) const {
  return services.nosql->Delete(call, table, key, if_match);
}

oci::Result<std::vector<oci::nosql::PutResult>> Context::WriteTogether(
    std::string_view table, const std::vector<oci::nosql::RowWrite>& writes) const {
  return services.nosql->WriteTogether(call, table, writes);
}

oci::Result<oci::nosql::DeletedRows> Context::DeleteShardRows(
    const oci::nosql::ShardRows& rows) const {
  return services.nosql->DeleteShardRows(call, rows);
}

oci::Result<oci::nosql::Page> Context::Query(const Statement& statement, const Json& variables,
                                             const oci::nosql::QueryOptions& options) const {
  const Stopwatch watch(services, statement);
  return services.nosql->Query(call, std::string(statement.text), variables, options);
}

oci::Result<std::vector<Json>> Context::QueryAll(const Statement& statement, const Json& variables,
                                                 const oci::nosql::QueryOptions& options) const {
  const Stopwatch watch(services, statement);
  return services.nosql->QueryAll(call, std::string(statement.text), variables, options);
}

oci::Result<std::vector<Json>> Context::Execute(const Statement& statement, const Json& variables,
                                                Repeated repeated) const {
  const Stopwatch watch(services, statement);
  return services.nosql->Execute(call, std::string(statement.text), variables,
                                 repeated == Repeated::kSame);
}

}  // namespace fotogal
