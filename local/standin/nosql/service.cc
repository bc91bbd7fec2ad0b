#include "local/standin/nosql/service.h"

#include <mutex>

#include "common/percent.h"
#include "local/standin/nosql/rest.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kRoot = "/20190828";
constexpr size_t kMaxRequestLine = 4096;

Segments SplitPath(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = path.find('/');
    segments.push_back(common::PercentDecodeLoosely(path.substr(0, end)));
    path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  }
  return segments;
}

Result<Response> Dispatch(Engine& engine, const Request& request) {
  if (request.body.size() > kMaxRequestSize)
    return Refusal("RequestSizeLimitExceeded",
                   "The size of request exceeded the limit of 2097152: " +
                       std::to_string(request.body.size()));
  const Segments segments = SplitPath(std::string_view(request.path).substr(kRoot.size()));
  if (segments.empty()) return Unsupported(request);
  if (segments[0] == "workRequests") return HandleWorkRequests(engine, request, segments);
  if (segments[0] == "query") return HandleQuery(engine, request, segments);
  if (segments[0] != "tables") return Unsupported(request);
  if (segments.size() <= 2) return HandleTables(engine, request, segments);
  if (segments[2] == "rows") return HandleRows(engine, request, segments);
  if (segments[2] == "indexes") return HandleIndexes(engine, request, segments);
  static constexpr std::string_view kElsewhere[] = {"usage", "actions", "replicas"};
  for (const auto part : kElsewhere) {
    if (segments[2] == part) return NotSupported("The table operation " + segments[2]);
  }
  return Unsupported(request);
}

}  // namespace

Service::Service(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Service::~Service() = default;

oci::Result<std::unique_ptr<Service>> Service::Open(Options options) {
  OCI_ASSIGN_OR_RETURN(auto database, Database::Open(options.database_path));
  auto engine =
      std::make_unique<Engine>(std::move(database), options.clock, options.enforce_limits);
  engine->most_on_demand_tables = options.most_on_demand_tables;
  OCI_RETURN_IF_ERROR(engine->Load());
  return std::unique_ptr<Service>(new Service(std::move(engine)));
}

Response Service::Handle(const Request& request) {
  const std::lock_guard lock(engine_->mutex);
  if (request.method == "OPTIONS") return {200, {}, ""};
  const bool ours = request.path.starts_with(kRoot) &&
                    (request.path.size() == kRoot.size() || request.path[kRoot.size()] == '/');
  const size_t line = request.method.size() + request.path.size() + request.query.size() + 11;
  // The service's HTTP layer answers these itself, without JSON.
  if (!ours || request.method == "HEAD" || line > kMaxRequestLine) return {400, {}, ""};
  auto answer = Dispatch(*engine_, request);
  Response response = answer.ok() ? std::move(answer).value() : ErrorAnswer(answer.error());
  const auto given = HeaderOf(request, "opc-request-id");
  response.headers.emplace_back("opc-request-id",
                                given.empty() ? engine_->RandomHex(16) : std::string(given));
  return response;
}

}  // namespace standin::nosql
