// Runs compiled statements, one page at a time.
#pragma once

#include <string>

#include "local/standin/nosql/planner.h"

namespace standin::nosql {

struct QueryOptions {
  bool absolute = false;
  int64_t limit = 1000;       // rows per page
  int64_t read_limit = 2048;  // KB per page; the row that exceeds this is still part of the page
  std::string page;           // token from the page before
};

struct QueryResult {
  Items items;
  Units units;       // without the units for preparing
  std::string next;  // page token; empty: this was the last page
};

// For a statement that changes rows, to be called inside of a transaction.
Result<QueryResult> Execute(Engine& engine, const CompiledStatement& compiled,
                            const Variables& variables, const QueryOptions& options);

bool ChangesRows(const CompiledStatement& compiled);

// Used by the sources execute_*.cc.
Result<Value> OutputRow(const std::vector<OutputColumn>& outputs, const Scope& scope);
Result<QueryResult> ExecuteSelect(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                  const QueryOptions& options);
// execute_whole.cc: what the service leaves to drivers (Plan::complex), answered whole, because the
// stand-in is one shard.
Result<QueryResult> ExecuteWhole(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                 const QueryOptions& options);
Result<QueryResult> ExecuteDelete(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                  const QueryOptions& options);
Result<QueryResult> ExecuteUpdate(Engine& engine, const CompiledStatement& compiled, Scope scope);
Result<QueryResult> ExecuteInsert(Engine& engine, const CompiledStatement& compiled, Scope scope);

// The value of LIMIT or OFFSET.
Result<int64_t> RowCount(const ExprPtr& expr, int64_t otherwise, const Scope& scope);

// The expiry time that SET TTL sets.
Result<int64_t> ExpiryOf(const Engine& engine, const Table& table, const TimeToLive& ttl,
                         const Scope& scope);

// Visits the rows of the plan's ranges after `resume`, reading and charging what the service would.
// `visit` is called with the rows that meet the condition, and returns whether to continue.
struct ScanState {
  int64_t read_kb = 0;
  std::string position;    // of the row last read
  bool exhausted = false;  // the last range has been read to its end
};
using VisitRow = std::function<Result<bool>(const StoredRow& row)>;
Status ScanPlan(Engine& engine, const CompiledStatement& compiled, Scope scope,
                const std::string& resume, int64_t read_limit, ScanState& state,
                const VisitRow& visit);

// Where a page has ended. Valid only for this statement and this version of the table.
struct PagePosition {
  std::string position;
  int64_t skipped = 0, returned = 0;  // counts for OFFSET and LIMIT
};
std::string EncodePage(const CompiledStatement& compiled, const PagePosition& page);
Result<PagePosition> DecodePage(const CompiledStatement& compiled, const std::string& token);

// How UPDATE's clauses change values (update_path.cc).
struct Change {
  bool updated = false;
};
Status ApplyClause(const Table& table, const UpdateClause& clause, StoredRow& row, Scope scope,
                   Change& change);

}  // namespace standin::nosql
