// Client of Oracle NoSQL Database Cloud over the protocol of Oracle's own drivers (version 4,
// docs/contracts/nosql-protocol.md): one signature serves all requests of four minutes, and the
// first answer to a statement carries the prepared statement for the next uses.
//
// Compared with oci::nosql::Client (REST): the same rows, errors and units.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nosql/json_values.h"
#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace nosql {

using oci::Call;
template <class T>
using Result = oci::Result<T>;

enum class Consistency { kAbsolute = 0, kEventual = 1 };  // kAbsolute costs twice the read units

struct Row {
  Json value;           // an object with every column of the table; a column without value is null
  std::string version;  // bytes, opaque; for PutOptions::if_version and Delete
  std::int64_t modified_ms = 0;  // since 1970; 0: the service did not say
  std::int64_t expires_ms = 0;   // since 1970; 0: never
};

// How long a row lives: it expires at the end of the last hour, or day (UTC). An amount of 0: for
// ever.
struct Ttl {
  enum class Unit { kDays, kHours };
  std::int64_t amount = 0;
  Unit unit = Unit::kDays;
};

struct PutOptions {
  enum class When { kAlways, kIfAbsent, kIfPresent };
  When when = When::kAlways;
  // When set, the row is written only if the stored row has this version; `when` is ignored.
  std::string if_version = {};
  // nullopt: a new row gets the table's own, an existing row keeps the one it has
  std::optional<Ttl> ttl = std::nullopt;
  // An existing row gets the table's own as well; `ttl` is ignored.
  bool table_ttl = false;
  // Refuses rows with names that are no columns, and rows that lack one.
  bool exact_match = false;
  // Tells which row stands there when the condition does not hold.
  bool return_row = false;
};

struct DeleteOptions {
  std::string if_version = {};  // as in PutOptions
  bool return_row = false;      // as in PutOptions
};

// Of a put or a delete.
struct WriteResult {
  // False: the condition did not hold (a delete: no such row), and nothing was changed.
  bool done = false;
  std::string version = {};                    // put: of the row written
  std::optional<Row> existing = std::nullopt;  // return_row: what stands there instead
  Json generated = nullptr;                    // put: the value of an identity or UUID column
  // An earlier try got no answer. When this one's condition did not hold, that one may be why.
  bool after_lost_try = false;
};

// One of several writes.
struct Write {
  enum class Kind { kPut, kDelete };
  Kind kind = Kind::kPut;
  std::string table;
  Json row;  // kDelete: the primary key, an object
  PutOptions put = {};
  DeleteOptions remove = {};
  // Nothing at all is written when this one's condition does not hold.
  bool abort_if_not_done = true;
};
struct WritesResult {
  bool done = false;                      // false: nothing was written
  std::size_t failed = 0;                 // not done: the index of the write that ended it
  std::vector<WriteResult> results = {};  // done: one for each; else the one that failed
  bool after_lost_try = false;            // as in WriteResult
};

// A part of the rows with one shard key: those whose column `column`, the first key column that the
// key does not name, is in the range. A bound without value is open.
struct Range {
  std::string column;
  std::optional<Json> from = std::nullopt, to = std::nullopt;
  bool from_inclusive = true, to_inclusive = true;
};
struct DeletedRows {
  std::int64_t count = 0;
  std::string next = {};  // for the next call; empty: all are deleted
  // An earlier try got no answer, and may have deleted rows that are not counted here.
  bool after_lost_try = false;
};

struct QueryOptions {
  Consistency consistency = Consistency::kEventual;
  int limit = 0;          // rows per page; 0: the service's own
  int max_read_kb = 0;    // per page; 0: the service's own
  std::string page = {};  // `next` of the page before; empty: the first page
  // False: never sent twice; when the answer is lost, the result is an error.
  bool idempotent = true;
};
struct Page {
  std::vector<Json> items;
  std::string next;  // empty: this was the last page. An empty page may be followed by others.
};

