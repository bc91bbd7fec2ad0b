// Client of the REST API of Oracle NoSQL Database Cloud, version 20190828 (operations on rows,
// queries and tables). JSON, statuses and read and write units: docs/contracts/README.md, "NoSQL".
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
// The whole primary key as pairs of column and value; values are strings, integers or booleans.
using Key = std::vector<std::pair<std::string, Json>>;

enum class Consistency { kEventual, kAbsolute };  // ABSOLUTE costs twice the read units

struct Row {
  Json value;           // an object with every column of the table; a column without value is null
  std::string version;  // opaque; may be passed as if_match
};

struct PutOptions {
  enum class When { kAlways, kIfAbsent, kIfPresent };
  When when = When::kAlways;
  // a version; when set, the row is written only if the stored row still has this version
  std::string if_match;
  // Days until the row expires; 0: never. It expires at a midnight UTC, up to a day later than
  // asked.
  int ttl_days = 0;
};

struct PutResult {
  bool written = false;  // false: the condition did not hold, nothing was changed
  std::string version;   // of the row written
  std::optional<Row>
      existing;  // kIfAbsent: the row that exists (written by the same `op` or by others)
};

struct QueryOptions {
  Consistency consistency = Consistency::kEventual;
  int limit = 0;     // rows per page; 0: the service's default (1000)
  std::string page;  // `next` of the page before; empty: the first page
  // false: never sent twice; when the response is lost, the result is an error
  bool idempotent = true;
};

struct Page {
  std::vector<Json> items;
  // for PageOptions::page; empty: this was the last page. An empty page may be followed by others.
  std::string next;
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
// The tables of the compartment, and two counts of the whole tenancy in this region.
struct TableList {
  std::vector<TableInfo> tables;  // without columns and CREATE TABLE statement
  int on_demand_tables = 0;       // onDemandCapacityTables
  int most_on_demand_tables = 0;  // maxOnDemandCapacityTables
};

// One instance serves all threads of a process.
// A statement is prepared when it is first used: that use runs it as text and prepares it at the
// same time, which costs no additional round trip and 4 read units. Later uses run the prepared
// statement.
// Retries happen inside. Reads and `idempotent` queries are retried on 429, 5xx, 409 IncorrectState
// and network errors. Put and Delete are retried always: a Put without a condition is idempotent,
// and after a Put with kIfAbsent or if_match whose response was lost, a stored row with the
// caller's own `op` column counts as written by it.
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
  // True when a row was deleted. When if_match is set and the row has another version, the error
  // has the code ETagMismatch. When a response was lost and the request sent again, false may also
  // mean that the first try has deleted the row.
  Result<bool> Delete(Call& call, std::string_view table, const Key& key,
                      std::string_view if_match = {});

  // One page. `statement` is complete SQL with its DECLARE; `variables` is an object that maps
  // "$name" to the value.
  Result<Page> Query(Call& call, const std::string& statement, const Json& variables,
                     const QueryOptions& options = {});
  // All pages of a SELECT.
  Result<std::vector<Json>> QueryAll(Call& call, const std::string& statement,
                                     const Json& variables, const QueryOptions& options = {});
  // An UPDATE, INSERT or DELETE of a single row: returns the items of the first page; there are no
  // others.
  Result<std::vector<Json>> Execute(Call& call, const std::string& statement, const Json& variables,
                                    bool idempotent);

  // Operations on tables. CreateIndex succeeds when the index exists already, DropTable when the
  // table does not exist. All are asynchronous and return the id of a work request ("" when the
  // service gave none).
  Result<std::string> CreateTable(Call& call, const std::string& name, const std::string& ddl,
                                  const TableLimits& limits);
  Result<std::string> UpdateTableLimits(Call& call, const std::string& name,
                                        const TableLimits& limits);
  Result<std::string> AlterTable(Call& call, const std::string& name, const std::string& ddl);
  Result<std::string> DropTable(Call& call, const std::string& name);
  Result<std::string> CreateIndex(Call& call, const std::string& table, const IndexSpec& index);
  Result<std::optional<TableInfo>> GetTable(Call& call, const std::string& name);
  Result<TableList> ListTables(Call& call);
  // only indexes whose state is ACTIVE
  Result<std::vector<IndexSpec>> ListIndexes(Call& call, const std::string& table);
  // Waits until the work request has succeeded; an Error with the service's message when it has
  // failed.
  Status AwaitWorkRequest(Call& call, const std::string& work_request_id);

 private:
  Result<Key> KeyOfRow(Call& call, const std::string& table, const Json& row);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oci::nosql
