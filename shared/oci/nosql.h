// Client of the Oracle NoSQL Database Cloud REST API, version 20190828 (row, query and table
// operations). Shapes, statuses and units: docs/contracts/README.md, "NoSQL".
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::nosql {

using Json = nlohmann::json;
// Whole primary key; values are strings, integers or booleans.
using Key = std::vector<std::pair<std::string, Json>>;

enum class Consistency { kEventual, kAbsolute };  // ABSOLUTE costs twice the read units

struct Row {
  Json value;           // every column of the table; NULL and missing are null
  std::string version;  // opaque; usable as if_match
};

struct PutOptions {
  enum class When { kAlways, kIfAbsent, kIfPresent };
  When when = When::kAlways;
  std::string if_match;  // version; not empty: write only when the stored row still has it
  // 0: the row does not expire. Ends at a midnight UTC, up to a day later than asked.
  int ttl_days = 0;
};

struct PutResult {
  bool written = false;  // false: the condition did not hold, nothing was changed
  std::string version;   // of the row written
  std::optional<Row>
      existing;  // kIfAbsent only: what stood there (written by this very `op`, or in the way)
};

struct QueryOptions {
  Consistency consistency = Consistency::kEventual;
  int limit = 0;           // rows a page; 0: the service's default (1000)
  std::string page;        // token of the page before; empty: from the start
  bool idempotent = true;  // false: never sent twice (a lost answer is reported as an error)
};

struct Page {
  std::vector<Json> items;
  std::string next;  // token; empty: the last page. A page may be empty and still have a next one.
};

struct Column {
  std::string name, type;
};
struct IndexSpec {
  std::string name;
  std::vector<std::string> columns;
};
struct TableLimits {
  bool on_demand = false;
  int read_units = 0, write_units = 0, storage_gb = 0;
};
struct TableInfo {
  std::string name, id, state, ddl;
  TableLimits limits;
  std::vector<Column> columns;
  std::vector<std::string> primary_key;
};
// ListTables: of the compartment the tables, of the whole tenancy in this region the two counts.
struct TableList {
  std::vector<TableInfo> tables;  // without columns and statement
  int on_demand_tables = 0;       // onDemandCapacityTables
  int most_on_demand_tables = 0;  // maxOnDemandCapacityTables
};

// One instance serves all threads of a process. A statement's first use runs it as text and
// prepares it beside that: no round trip more, 4 read units more; from then on it runs prepared.
// Retries happen inside: reads and `idempotent` queries on 429, 5xx, 409 IncorrectState and network
// errors; Put always (a Put is repeatable: without condition it is idempotent, with kIfAbsent or
// if_match a row that carries the caller's own `op` column is recognised as written by the lost
// first try); Delete always.
class Client {
 public:
  struct Settings {
    std::string endpoint;        // "https://nosql.<region>.oci.oraclecloud.com", no trailing slash
    std::string compartment_id;  // OCID
  };
  Client(std::shared_ptr<Requester> requester, Settings settings);
  ~Client();

  // nullopt: no such row.
  Result<std::optional<Row>> Get(Call& call, std::string_view table, const Key& key,
                                 Consistency consistency);
  Result<PutResult> Put(Call& call, std::string_view table, const Json& row,
                        const PutOptions& options = {});
  // True when a row was deleted. if_match not empty and stale: error with code ETagMismatch. When
  // an answer was lost and the request sent again, false may also mean that the first try has
  // deleted the row.
  Result<bool> Delete(Call& call, std::string_view table, const Key& key,
                      std::string_view if_match = {});

  // One page. `statement` is complete SQL with its DECLARE; `variables` maps "$name" to values.
  Result<Page> Query(Call& call, const std::string& statement, const Json& variables,
                     const QueryOptions& options = {});
  // All pages of a SELECT.
  Result<std::vector<Json>> QueryAll(Call& call, const std::string& statement,
                                     const Json& variables, const QueryOptions& options = {});
  // A single-row UPDATE, INSERT or DELETE: the first page's items, the page token not followed.
  Result<std::vector<Json>> Execute(Call& call, const std::string& statement, const Json& variables,
                                    bool idempotent);

  // Table operations; CreateIndex and DropTable succeed when the index exists or the table does
  // not. All are asynchronous: they answer a work request id ("" when the service gave none).
  Result<std::string> CreateTable(Call& call, const std::string& name, const std::string& ddl,
                                  const TableLimits& limits);
  Result<std::string> UpdateTableLimits(Call& call, const std::string& name,
                                        const TableLimits& limits);
  Result<std::string> AlterTable(Call& call, const std::string& name, const std::string& ddl);
  Result<std::string> DropTable(Call& call, const std::string& name);
  Result<std::string> CreateIndex(Call& call, const std::string& table, const IndexSpec& index);
  Result<std::optional<TableInfo>> GetTable(Call& call, const std::string& name);
  Result<TableList> ListTables(Call& call);
  Result<std::vector<IndexSpec>> ListIndexes(Call& call, const std::string& table);  // ACTIVE ones
  // Waits until the work request has succeeded; an Error with its message when it failed.
  Status AwaitWorkRequest(Call& call, const std::string& work_request_id);

 private:
  Result<Key> KeyOfRow(Call& call, const std::string& table, const Json& row);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oci::nosql
