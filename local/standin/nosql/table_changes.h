// Creates, changes and drops tables and indexes: what the REST API and Oracle's own protocol both
// do. Each function is done when it returns the id of its (finished) work request.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "local/standin/nosql/work_requests.h"

namespace standin::nosql {

// The table's version as clients see it: opaque base64.
std::string EtagOf(const Table& table);
// Refuses when `given`, unless empty, is not the table's.
Status CheckTableEtag(std::string_view given, const Table& table);

Status CheckLimits(const TableLimits& limits);

struct TableSettings {
  TableLimits limits;
  bool auto_reclaimable = false;
  nlohmann::json freeform_tags = nlohmann::json::object();
  nlohmann::json defined_tags = nlohmann::json::object();
};
Result<std::string> AddTable(Engine& engine, std::string_view compartment,
                             const CreateTableStatement& statement, const TableSettings& settings);
Result<std::string> AlterTable(Engine& engine, const Table& table,
                               const AlterTableStatement& statement);
Result<std::string> SetLimits(Engine& engine, const Table& table, const TableLimits& limits);
Result<std::string> SetTags(Engine& engine, const Table& table, const nlohmann::json& freeform,
                            const nlohmann::json& defined);
// name: in the compartment, or an OCID.
Result<std::string> DropTable(Engine& engine, std::string_view compartment, std::string_view name,
                              bool if_exists, std::string_view etag);

Error IndexNotFound(const std::string& index, const Table& table);
Result<std::string> AddIndex(Engine& engine, const Table& table, const std::string& name,
                             std::vector<IndexPath> paths, bool if_not_exists);
Result<std::string> RemoveIndex(Engine& engine, const Table& table, const std::string& name,
                                bool if_exists);

}  // namespace standin::nosql
