#include "local/standin/nosql/engine.h"

#include <algorithm>

#include "common/base64.h"
#include "local/standin/nosql/json.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kVersionMagic("\xac\xed\x00\x05w,\x00&", 8);
constexpr int kWritesBetweenPurges = 64, kPurgedAtOnce = 32;

Error LimitExceeded(const Table& table, bool writes) {
  const int64_t limit = writes ? table.limits.write_units : table.limits.read_units;
  return Refusal(
      "TooManyRequests",
      "Operation failed with limit exception: " + std::string(writes ? "Write" : "Read") +
          " throughput rate exceeded for table " + table.name +
          ". Limit: " + std::to_string(limit) + " Units/Sec",
      429);
}

}  // namespace

std::string TableKey(std::string_view compartment, std::string_view name) {
  return std::string(compartment) + ":" + Lower(name);
}

Status Engine::Load() {
  OCI_RETURN_IF_ERROR(rows.CreateSchema());
  OCI_RETURN_IF_ERROR(database->Execute(
      "CREATE TABLE IF NOT EXISTS tables(id INTEGER PRIMARY KEY, definition TEXT NOT NULL);"
      "CREATE TABLE IF NOT EXISTS identities(table_id INTEGER PRIMARY KEY, next INTEGER NOT NULL);"
      "CREATE TABLE IF NOT EXISTS work_requests(id TEXT PRIMARY KEY, compartment TEXT NOT NULL, "
      "created INTEGER NOT NULL, operation TEXT NOT NULL, action TEXT NOT NULL, table_name TEXT "
      "NOT "
      "NULL, table_ocid TEXT NOT NULL);"
      "INSERT OR IGNORE INTO meta VALUES('store_id', randomblob(16));"
      "INSERT OR IGNORE INTO meta VALUES('object_id', 0)"));
  Query store = database->Prepare("SELECT value FROM meta WHERE name='store_id'");
  if (!store.Step()) return InternalServerError("The store has no identity");
  store_id = store.Bytes(0);
  Query query = database->Prepare("SELECT definition FROM tables");
  while (query.Step()) {
    OCI_ASSIGN_OR_RETURN(Table table, TableFromStored(query.Bytes(0)));
    Publish(std::move(table));
  }
  return query.Check();
}

Result<const Table*> Engine::FindTable(std::string_view compartment, std::string_view name) const {
  if (name.starts_with("ocid1.nosqltable.")) {
    for (const auto& [key, table] : tables) {
      if (table.ocid == name) return &table;
    }
    return TableNotFound(std::string(name));
  }
  if (compartment.empty()) return TableNotFound(std::string(name));
  const auto found = tables.find(TableKey(compartment, name));
  if (found == tables.end())
    return TableNotFound(std::string(compartment) + ":" + std::string(name));
  return &found->second;
}

Status Engine::Save(Table& table) {
  table.updated_ms = rows.NowMs();
  const auto next_id = [&]() -> Result<int64_t> {
    Query query = database->Prepare(
        "UPDATE meta SET value = value + 1 WHERE name='object_id' RETURNING value");
    if (!query.Step()) return InternalServerError("The store lost its counter");
    const int64_t id = query.Integer(0);
    OCI_RETURN_IF_ERROR(query.Run());
    return id;
  };
  if (table.id == 0) {
    OCI_ASSIGN_OR_RETURN(table.id, next_id());
    table.created_ms = table.updated_ms;
    table.ocid = "ocid1.nosqltable.oc1.local." + Lower(RandomHex(30));
  }
  for (Index& index : table.indexes) {
    if (index.id != 0) continue;
    OCI_ASSIGN_OR_RETURN(index.id, next_id());
    OCI_RETURN_IF_ERROR(rows.BuildIndex(table, index));
  }
  return database->Prepare("INSERT OR REPLACE INTO tables(id, definition) VALUES(?, ?)")
      .Bind(table.id)
      .BindText(ToStored(table))
      .Run();
}

void Engine::Publish(Table table) {
  prepared.clear();
  tables[TableKey(table.compartment, table.name)] = std::move(table);
}

Status Engine::Remove(const Table& table) {
  OCI_RETURN_IF_ERROR(rows.DropRows(table));
  OCI_RETURN_IF_ERROR(
      database->Prepare("DELETE FROM identities WHERE table_id=?").Bind(table.id).Run());
  return database->Prepare("DELETE FROM tables WHERE id=?").Bind(table.id).Run();
}

void Engine::Forget(const Table& table) {
  prepared.clear();
  usage_.erase(table.id);
  usage_history.Forget(table.id);
  tables.erase(TableKey(table.compartment, table.name));
}

