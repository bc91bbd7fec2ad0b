// The members of nosql::Client; private to its sources.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "oci/json_text.h"
#include "oci/nosql.h"

namespace oci::nosql {

// The statements prepared so far. While one thread prepares a statement, the others run it as text
// instead of waiting.
class PreparedStatements {
 public:
  enum class Kind { kPrepareNow, kPrepared, kUnprepared };
  struct Choice {
    Kind kind = Kind::kUnprepared;
    std::string prepared;  // kPrepared only
  };
  // Says how to run the statement. After kPrepareNow the caller has to prepare it and to call Keep,
  // Drop or Refuse.
  Choice Choose(const std::string& statement);
  void Keep(const std::string& statement, std::string prepared);
  // Forgets the preparation; the next caller prepares it again.
  void Drop(const std::string& statement);
  // The service cannot prepare it: run it as text from now on.
  void Refuse(const std::string& statement);

 private:
  struct Entry {
    Kind kind;
    std::string prepared;
  };
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

struct Client::State {
  std::shared_ptr<Requester> requester;
  Settings settings;
  PreparedStatements statements;
  std::mutex mutex;
  std::map<std::string, std::vector<std::string>> primary_keys;  // column names by table

  std::string Url(std::string_view path) const;
  // "?compartmentId=..."
  std::string Compartment() const;
  std::string TableUrl(std::string_view table) const;

  HttpRequest Make(const char* method, std::string url) const;
  Result<HttpRequest> MakeWithBody(const char* method, std::string url, Json body) const;
  // Sends a request, parses the response and adds its units to the call.
  Result<Json> SendForJson(Call& call, HttpRequest request, Retry retry,
                           HttpResponse* answer) const;
  // Sends an operation on a table; returns the id of the work request.
  Result<std::string> SendForWork(Call& call, HttpRequest request, Retry retry) const;

  Result<Page> RunQuery(Call& call, const std::string& statement, bool prepared,
                        const Json& variables, const QueryOptions& options) const;
  // The first use of a statement: runs it as text and prepares it at the same time, so that the
  // call waits for no additional round trip.
  Result<Page> RunAndPrepare(Call& call, const std::string& statement, const Json& variables,
                             const QueryOptions& options);
  Result<std::string> Prepare(Call& call, const std::string& statement) const;
  std::string PrepareUrl(const std::string& statement) const;
};

}  // namespace oci::nosql
