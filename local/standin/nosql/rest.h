// Parses REST requests and builds responses.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/routes.h"
#include "local/standin/nosql/engine.h"

namespace standin::nosql {

// The JSON body. Member names are compared case-insensitively, at the top level and in tableLimits
// and index keys.
class Body {
 public:
  explicit Body(const Value& object) : object_(object) {}

  const Value* Find(std::string_view name) const;
  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  // nullopt: missing. null, the empty string and white space are errors.
  Result<std::optional<std::string>> Text(std::string_view name) const;
  Result<std::string> RequiredText(std::string_view name) const;
  Result<bool> Flag(std::string_view name) const;
  Result<std::optional<int64_t>> Integer(std::string_view name) const;

 private:
  const Value& object_;
};

// The header's value, or "".
std::string_view HeaderOf(const Request& request, std::string_view name);

Result<Response> InOperation(std::string_view operation, Result<Response> answer);

// The same checks for query parameters.
Result<std::optional<std::string>> TextParameter(const Request& request, std::string_view name);
// The parameters of lists that the service checks and then ignores: sortBy, sortOrder,
// lifecycleState.
Status CheckListParameters(const Request& request);
// The header opc-retry-token, of at most 64 characters.
Status CheckRetryToken(const Request& request);
Result<std::optional<int64_t>> IntegerParameter(const Request& request, std::string_view name);
Result<bool> FlagParameter(const Request& request, std::string_view name);
// EVENTUAL (false) or ABSOLUTE (true).
Result<bool> ParseConsistency(const std::optional<std::string>& text);

// The table named in the path, in the compartment given in the query.
Result<const Table*> TableOf(Engine& engine, const Request& request, const PathValues& at);

Response JsonResponse(const Value& body);
Response Accepted(const std::string& work_request_id);
Response ErrorAnswer(const Error& error);

Value UnitsValue(const Units& units);
Value Text(std::string text);
Value TimeValue(int64_t ms);
// The row as a JSON object of all columns.
Value RowValue(const Table& table, const Row& row);

// The handler of a route (the table of routes is in service.cc); at: the values of the names in its
// path.
using RestHandler = Result<Response> (*)(Engine& engine, const Request& request,
                                         const PathValues& at);
// rest_tables.cc
Result<Response> ListTables(Engine& engine, const Request& request, const PathValues& at);
Result<Response> CreateTable(Engine& engine, const Request& request, const PathValues& at);
Result<Response> GetTable(Engine& engine, const Request& request, const PathValues& at);
Result<Response> UpdateTable(Engine& engine, const Request& request, const PathValues& at);
Result<Response> DeleteTable(Engine& engine, const Request& request, const PathValues& at);
Result<Response> RefuseTableOperation(Engine& engine, const Request& request, const PathValues& at);
// rest_indexes.cc
Result<Response> ListIndexes(Engine& engine, const Request& request, const PathValues& at);
Result<Response> CreateIndex(Engine& engine, const Request& request, const PathValues& at);
Result<Response> GetIndex(Engine& engine, const Request& request, const PathValues& at);
Result<Response> DeleteIndex(Engine& engine, const Request& request, const PathValues& at);
Result<Response> RefuseIndexMethod(Engine& engine, const Request& request, const PathValues& at);
// rest_rows.cc
Result<Response> GetRow(Engine& engine, const Request& request, const PathValues& at);
Result<Response> PutRow(Engine& engine, const Request& request, const PathValues& at);
Result<Response> DeleteRow(Engine& engine, const Request& request, const PathValues& at);
// rest_query.cc
Result<Response> RunQuery(Engine& engine, const Request& request, const PathValues& at);
Result<Response> PrepareStatement(Engine& engine, const Request& request, const PathValues& at);
Result<Response> SummarizeStatement(Engine& engine, const Request& request, const PathValues& at);
// rest_usage.cc
Result<Response> ListTableUsage(Engine& engine, const Request& request, const PathValues& at);
// rest_work_requests.cc
Result<Response> ListWorkRequests(Engine& engine, const Request& request, const PathValues& at);
Result<Response> GetWorkRequest(Engine& engine, const Request& request, const PathValues& at);
Result<Response> GetWorkRequestPart(Engine& engine, const Request& request, const PathValues& at);
Result<Response> CancelWorkRequest(Engine& engine, const Request& request, const PathValues& at);

Error Unsupported(const Request& request);

// "limit" and "page" of a list over `count` items; next is set when the page is full.
struct ListPage {
  size_t first = 0, last = 0;
  std::string next;
};
Result<ListPage> PageOf(const Request& request, size_t count);

}  // namespace standin::nosql
