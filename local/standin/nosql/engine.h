// What all operations use: database, catalog, clock. Protected by the mutex of the service.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "local/standin/nosql/catalog.h"
#include "local/standin/nosql/row_store.h"
#include "local/standin/nosql/sqlite.h"
#include "local/standin/nosql/usage.h"

namespace standin::nosql {

struct CompiledStatement;

struct Engine {
  Engine(std::unique_ptr<Database> opened, Clock time, bool limits)
      : database(std::move(opened)), clock(time), rows(*database, time), enforce_limits(limits) {}

  Status Load();

  // name: a table's name, or its OCID. Without a compartment only an OCID finds a table.
  Result<const Table*> FindTable(std::string_view compartment, std::string_view name) const;
  // Writes the table (a new one when its id is 0); call Publish after the commit.
  Status Save(Table& table);
  void Publish(Table table);
  Status Remove(const Table& table);  // removes rows, indexes and catalog entry
  void Forget(const Table& table);

  std::string RandomHex(int bytes);
  // The next value of the table's identity column.
  Result<int64_t> NextIdentity(const Table& table);

  // Counts what an operation uses. With enforce_limits, refuses it when the table's units for this
  // second are used up.
  Status Admit(const Table& table, bool writes);
  void Charge(const Table& table, const Units& units);

  int OnDemandTables() const;
  // Refuses a further table with on-demand capacity when the tenancy has as many as it may.
  Status AdmitOnDemandTable() const;

  // Removes a few expired rows; called together with writes.
  Status Housekeeping(const Table& table);

  std::mutex mutex;
  std::unique_ptr<Database> database;
  Clock clock;
  RowStore rows;
  bool enforce_limits;
  std::optional<int> most_on_demand_tables;                              // Service::Options
  std::function<bool(const std::string& table, bool writes)> throttles;  // the same
  std::string store_id;                 // 16 bytes; part of every row version
  std::map<std::string, Table> tables;  // by compartment and lower-case name
  // Statements that clients keep, compiled for the tables as they are: emptied when one changes.
  std::map<std::string, std::shared_ptr<const CompiledStatement>, std::less<>> prepared;
  UsageHistory usage_history;

 private:
  struct Usage {
    int64_t second = 0;
    Units units;
  };
  Error Throttle(const Table& table, bool writes);
  std::map<int64_t, Usage> usage_;
  int writes_since_purge_ = 0;
};

std::string TableKey(std::string_view compartment, std::string_view name);

// Row versions as clients see them: opaque bytes, in REST as base64.
std::string VersionBytes(const Engine& engine, int64_t version);
std::string VersionText(const Engine& engine, int64_t version);
// -1: not a version of this store.
int64_t VersionOf(const Engine& engine, std::string_view bytes);
// The same for base64, with an error for what is no base64.
Result<int64_t> ParseVersion(const Engine& engine, std::string_view text);

}  // namespace standin::nosql
