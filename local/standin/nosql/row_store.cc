#include "local/standin/nosql/row_store.h"

#include <algorithm>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/key.h"

namespace standin::nosql {
namespace {

// The position of an index entry is its key followed by the primary key, so scans and page tokens
// need only one string.
constexpr const char* kInsertEntry =
    "INSERT OR IGNORE INTO entries(index_id, position, key_size) VALUES(?, ?, ?)";
constexpr const char* kDeleteEntry =
    "DELETE FROM entries WHERE index_id=? AND position=? AND key_size=?";
constexpr int kMaxDepth = 150;  // a limit, so that what is written can be read again
constexpr int64_t kTtlHourMs = 3600 * 1000, kDayMs = 24 * kTtlHourMs;

// A row is stored as an array of its columns. The value of a JSON column is put into an array, so
// that a JSON null differs from NULL.
std::string EncodeRow(const Table& table, const Row& row) {
  std::string text = "[";
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) text += ',';
    const bool json = table.columns[i].type->kind == Kind::kJson && !row[i].IsNull();
    if (json) text += '[';
    AppendJson(row[i], text);
    if (json) text += ']';
  }
  return text + "]";
}

// The nesting depth of arrays and objects.
int Depth(const Value& value) {
  int deepest = 0;
  if (value.items) {
    for (const Value& item : *value.items) deepest = std::max(deepest, Depth(item) + 1);
  }
  if (value.fields) {
    for (const auto& [name, field] : *value.fields) deepest = std::max(deepest, Depth(field) + 1);
  }
  return deepest;
}

Row DecodeRow(const Table& table, const std::string& text) {
  Row row(table.columns.size());
  const auto parsed = ParseJson(text);
  const size_t stored = parsed.ok() && parsed->items ? parsed->items->size() : 0;
  for (size_t i = 0; i < row.size(); ++i) {
    const Column& column = table.columns[i];
    if (i >= stored) {
      row[i] = column.default_value;  // the column was added after the row was written
      continue;
    }
    const Value& value = (*parsed->items)[i];
    if (column.type->kind != Kind::kJson) {
      row[i] = FromStored(value, *column.type);
    } else if (value.kind == Kind::kArray) {
      row[i] = FromStored(value.items->front(), *column.type);
    }
  }
  return row;
}

}  // namespace

Status RowStore::CreateSchema() {
  return database_.Execute(
      "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS rows(table_id INTEGER NOT NULL, pk BLOB NOT NULL, value TEXT NOT "
      "NULL, version INTEGER NOT NULL, modified INTEGER NOT NULL, expires INTEGER NOT NULL, "
      "PRIMARY "
      "KEY(table_id, pk)) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS entries(index_id INTEGER NOT NULL, position BLOB NOT NULL, "
      "key_size "
      "INTEGER NOT NULL, PRIMARY KEY(index_id, position)) WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS rows_expiring ON rows(table_id, expires) WHERE expires > 0;"
      "INSERT OR IGNORE INTO meta VALUES('version', 0)");
}

int64_t RowStore::NowMs() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_().time_since_epoch()).count();
}

StoredRow RowStore::Decode(const Table& table, std::string key, const Query& query) const {
  StoredRow row;
  row.key = std::move(key);
  row.values = DecodeRow(table, query.Bytes(0));
  row.version = query.Integer(1);
  row.modified_ms = query.Integer(2);
  row.expires_ms = query.Integer(3);
  row.bytes = PrimaryKeySize(table, row.values) + RowValueSize(table, row.values);
  return row;
}

Result<std::optional<StoredRow>> RowStore::Get(const Table& table, const std::string& key) {
  Query query = database_.Prepare(
      "SELECT value, version, modified, expires FROM rows WHERE table_id=? AND pk=?");
  query.Bind(table.id).BindBlob(key);
  if (!query.Step()) {
    OCI_RETURN_IF_ERROR(query.Check());
    return std::optional<StoredRow>();
  }
  StoredRow row = Decode(table, key, query);
  if (row.expires_ms > 0 && row.expires_ms <= NowMs()) return std::optional<StoredRow>();
  return std::optional<StoredRow>(std::move(row));
}