std::string Engine::RandomHex(int bytes) {
  Query query = database->Prepare("SELECT hex(randomblob(?))");
  query.Bind(bytes);
  return query.Step() ? query.Bytes(0) : std::string();
}

Result<int64_t> Engine::NextIdentity(const Table& table) {
  const IdentityColumn& identity = *table.identity;
  OCI_RETURN_IF_ERROR(
      database->Prepare("INSERT OR IGNORE INTO identities(table_id, next) VALUES(?, ?)")
          .Bind(table.id)
          .Bind(identity.start)
          .Run());
  Query query = database->Prepare("SELECT next FROM identities WHERE table_id=?");
  query.Bind(table.id);
  if (!query.Step()) return InternalServerError("The identity column has no sequence");
  int64_t value = query.Integer(0);
  if (value > identity.maximum || value < identity.minimum) {
    if (!identity.cycle)
      return InvalidParameter("Current value cannot exceed the limits of the identity column");
    value = identity.increment > 0 ? identity.minimum : identity.maximum;
  }
  int64_t next = 0;
  if (__builtin_add_overflow(value, identity.increment, &next))
    return InvalidParameter("The identity column is exhausted");
  OCI_RETURN_IF_ERROR(database->Prepare("UPDATE identities SET next=? WHERE table_id=?")
                          .Bind(next)
                          .Bind(table.id)
                          .Run());
  return value;
}

Status Engine::Admit(const Table& table, bool writes) {
  if (throttles && throttles(table.name, writes)) return Throttle(table, writes);
  if (!enforce_limits || table.limits.on_demand) return oci::Ok();
  const auto found = usage_.find(table.id);
  if (found == usage_.end() || found->second.second != rows.NowMs() / 1000) return oci::Ok();
  const Units& used = found->second.units;
  if (writes && used.write >= table.limits.write_units) return Throttle(table, true);
  if (used.read >= table.limits.read_units && table.limits.read_units > 0 && !writes)
    return Throttle(table, false);
  return oci::Ok();
}

Error Engine::Throttle(const Table& table, bool writes) {
  usage_history.AddThrottled(table.id, rows.NowMs(), writes);
  return LimitExceeded(table, writes);
}

void Engine::Charge(const Table& table, const Units& units) {
  Usage& usage = usage_[table.id];
  const int64_t second = rows.NowMs() / 1000;
  if (usage.second != second) usage = {second, {}};
  usage.units.read += units.read;
  usage.units.write += units.write;
  usage_history.Add(table.id, rows.NowMs(), units);
}

int Engine::OnDemandTables() const {
  return static_cast<int>(std::count_if(tables.begin(), tables.end(), [](const auto& entry) {
    return entry.second.limits.on_demand;
  }));
}

Status Engine::AdmitOnDemandTable() const {
  if (!most_on_demand_tables || OnDemandTables() < *most_on_demand_tables) return oci::Ok();
  return Refusal("TenantDeploymentLimitExceeded",
                 "The tenancy may have " + std::to_string(*most_on_demand_tables) +
                     " tables with on-demand capacity, and has as many");
}

Status Engine::Housekeeping(const Table& table) {
  if (++writes_since_purge_ < kWritesBetweenPurges) return oci::Ok();
  writes_since_purge_ = 0;
  return rows.PurgeExpired(table, kPurgedAtOnce);
}

std::string VersionBytes(const Engine& engine, int64_t version) {
  std::string bytes(kVersionMagic);
  bytes += engine.store_id;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(version >> shift);
  bytes.append(12, '\0');
  return bytes;
}

std::string VersionText(const Engine& engine, int64_t version) {
  return common::Base64(VersionBytes(engine, version));
}

int64_t VersionOf(const Engine& engine, std::string_view bytes) {
  const std::string prefix = std::string(kVersionMagic) + engine.store_id;
  if (bytes.size() != prefix.size() + 20 || !bytes.starts_with(prefix)) return -1;
  int64_t version = 0;
  for (size_t i = 0; i < 8; ++i)
    version = version << 8 | static_cast<uint8_t>(bytes[prefix.size() + i]);
  return version;
}

Result<int64_t> ParseVersion(const Engine& engine, std::string_view text) {
  const auto bytes = common::Base64Decode(text);
  if (!bytes) {
    return InvalidParameter("Invalid if-match: " + std::string(text) +
                            " is not padded base64 string");
  }
  return VersionOf(engine, *bytes);
}

}  // namespace standin::nosql
