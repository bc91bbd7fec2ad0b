#include "local/standin/nosql/table_changes.h"

#include <algorithm>

#include "common/base64.h"

namespace standin::nosql {
namespace {

// Saves the table with its work request, commits, and makes it visible to other requests.
Result<std::string> FinishChange(Engine& engine, Transaction& transaction, TableAction action,
                                 Table table) {
  OCI_RETURN_IF_ERROR(engine.Save(table));
  OCI_ASSIGN_OR_RETURN(
      std::string id, RecordWorkRequest(engine, action, table.compartment, table.name, table.ocid));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Publish(std::move(table));
  return id;
}

// For what is there already, or not there any more.
Result<std::string> NothingToDo(Engine& engine, TableAction action, std::string_view compartment,
                                std::string_view name, std::string_view ocid) {
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(std::string id, RecordWorkRequest(engine, action, compartment, name, ocid));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  return id;
}

Result<std::string> Update(Engine& engine, Table table) {
  Transaction transaction(*engine.database);
  return FinishChange(engine, transaction, TableAction::kUpdated, std::move(table));
}

bool SameKeys(const Index& a, const Index& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const IndexField& x, const IndexField& y) {
                      return x.column == y.column && x.path.steps == y.path.steps &&
                             x.path.multi_key == y.path.multi_key;
                    });
}

}  // namespace

std::string EtagOf(const Table& table) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>((table.updated_ms + table.schema_version) >> shift);
  return common::Base64(bytes);
}

Status CheckTableEtag(std::string_view given, const Table& table) {
  if (!given.empty() && given != EtagOf(table)) return EtagMismatch();
  return oci::Ok();
}

Status CheckLimits(const TableLimits& limits) {
  const bool units = limits.read_units > 0 && limits.write_units > 0;
  if (limits.storage_gb <= 0 || (!limits.on_demand && !units))
    return InvalidParameter("Invalid tableLimits: units and storage must be greater than 0");
  if (limits.read_units > 40000 || limits.write_units > 20000 || limits.storage_gb > 5120)
    return Refusal("TableDeploymentLimitExceeded", "The table limits exceed what a table may have");
  return oci::Ok();
}

Result<std::string> AddTable(Engine& engine, std::string_view compartment,
                             const CreateTableStatement& statement, const TableSettings& settings) {
  const std::string& name = statement.name;
  if (auto existing = engine.FindTable(compartment, name); existing.ok()) {
    if (!statement.if_not_exists)
      return Refusal("TableAlreadyExists",
                     "Error: User error in query: CREATE TABLE failed for table " + name +
                         ": Table " + name + " already exists",
                     409);
    return NothingToDo(engine, TableAction::kCreated, compartment, name, (*existing)->ocid);
  }
  if (engine.tables.size() >= kMaxTables)
    return Refusal("TableLimitExceeded", "The number of tables exceeds the limit of 30");
  if (settings.limits.on_demand) OCI_RETURN_IF_ERROR(engine.AdmitOnDemandTable());
  OCI_ASSIGN_OR_RETURN(Table table, MakeTable(statement));
  table.compartment = compartment;
  table.limits = settings.limits;
  table.auto_reclaimable = settings.auto_reclaimable;
  table.freeform_tags = settings.freeform_tags;
  table.defined_tags = settings.defined_tags;
  Transaction transaction(*engine.database);
  return FinishChange(engine, transaction, TableAction::kCreated, std::move(table));
}

Result<std::string> AlterTable(Engine& engine, const Table& table,
                               const AlterTableStatement& statement) {
  Table changed = table;
  OCI_RETURN_IF_ERROR(ApplyAlter(statement, changed));
  return Update(engine, std::move(changed));
}

Result<std::string> SetLimits(Engine& engine, const Table& table, const TableLimits& limits) {
  OCI_RETURN_IF_ERROR(CheckLimits(limits));
  if (limits.on_demand && !table.limits.on_demand) OCI_RETURN_IF_ERROR(engine.AdmitOnDemandTable());
  Table changed = table;
  changed.limits = limits;
  return Update(engine, std::move(changed));
}

Result<std::string> SetTags(Engine& engine, const Table& table, const nlohmann::json& freeform,
                            const nlohmann::json& defined) {
  Table changed = table;
  changed.freeform_tags = freeform;
  changed.defined_tags = defined;
  return Update(engine, std::move(changed));
}

Result<std::string> DropTable(Engine& engine, std::string_view compartment, std::string_view name,
                              bool if_exists, std::string_view etag) {
  const auto found = engine.FindTable(compartment, name);
  if (!found.ok()) {
    if (!if_exists) return found.error();
    return NothingToDo(engine, TableAction::kDeleted, compartment, name, "");
  }
  const Table table = **found;
  OCI_RETURN_IF_ERROR(CheckTableEtag(etag, table));
  Transaction transaction(*engine.database);
  OCI_RETURN_IF_ERROR(engine.Remove(table));
  OCI_ASSIGN_OR_RETURN(
      std::string id,
      RecordWorkRequest(engine, TableAction::kDeleted, table.compartment, table.name, table.ocid));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Forget(table);
  return id;
}

Error IndexNotFound(const std::string& index, const Table& table) {
  return Refusal("IndexNotFound", "Index, " + index + ", not found in table " + table.name, 404);
}

Result<std::string> AddIndex(Engine& engine, const Table& table, const std::string& name,
                             std::vector<IndexPath> paths, bool if_not_exists) {
  Table changed = table;
  if (changed.FindIndex(name)) {
    if (if_not_exists) return Update(engine, std::move(changed));
    return Refusal("IndexAlreadyExists",
                   "Error: User error in query: CREATE INDEX failed for table " + table.name +
                       ", index " + name + ": Index " + name + " already exists",
                   409);
  }
  OCI_ASSIGN_OR_RETURN(Index index, MakeIndex(changed, name, std::move(paths)));
  for (const Index& other : changed.indexes) {
    if (SameKeys(index, other))
      return InvalidParameter(
          "Error: User error in query: CREATE INDEX failed: Index is a duplicate of an existing "
          "index with another name. Existing index name: " +
          other.name + ", new index name: " + name);
  }
  if (changed.indexes.size() >= kMaxIndexes)
    return Refusal("IndexLimitExceeded", "The number of indexes exceeds the limit of 5");
  changed.indexes.push_back(std::move(index));
  std::sort(changed.indexes.begin(), changed.indexes.end(),
            [](const Index& a, const Index& b) { return Lower(a.name) < Lower(b.name); });
  ++changed.schema_version;
  return Update(engine, std::move(changed));
}

Result<std::string> RemoveIndex(Engine& engine, const Table& table, const std::string& name,
                                bool if_exists) {
  Table changed = table;
  const Index* index = changed.FindIndex(name);
  if (!index && !if_exists) return IndexNotFound(name, table);
  Transaction transaction(*engine.database);
  if (index) {
    OCI_RETURN_IF_ERROR(engine.rows.DropIndex(index->id));
    changed.indexes.erase(changed.indexes.begin() + (index - changed.indexes.data()));
    ++changed.schema_version;
  }
  return FinishChange(engine, transaction, TableAction::kUpdated, std::move(changed));
}

}  // namespace standin::nosql
