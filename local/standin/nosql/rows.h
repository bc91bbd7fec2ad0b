// Reads, writes and removes single rows: what the REST API and Oracle's own protocol both do.
#pragma once

#include <optional>
#include <string>

#include "local/standin/nosql/engine.h"

namespace standin::nosql {

struct ReadOutcome {
  std::optional<StoredRow> row;
  Units units;
};
// key: EncodePrimaryKey. Charges the table.
Result<ReadOutcome> ReadOneRow(Engine& engine, const Table& table, const std::string& key,
                               bool absolute);

struct TtlSetting {
  int64_t amount = 0;  // 0: the row does not expire
  bool hours = false;
};

struct WriteCondition {
  enum class Kind { kNone, kIfAbsent, kIfPresent, kIfVersion } kind = Kind::kNone;
  int64_t version = 0;  // kIfVersion
  // Reads the row that was there even where no condition needs it, which costs read units.
  bool read_existing = false;
};

struct WriteOutcome {
  bool done = false;                  // false: the condition did not hold
  std::optional<int64_t> version;     // of the row that was written
  std::optional<StoredRow> existing;  // what was there before
  Units units;
};

// Both run inside of the caller's transaction, and leave charging the table to the caller.
// ttl: nullopt keeps the expiry of the row that it replaces; a new row gets the table's.
Result<WriteOutcome> WriteOneRow(Engine& engine, const Table& table, const Row& row,
                                 const WriteCondition& condition,
                                 const std::optional<TtlSetting>& ttl);
Result<WriteOutcome> RemoveOneRow(Engine& engine, const Table& table, const std::string& key,
                                  const WriteCondition& condition);

}  // namespace standin::nosql
