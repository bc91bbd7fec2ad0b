// Descriptions of tables and indexes.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

using Row = std::vector<Value>;  // one value per column, in the declared order

struct Column {
  std::string name;
  TypePtr type;
  bool nullable = true;
  Value default_value;
  bool as_uuid = false, generated_uuid = false;
};

struct IdentityColumn {
  size_t column = 0;
  bool always = false, on_null = false, cycle = false;
  int64_t start = 1, increment = 1, minimum = 0, maximum = 0, cache = 1000;
};

struct IndexField {
  IndexPath path;
  size_t column = 0;
  TypePtr type;       // type of the values in the index
  bool json = false;  // a path below a JSON column, with a declared type
};

struct Index {
  int64_t id = 0;
  std::string name;
  std::vector<IndexField> fields;

  bool MultiKey() const;
};

struct TableLimits {
  bool on_demand = false;
  int64_t read_units = 0, write_units = 0, storage_gb = 0;
};

struct Table {
  int64_t id = 0;
  std::string ocid, name, compartment;
  std::vector<Column> columns;
  std::vector<size_t> primary_key;  // columns, the shard key first
  size_t shard_key_size = 0;
  std::optional<IdentityColumn> identity;
  int ttl_amount = 0;  // 0: rows do not expire
  bool ttl_in_hours = false;
  TableLimits limits;
  bool auto_reclaimable = false;
  nlohmann::json freeform_tags = nlohmann::json::object();
  nlohmann::json defined_tags = nlohmann::json::object();
  std::vector<Index> indexes;  // by name
  // prepared statements and page tokens of an older version are not valid any more
  int64_t schema_version = 1;
  int64_t created_ms = 0, updated_ms = 0;
  int evolutions = 0;

  // The column's position, or -1.
  int FindColumn(std::string_view column) const;
  const Index* FindIndex(std::string_view index) const;
  // The position in the primary key, or -1.
  int KeyPosition(size_t column) const;
  bool KeyOnly() const { return columns.size() == primary_key.size(); }
};

// Limits of Oracle NoSQL Database Cloud.
constexpr size_t kMaxColumns = 50, kMaxIndexes = 5, kMaxTables = 30;
constexpr int kMaxEvolutions = 100;
constexpr size_t kMaxKeySize = 64, kMaxRowSize = 524288, kMaxRequestSize = 2097152;
constexpr size_t kMaxStatementLength = 10240;
constexpr size_t kMaxTableName = 256, kMaxOtherName = 64;

Result<Table> MakeTable(const CreateTableStatement& statement);
// Adds and drops the columns, or sets the TTL.
Status ApplyAlter(const AlterTableStatement& statement, Table& table);
Result<Index> MakeIndex(const Table& table, std::string name, std::vector<IndexPath> paths);

// "CREATE TABLE IF NOT EXISTS name (...)" with types and options written out.
std::string TableDdl(const Table& table);
// "liked_list[]"
std::string IndexPathText(const IndexPath& path);

std::string ToStored(const Table& table);
Result<Table> TableFromStored(const std::string& stored);

}  // namespace standin::nosql
