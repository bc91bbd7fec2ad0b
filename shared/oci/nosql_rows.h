// Rows of Oracle NoSQL Database Cloud, whatever protocol carries them: the REST API (nosql.h) or
// the one of Oracle's own drivers (shared/nosql).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oci/call.h"
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
  std::string if_match = {};
  // Days until the row expires; 0: a new row never does. It expires at a midnight UTC, up to a day
  // later than asked.
  int ttl_days = 0;
  // A row that is replaced keeps its expiry unless this, or ttl_days, is set: then it gets the
  // table's own, which is none in a table without a TTL.
  bool table_ttl = false;
};

struct PutResult {
  bool written = false;  // false: the condition did not hold, nothing was changed
  std::string version;   // of the row written
  std::optional<Row>
      existing;  // kIfAbsent: the row that exists (written by the same `op` or by others)
};

// One of several writes of rows with one shard key.
struct RowWrite {
  Json row;             // of a deletion: the whole primary key, an object
  PutOptions put = {};  // not of a deletion
  bool removes = false;
};

// The rows of a table with one shard key, to be deleted.
struct ShardRows {
  std::string_view table;
  Key shard_key;
  // For REST, which cannot delete by a shard key: a SELECT of these rows' primary keys, its
  // variables, and the columns of the primary key.
  std::string statement = {};
  Json variables = {};
  std::vector<std::string> key_columns = {};
};
struct DeletedRows {
  std::int64_t count = 0;
  bool more = false;  // rows may be left: ask again
  // An earlier try got no answer, and may have deleted rows that are not counted.
  bool uncertain = false;
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

// One instance serves all threads of a process.
// Retries happen inside. Reads and `idempotent` queries are retried on 429, 5xx, 409 IncorrectState
// and network errors. Put and Delete are retried always: a Put without a condition is idempotent,
// and after a Put with kIfAbsent or if_match whose response was lost, a stored row with the
// caller's own `op` column counts as written by it.
class Rows {
 public:
  virtual ~Rows() = default;

  // nullopt: no such row.
  virtual Result<std::optional<Row>> Get(Call& call, std::string_view table, const Key& key,
                                         Consistency consistency) = 0;
  virtual Result<PutResult> Put(Call& call, std::string_view table, const Json& row,
                                const PutOptions& options = {}) = 0;
  // True when a row was deleted. When if_match is set and the row has another version, the error
  // has the code ETagMismatch. When a response was lost and the request sent again, false may also
  // mean that the first try has deleted the row.
  virtual Result<bool> Delete(Call& call, std::string_view table, const Key& key,
                              std::string_view if_match = {}) = 0;

  // Writes rows with one shard key, each as Put and Delete do: a condition that does not hold keeps
  // only its own row from being written. For each the result, in the order of `writes`; of a
  // deletion `written` says whether there was a row. Up to MostTogether writes are one request,
  // which does all or nothing; more are requests one after the other.
  virtual Result<std::vector<PutResult>> WriteTogether(Call& call, std::string_view table,
                                                       const std::vector<RowWrite>& writes);
  virtual size_t MostTogether() const { return 1; }
  // Deletes rows with one shard key, a part of them when there are very many. May be repeated.
  virtual Result<DeletedRows> DeleteShardRows(Call& call, const ShardRows& rows);

  // One page. `statement` is complete SQL with its DECLARE; `variables` is an object that maps
  // "$name" to the value.
  virtual Result<Page> Query(Call& call, const std::string& statement, const Json& variables,
                             const QueryOptions& options = {}) = 0;
  // Between calls, when nobody waits: makes the next signature when the one that serves several
  // requests soon has to be replaced.
  virtual void RenewSignatureEarly() {}

  // All pages of a SELECT.
  Result<std::vector<Json>> QueryAll(Call& call, const std::string& statement,
                                     const Json& variables, const QueryOptions& options = {});
  // An UPDATE, INSERT or DELETE of a single row: returns the items of the first page; there are no
  // others.
  Result<std::vector<Json>> Execute(Call& call, const std::string& statement, const Json& variables,
                                    bool idempotent);
};

// True when `stored` has the operation id (column `op`) of the row to write: then this call, or an
// earlier try of it, has written the stored row.
bool SameOperation(const Json& row, const Json& stored);

}  // namespace oci::nosql
