#include "oci/nosql_state.h"
#include "oci/parallel.h"

namespace oci::nosql {
namespace {

constexpr size_t kMostStatements =
    500;  // limits the memory when a caller builds ever new statements
constexpr std::chrono::seconds kPreparePatience{1};
constexpr size_t kLongestRequestLine = 4096;  // the limit of the service's HTTP server

// True for the errors with which the service refuses a prepared statement after its table was
// changed or created anew.
bool MayBeStale(const Error& error) {
  return (error.http_status == 400 && error.code == "InvalidParameter") ||
         (error.http_status == 404 && error.code == "TableNotFound");
}

bool FitsRequestLine(const std::string& url) {
  const auto parts = SplitUrl(url);
  constexpr size_t kAroundTarget = sizeof("GET  HTTP/1.1\r\n") - 1;
  return parts && parts->target.size() + kAroundTarget <= kLongestRequestLine;
}

}  // namespace

PreparedStatements::Choice PreparedStatements::Choose(const std::string& statement) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kMostStatements && !entries_.count(statement)) return {};
  const auto [entry, added] = entries_.try_emplace(statement, Entry{Kind::kUnprepared, {}});
  if (added) return {Kind::kPrepareNow, {}};
  return {entry->second.kind, entry->second.prepared};
}

void PreparedStatements::Keep(const std::string& statement, std::string prepared) {
  const std::lock_guard lock(mutex_);
  entries_[statement] = {Kind::kPrepared, std::move(prepared)};
}

void PreparedStatements::Drop(const std::string& statement) {
  const std::lock_guard lock(mutex_);
  entries_.erase(statement);
}

void PreparedStatements::Refuse(const std::string& statement) {
  const std::lock_guard lock(mutex_);
  entries_[statement] = {Kind::kUnprepared, {}};
}

Result<Page> Client::State::RunQuery(Call& call, const std::string& statement, bool prepared,
                                     const Json& variables, const QueryOptions& options) const {
  std::string url = Url("/query");
  if (options.limit > 0) url += "?limit=" + std::to_string(options.limit);
  if (!options.page.empty()) {
    url += (options.limit > 0 ? "&page=" : "?page=") + PercentEncode(options.page);
  }
  Json body = {{"compartmentId", settings.compartment_id}, {"statement", statement}};
  if (prepared) body["isPrepared"] = true;
  if (options.consistency == Consistency::kAbsolute) body["consistency"] = "ABSOLUTE";
  if (variables.is_object() && !variables.empty()) body["variables"] = variables;
  OCI_ASSIGN_OR_RETURN(HttpRequest request, MakeWithBody("POST", std::move(url), std::move(body)));
  HttpResponse answer;
  OCI_ASSIGN_OR_RETURN(
      Json json, SendForJson(call, std::move(request),
                             options.idempotent ? Retry::kIdempotent : Retry::kNever, &answer));
  const auto items = json.find("items");
  if (items == json.end() || !items->is_array()) {
    return BadResponse("the query's answer has no items", answer.status,
                       std::string(FindHeader(answer.headers, "opc-request-id")));
  }
  Page page;
  page.items.reserve(items->size());
  for (Json& item : *items) page.items.push_back(std::move(item));
  page.next = FindHeader(answer.headers, "opc-next-page");
  return page;
}

std::string Client::State::PrepareUrl(const std::string& statement) const {
  return Url("/query/prepare") + Compartment() + "&statement=" + PercentEncode(statement);
}

Result<std::string> Client::State::Prepare(Call& call, const std::string& statement) const {
  OCI_ASSIGN_OR_RETURN(const Json json, SendForJson(call, Make("GET", PrepareUrl(statement)),
                                                    Retry::kIdempotent, nullptr));
  return StringMember(json, "statement");
}

Result<Page> Client::State::RunAndPrepare(Call& call, const std::string& statement,
                                          const Json& variables, const QueryOptions& options) {
  if (!FitsRequestLine(PrepareUrl(statement))) {
    statements.Refuse(statement);
    return RunQuery(call, statement, false, variables, options);
  }
  // The preparation gets little time so that the query does not wait long for it; when it fails,
  // the next use prepares the statement.
  Call beside([&call] { return call.Now(); },
              std::min(call.deadline(), call.Now() + kPreparePatience),
              [&call] { return call.Cancelled(); });
  auto [prepared, page] =
      InParallel([&] { return Prepare(beside, statement); },
                 [&] { return RunQuery(call, statement, false, variables, options); });
  call.requests += beside.requests;
  call.retries += beside.retries;
  call.read_units += beside.read_units;
  if (!prepared.ok()) {
    statements.Drop(statement);
  } else if (prepared->empty()) {
    statements.Refuse(statement);
  } else {
    statements.Keep(statement, std::move(*prepared));
  }
  return std::move(page);
}

Result<Page> Client::Query(Call& call, const std::string& statement, const Json& variables,
                           const QueryOptions& options) {
  const auto run = [&](const PreparedStatements::Choice& choice) {
    switch (choice.kind) {
      case PreparedStatements::Kind::kPrepareNow:
        return state_->RunAndPrepare(call, statement, variables, options);
      case PreparedStatements::Kind::kPrepared:
        return state_->RunQuery(call, choice.prepared, true, variables, options);
      case PreparedStatements::Kind::kUnprepared:
        break;
    }
    return state_->RunQuery(call, statement, false, variables, options);
  };
  const auto choice = state_->statements.Choose(statement);
  auto page = run(choice);
  const bool stale =
      choice.kind == PreparedStatements::Kind::kPrepared && !page.ok() && MayBeStale(page.error());
  if (!stale) return page;
  // the service refused the prepared statement, so nothing was done: prepare it again
  state_->statements.Drop(statement);
  return run(state_->statements.Choose(statement));
}

}  // namespace oci::nosql
