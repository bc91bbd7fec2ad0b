#include "fotogal/base/context.h"

#include <nlohmann/json.hpp>

namespace fotogal {

using Json = nlohmann::json;

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

oci::Result<oci::nosql::Page> Context::Query(const std::string& statement, const Json& variables,
                                             const oci::nosql::QueryOptions& options) const {
  return services.nosql->Query(call, statement, variables, options);
}

oci::Result<std::vector<Json>> Context::QueryAll(const std::string& statement,
                                                 const Json& variables,
                                                 const oci::nosql::QueryOptions& options) const {
  return services.nosql->QueryAll(call, statement, variables, options);
}

oci::Result<std::vector<Json>> Context::Execute(const std::string& statement, const Json& variables,
                                                bool idempotent) const {
  return services.nosql->Execute(call, statement, variables, idempotent);
}

}  // namespace fotogal
