// Runs compiled statements, a page at a time.
#pragma once

#include <string>

#include "local/standin/nosql/planner.h"

namespace standin::nosql {

struct QueryOptions {
  bool absolute = false;
  int64_t limit = 1000;       // rows a page
  int64_t read_limit = 2048;  // KB a page; the row that exceeds it is still in the page
  std::string page;           // token of the page before
};

struct QueryResult {
  Items items;
  Units units;       // without those of preparing
  std::string next;  // token; empty: the last page
};

// Inside a transaction when the statement changes rows.
Result<QueryResult> Execute(Engine& engine, const CompiledStatement& compiled,
                            const Variables& variables, const QueryOptions& options);

bool ChangesRows(const CompiledStatement& compiled);

// Shared by the executors.
Result<Value> OutputRow(const std::vector<OutputColumn>& outputs, const Scope& scope);
Result<QueryResult> ExecuteSelect(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                  const QueryOptions& options);
Result<QueryResult> ExecuteDelete(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                  const QueryOptions& options);
Result<QueryResult> ExecuteUpdate(Engine& engine, const CompiledStatement& compiled, Scope scope);
Result<QueryResult> ExecuteInsert(Engine& engine, const CompiledStatement& compiled, Scope scope);

// The expiry that SET TTL asks for.
Result<int64_t> ExpiryOf(const Engine& engine, const Table& table, const TimeToLive& ttl,
                         const Scope& scope);

// Visits the rows of the plan's ranges after `resume`, reading what the plan reads and charging it;
// visit gets the rows that satisfy the condition and answers whether to go on.
struct ScanState {
  int64_t read_kb = 0;
  std::string position;    // of the row last read
  bool exhausted = false;  // the ranges came to their end
};
using VisitRow = std::function<Result<bool>(const StoredRow& row)>;
Status ScanPlan(Engine& engine, const CompiledStatement& compiled, Scope scope,
                const std::string& resume, int64_t read_limit, ScanState& state,
                const VisitRow& visit);

// Where a page ended. Bound to the statement and the table's schema.
struct PagePosition {
  std::string position;
  int64_t skipped = 0, returned = 0;  // of OFFSET and LIMIT
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