Status RowStore::CheckSizes(const Table& table, const Row& row, size_t value_size) const {
  const size_t key_size = PrimaryKeySize(table, row);
  if (key_size > kMaxKeySize)
    return Refusal("KeySizeLimitExceeded",
                   "Primary key of " + std::to_string(key_size) + " exceeded the limit of 64");
  if (value_size > kMaxRowSize)
    return Refusal("RowSizeLimitExceeded",
                   "Value size of " + std::to_string(value_size) + " exceeded the limit of 524288");
  for (const Value& value : row) {
    if (Depth(value) > kMaxDepth) return NotSupported("JSON nested this deeply");
  }
  for (const Index& index : table.indexes) {
    const size_t size = LargestIndexKey(index, row);
    if (size > kMaxKeySize)
      return Refusal("KeySizeLimitExceeded",
                     "Operation failed with limit exception: index key of " + std::to_string(size) +
                         " bytes exceeded limit of 64: " + index.name + " on " + table.name);
  }
  return oci::Ok();
}

Result<int64_t> RowStore::NextVersion() {
  Query query =
      database_.Prepare("UPDATE meta SET value = value + 1 WHERE name='version' RETURNING value");
  if (!query.Step()) return InternalServerError("The store lost its version");
  const int64_t version = query.Integer(0);
  OCI_RETURN_IF_ERROR(query.Run());
  return version;
}

Status RowStore::Entry(const char* sql, int64_t index_id, const std::string& key,
                       const std::string& pk) {
  return database_.Prepare(sql)
      .Bind(index_id)
      .BindBlob(key + pk)
      .Bind(static_cast<int64_t>(key.size()))
      .Run();
}

Status RowStore::WriteEntries(const Table& table, const Row& row, const StoredRow& stored,
                              const StoredRow* old, Units& units) {
  for (const Index& index : table.indexes) {
    OCI_ASSIGN_OR_RETURN(const auto now, IndexKeys(index, row));
    std::vector<std::string> before;
    if (old) {
      OCI_ASSIGN_OR_RETURN(before, IndexKeys(index, old->values));
    }
    for (const std::string& key : before) {
      if (std::binary_search(now.begin(), now.end(), key)) {
        // The entry stays the same except for the expiration time, which it contains.
        if (old->expires_ms != stored.expires_ms) ++units.write;
        continue;
      }
      OCI_RETURN_IF_ERROR(Entry(kDeleteEntry, index.id, key, stored.key));
      ++units.write;
    }
    for (const std::string& key : now) {
      if (std::binary_search(before.begin(), before.end(), key)) continue;
      OCI_RETURN_IF_ERROR(Entry(kInsertEntry, index.id, key, stored.key));
      ++units.write;
    }
  }
  return oci::Ok();
}

Result<int64_t> RowStore::Put(const Table& table, const Row& row, const StoredRow* old,
                              int64_t expires_ms, Units& units) {
  const size_t value_size = RowValueSize(table, row);
  OCI_RETURN_IF_ERROR(CheckSizes(table, row, value_size));
  StoredRow stored;
  stored.key = EncodePrimaryKey(table, row);
  stored.expires_ms = expires_ms;
  stored.bytes = PrimaryKeySize(table, row) + value_size;
  if (!old) {
    // An expired row may still be stored; replacing it costs nothing extra.
    Query query = database_.Prepare(
        "SELECT value, version, modified, expires FROM rows WHERE table_id=? AND pk=? AND "
        "expires>0");
    query.Bind(table.id).BindBlob(stored.key);
    if (query.Step()) {
      const StoredRow expired = Decode(table, stored.key, query);
      Units unused;
      OCI_RETURN_IF_ERROR(Delete(table, expired, unused));
    }
  }
  OCI_ASSIGN_OR_RETURN(stored.version, NextVersion());
  OCI_RETURN_IF_ERROR(WriteEntries(table, row, stored, old, units));
  OCI_RETURN_IF_ERROR(database_
                          .Prepare("INSERT OR REPLACE INTO rows(table_id, pk, value, version, "
                                   "modified, expires) VALUES(?, ?, ?, ?, ?, ?)")
                          .Bind(table.id)
                          .BindBlob(stored.key)
                          .BindText(EncodeRow(table, row))
                          .Bind(stored.version)
                          .Bind(NowMs())
                          .Bind(expires_ms)
                          .Run());
  // Replacing a row is charged as deleting the old one and writing the new one.
  units.write += Kilobytes(stored.bytes) + (old ? Kilobytes(old->bytes) : 0);
  return stored.version;
}