struct TableLimits {
  enum class Mode { kProvisioned = 1, kOnDemand = 2 };
  Mode mode = Mode::kProvisioned;
  int read_units = 0, write_units = 0, storage_gb = 0;
};
struct Table {
  enum class State { kActive = 0, kCreating = 1, kDropped = 2, kDropping = 3, kUpdating = 4 };
  std::string name, id;  // id: OCID
  State state = State::kActive;
  TableLimits limits;
  std::string schema, ddl;   // JSON text and CREATE TABLE statement; empty while it is created
  std::string operation_id;  // of the change that is under way, for GetTable
};
struct TableNames {
  std::vector<std::string> names;
  int next = 0;  // for `start` of the next call
};
struct Index {
  std::string name;
  std::vector<std::string> columns;
};
// What a table used in one period.
struct Usage {
  std::string start;  // RFC 3339
  int seconds = 0;
  int read_units = 0, write_units = 0, storage_gb = 0;
  int read_throttled = 0, write_throttled = 0, storage_throttled = 0;  // requests
};
struct UsageOptions {
  std::string start = {}, end = {};  // RFC 3339; both empty: the latest period
  int limit = 0;                     // periods; 0: all
};

// One instance serves all threads of a process.
//
// Failures are values: oci::Error with the code that REST reports for the same (errors.h). Requests
// are sent again within the deadline of the call after throttling, failures of the service and
// lost answers, at most four times in all. After a lost answer a conditional write may meet its own
// first try; callers that have to tell that apart compare the row that return_row tells.
class Client {
 public:
  struct Settings {
    std::string endpoint;        // "https://nosql.<region>.oci.oraclecloud.com", no trailing slash
    std::string compartment_id;  // OCID
  };
  // The requester's transport, credentials, clock and pauses are used.
  Client(std::shared_ptr<oci::Requester> requester, Settings settings);
  ~Client();

  // key: the whole primary key, an object. nullopt: no such row.
  Result<std::optional<Row>> Get(Call& call, std::string_view table, const Json& key,
                                 Consistency consistency = Consistency::kEventual);
  Result<WriteResult> Put(Call& call, std::string_view table, const Json& row,
                          const PutOptions& options = {});
  Result<WriteResult> Delete(Call& call, std::string_view table, const Json& key,
                             const DeleteOptions& options = {});

  // At most 50 writes of rows with the same shard key, all or none.
  Result<WritesResult> WriteMultiple(Call& call, const std::vector<Write>& writes);
  // Rows with this shard key; `key` may name further key columns. Deletes a part and says `next`
  // when it reaches the limit for one request: most_kb written, or the service's own (0).
  Result<DeletedRows> MultiDelete(Call& call, std::string_view table, const Json& key,
                                  const std::optional<Range>& range = std::nullopt,
                                  std::string_view next = {}, int most_kb = 0);

  // One page. `statement` is complete SQL with its DECLARE; `variables` is an object that maps
  // "$name" to the value. A statement whose result a driver would have to put together (order over
  // several shards, count(*), ...) is refused with InvalidParameter as over REST.
  Result<Page> Query(Call& call, const std::string& statement, const Json& variables,
                     const QueryOptions& options = {});
  // Makes the first Query of the statement a prepared one. Query does so itself for a statement
  // with variables, which the service takes with a prepared statement only.
  oci::Status Prepare(Call& call, const std::string& statement);
  bool IsPrepared(const std::string& statement) const;

  // CREATE TABLE, ALTER TABLE, CREATE INDEX and so on; the answer may come before it is done
  // (AwaitTable). limits: for CREATE TABLE, or alone (`ddl` empty, with the table's name).
  Result<Table> ChangeTable(Call& call, std::string_view ddl,
                            const std::optional<TableLimits>& limits = std::nullopt,
                            std::string_view table = {});
  // operation_id: Table::operation_id, so that a failure of that change is reported.
  Result<Table> GetTable(Call& call, std::string_view table, std::string_view operation_id = {});
  // Asks until the table is active, or dropped; within the deadline of the call.
  Result<Table> AwaitTable(Call& call, const Table& changed);
  Result<TableNames> ListTables(Call& call, int start = 0, int limit = 0);
  // index: only this one; empty: all.
  Result<std::vector<Index>> GetIndexes(Call& call, std::string_view table,
                                        std::string_view index = {});
  Result<std::vector<Usage>> GetUsage(Call& call, std::string_view table,
                                      const UsageOptions& options = {});

  // For a process that is idle between calls: makes the next signature when the present one is
  // about to end, so that no call has to wait for it.
  void RenewSignatureEarly();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nosql
