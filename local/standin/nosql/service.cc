#include "local/standin/nosql/service.h"

#include <mutex>

#include "common/percent.h"
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/wire.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kRoot = "/20190828";
constexpr size_t kMaxRequestLine = 4096;

const std::vector<Route<RestHandler>>& Routes() {
  static const std::vector<Route<RestHandler>> kRoutes = {
      {"GET", "/20190828/tables", &ListTables},
      {"POST", "/20190828/tables", &CreateTable},
      {"GET", "/20190828/tables/{table}", &GetTable},
      {"PUT", "/20190828/tables/{table}", &UpdateTable},
      {"DELETE", "/20190828/tables/{table}", &DeleteTable},
      {"GET", "/20190828/tables/{table}/rows", &GetRow},
      {"PUT", "/20190828/tables/{table}/rows", &PutRow},
      {"DELETE", "/20190828/tables/{table}/rows", &DeleteRow},
      {"GET", "/20190828/tables/{table}/indexes", &ListIndexes},
      {"POST", "/20190828/tables/{table}/indexes", &CreateIndex},
      {"*", "/20190828/tables/{table}/indexes", &RefuseIndexMethod},
      {"GET", "/20190828/tables/{table}/indexes/{index}", &GetIndex},
      {"DELETE", "/20190828/tables/{table}/indexes/{index}", &DeleteIndex},
      {"*", "/20190828/tables/{table}/indexes/{index}", &RefuseIndexMethod},
      {"GET", "/20190828/tables/{table}/usage", &ListTableUsage},
      {"*", "/20190828/tables/{table}/{operation}", &RefuseTableOperation},
      {"*", "/20190828/tables/{table}/{operation}/{rest...}", &RefuseTableOperation},
      {"POST", "/20190828/query", &RunQuery},
      {"GET", "/20190828/query/prepare", &PrepareStatement},
      {"GET", "/20190828/query/summarize", &SummarizeStatement},
      {"GET", "/20190828/workRequests", &ListWorkRequests},
      {"GET", "/20190828/workRequests/{id}", &GetWorkRequest},
      {"DELETE", "/20190828/workRequests/{id}", &CancelWorkRequest},
      {"GET", "/20190828/workRequests/{id}/{part}", &GetWorkRequestPart}};
  return kRoutes;
}

Result<Response> Dispatch(Engine& engine, const Request& request) {
  if (request.body.size() > kMaxRequestSize)
    return Refusal("RequestSizeLimitExceeded",
                   "The size of request exceeded the limit of 2097152: " +
                       std::to_string(request.body.size()));
  const auto found = FindRoute(Routes(), request.method, request.path, FixedParts::kDecoded);
  if (!found) return Unsupported(request);
  return found->route->handler(engine, request, found->values);
}

}  // namespace

Service::Service(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Service::~Service() = default;

oci::Result<std::unique_ptr<Service>> Service::Open(Options options) {
  OCI_ASSIGN_OR_RETURN(auto database, Database::Open(options.database_path));
  auto engine =
      std::make_unique<Engine>(std::move(database), options.clock, options.enforce_limits);
  engine->most_on_demand_tables = options.most_on_demand_tables;
  engine->throttles = options.throttles;
  OCI_RETURN_IF_ERROR(engine->Load());
  return std::unique_ptr<Service>(new Service(std::move(engine)));
}

Response Service::Handle(const Request& request) {
  Response answer;
  uint64_t commits = 0;
  {
    const std::lock_guard lock(engine_->mutex);
    answer = Answer(request);
    commits = engine_->database->commits();
  }
  // Those who only read wait, too: what they have seen must not be undone.
  const auto forced = engine_->database->Force(commits);
  if (!forced.ok()) return ErrorAnswer(forced.error());
  return answer;
}

Response Service::Answer(const Request& request) {
  if (request.method == "OPTIONS") return {200, {}, ""};
  if (request.method == "POST" && request.path == protocol::kPath)
    return HandleWire(*engine_, request);
  const bool ours = request.path.starts_with(kRoot) &&
                    (request.path.size() == kRoot.size() || request.path[kRoot.size()] == '/');
  const size_t line = request.method.size() + request.path.size() + request.query.size() + 11;
  // The service's HTTP server answers these itself, without JSON.
  if (!ours || request.method == "HEAD" || line > kMaxRequestLine) return {400, {}, ""};
  auto answer = Dispatch(*engine_, request);
  Response response = answer.ok() ? std::move(answer).value() : ErrorAnswer(answer.error());
  const auto given = HeaderOf(request, "opc-request-id");
  response.headers.emplace_back("opc-request-id",
                                given.empty() ? engine_->RandomHex(16) : std::string(given));
  return response;
}

}  // namespace standin::nosql