Status RowStore::Delete(const Table& table, const StoredRow& row, Units& units) {
  for (const Index& index : table.indexes) {
    OCI_ASSIGN_OR_RETURN(const auto keys, IndexKeys(index, row.values));
    for (const std::string& key : keys) {
      OCI_RETURN_IF_ERROR(Entry(kDeleteEntry, index.id, key, row.key));
      ++units.write;
    }
  }
  units.write += Kilobytes(row.bytes);
  return database_.Prepare("DELETE FROM rows WHERE table_id=? AND pk=?")
      .Bind(table.id)
      .BindBlob(row.key)
      .Run();
}

Status RowStore::ScanTable(const Table& table, const KeyRange& range, bool reverse,
                           const Visit& visit) {
  Query query = database_.Prepare(
      reverse ? "SELECT value, version, modified, expires, pk FROM rows WHERE table_id=? AND pk>=? "
                "AND pk<? ORDER BY pk DESC"
              : "SELECT value, version, modified, expires, pk FROM rows WHERE table_id=? AND pk>=? "
                "AND pk<? ORDER BY pk");
  query.Bind(table.id).BindBlob(range.lower).BindBlob(range.upper);
  const int64_t now = NowMs();
  while (query.Step()) {
    const int64_t expires = query.Integer(3);
    if (expires > 0 && expires <= now) continue;
    StoredRow row = Decode(table, query.Bytes(4), query);
    const std::string position = row.key;
    OCI_ASSIGN_OR_RETURN(const bool more, visit(position, row));
    if (!more) return oci::Ok();
  }
  return query.Check();
}

Status RowStore::ScanIndex(const Table& table, const Index& index, const KeyRange& range,
                           bool reverse, const Visit& visit) {
  Query query = database_.Prepare(
      reverse ? "SELECT position, key_size FROM entries WHERE index_id=? AND position>=? AND "
                "position<? ORDER BY position DESC"
              : "SELECT position, key_size FROM entries WHERE index_id=? AND position>=? AND "
                "position<? ORDER BY position");
  query.Bind(index.id).BindBlob(range.lower).BindBlob(range.upper);
  while (query.Step()) {
    const std::string position = query.Bytes(0);
    OCI_ASSIGN_OR_RETURN(auto row,
                         Get(table, position.substr(static_cast<size_t>(query.Integer(1)))));
    if (!row) continue;  // expired
    OCI_ASSIGN_OR_RETURN(const bool more, visit(position, *row));
    if (!more) return oci::Ok();
  }
  return query.Check();
}

Status RowStore::BuildIndex(const Table& table, const Index& index) {
  return ScanTable(table, {"", AfterPrefix("")}, false,
                   [&](const std::string& pk, StoredRow& row) -> Result<bool> {
                     OCI_ASSIGN_OR_RETURN(const auto keys, IndexKeys(index, row.values));
                     for (const std::string& key : keys)
                       OCI_RETURN_IF_ERROR(Entry(kInsertEntry, index.id, key, pk));
                     return true;
                   });
}

Status RowStore::DropIndex(int64_t index_id) {
  return database_.Prepare("DELETE FROM entries WHERE index_id=?").Bind(index_id).Run();
}

Status RowStore::DropRows(const Table& table) {
  for (const Index& index : table.indexes) OCI_RETURN_IF_ERROR(DropIndex(index.id));
  return database_.Prepare("DELETE FROM rows WHERE table_id=?").Bind(table.id).Run();
}

Status RowStore::PurgeExpired(const Table& table, int limit) {
  std::vector<StoredRow> expired;
  {
    Query query = database_.Prepare(
        "SELECT value, version, modified, expires, pk FROM rows WHERE table_id=? AND expires>0 AND "
        "expires<=? LIMIT ?");
    query.Bind(table.id).Bind(NowMs()).Bind(limit);
    while (query.Step()) expired.push_back(Decode(table, query.Bytes(4), query));
    OCI_RETURN_IF_ERROR(query.Check());
  }
  for (const StoredRow& row : expired) {
    Units unused;
    OCI_RETURN_IF_ERROR(Delete(table, row, unused));
  }
  return oci::Ok();
}

int64_t RowStore::Expiry(int64_t amount, bool hours) const {
  if (amount <= 0) return 0;
  const int64_t unit = hours ? kTtlHourMs : kDayMs;
  const int64_t end = NowMs() + amount * unit;
  return (end + unit - 1) / unit * unit;
}

}  // namespace standin::nosql
