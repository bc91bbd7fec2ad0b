// The rows and index entries of all tables.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "local/standin/nosql/catalog.h"
#include "local/standin/nosql/sqlite.h"
#include "local/standin/nosql/units.h"

namespace standin::nosql {

using Clock = std::function<std::chrono::system_clock::time_point()>;

struct StoredRow {
  std::string key;  // EncodePrimaryKey
  Row values;
  int64_t version = 0;
  int64_t modified_ms = 0;
  int64_t expires_ms = 0;  // 0: never
  size_t bytes = 0;        // size of key and value for counting units
};

// [lower, upper) in the order of keys.
struct KeyRange {
  std::string lower, upper;
};

class RowStore {
 public:
  RowStore(Database& database, Clock clock) : database_(database), clock_(std::move(clock)) {}
  Status CreateSchema();

  int64_t NowMs() const;

  // nullopt: no such row, or it has expired.
  Result<std::optional<StoredRow>> Get(const Table& table, const std::string& key);

  // Inserts, or replaces `old` (the row with the same key). Adds to units.write; `version` is set
  // to that of the new row. Checks sizes against the service's limits.
  Result<int64_t> Put(const Table& table, const Row& row, const StoredRow* old, int64_t expires_ms,
                      Units& units);
  Status Delete(const Table& table, const StoredRow& row, Units& units);

  // Visits rows of the table, or of an index's entries, in order; visit returns whether to
  // continue. For an index the position is the entry's key followed by the primary key.
  using Visit = std::function<Result<bool>(const std::string& position, StoredRow& row)>;
  Status ScanTable(const Table& table, const KeyRange& range, bool reverse, const Visit& visit);
  Status ScanIndex(const Table& table, const Index& index, const KeyRange& range, bool reverse,
                   const Visit& visit);

  // Fills a new index with the existing rows.
  Status BuildIndex(const Table& table, const Index& index);
  Status DropIndex(int64_t index_id);
  Status DropRows(const Table& table);

  // Removes up to `limit` expired rows with their entries.
  Status PurgeExpired(const Table& table, int limit);

  // The time at which a TTL that starts now ends: for days at a midnight UTC, for hours at a full
  // hour, rounded up.
  int64_t Expiry(int64_t amount, bool hours) const;

 private:
  StoredRow Decode(const Table& table, std::string key, const Query& query) const;
  Status CheckSizes(const Table& table, const Row& row, size_t value_size) const;
  Status WriteEntries(const Table& table, const Row& row, const StoredRow& stored,
                      const StoredRow* old, Units& units);
  Status Entry(const char* sql, int64_t index_id, const std::string& key, const std::string& pk);
  Result<int64_t> NextVersion();

  Database& database_;
  Clock clock_;
};

}  // namespace standin::nosql
