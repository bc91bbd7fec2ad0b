// Client of the REST API of Oracle NoSQL Database Cloud, version 20190828 (operations on rows,
// queries and tables). JSON, statuses and read and write units: docs/contracts/README.md, "NoSQL".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/client.h"
#include "oci/nosql_rows.h"

namespace oci::nosql {

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

// A statement is prepared when it is first used: that use runs it as text and prepares it at the
// same time, which costs no additional round trip and 4 read units. Later uses run the prepared
// statement.
class Client : public Rows {
 public:
  struct Settings {
    std::string endpoint;        // "https://nosql.<region>.oci.oraclecloud.com", no trailing slash
    std::string compartment_id;  // OCID
  };
  Client(std::shared_ptr<Requester> requester, Settings settings);
  ~Client() override;

  Result<std::optional<Row>> Get(Call& call, std::string_view table, const Key& key,
                                 Consistency consistency) override;
  Result<PutResult> Put(Call& call, std::string_view table, const Json& row,
                        const PutOptions& options = {}) override;
  Result<bool> Delete(Call& call, std::string_view table, const Key& key,
                      std::string_view if_match = {}) override;
  Result<Page> Query(Call& call, const std::string& statement, const Json& variables,
                     const QueryOptions& options = {}) override;

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
