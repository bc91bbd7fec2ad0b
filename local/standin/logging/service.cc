#include "local/standin/logging/service.h"

#include "common/percent.h"
#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr const char* kResourcesFile = "resources.json";
constexpr size_t kMostFieldCharacters = 10000;
constexpr size_t kMostEntryBytes = 1000000;

// The service cuts fields at 10,000 characters.
json Cut(const std::string& data) {
  json value = oci::JsonOf(data);
  if (!value.is_object()) return data.substr(0, kMostFieldCharacters);
  for (json& field : value) {
    if (field.is_string() && field.get_ref<const std::string&>().size() > kMostFieldCharacters) {
      field = field.get<std::string>().substr(0, kMostFieldCharacters);
    }
  }
  return value;
}

// The lines for all entries; the error says what is wrong with the request.
oci::Result<std::string> ToLines(const json& body, const std::string& now) {
  const auto invalid = [](const std::string& what) {
    return oci::Error{"InvalidParameter", what, 400, ""};
  };
  if (!body.is_object()) return invalid("the body is not a JSON object");
  if (StringMember(body, "specversion") != "1.0") return invalid("specversion must be 1.0");
  if (!body.contains("logEntryBatches") || !body["logEntryBatches"].is_array()) {
    return invalid("logEntryBatches is missing");
  }
  std::string lines;
  for (const json& batch : body["logEntryBatches"]) {
    for (const char* name : {"source", "type", "defaultlogentrytime"}) {
      if (StringMember(batch, name).empty()) return invalid(std::string(name) + " is missing");
    }
    const std::string usual_time = StringMember(batch, "defaultlogentrytime");
    if (!common::ParseRfc3339(usual_time)) return invalid("defaultlogentrytime is not a time");
    for (const json& entry : oci::ArrayMember(batch, "entries")) {
      const std::string id = StringMember(entry, "id");
      const std::string time = entry.contains("time") ? StringMember(entry, "time") : usual_time;
      if (id.empty() || !entry.contains("data") || !entry["data"].is_string()) {
        return invalid("an entry needs id and data");
      }
      if (!common::ParseRfc3339(time)) return invalid("an entry's time is not a time");
      const auto& data = entry["data"].get_ref<const std::string&>();
      if (data.size() > kMostEntryBytes) return invalid("an entry is larger than 1 MB");
      lines += oci::JsonText(json{{"time", time},
                                  {"id", id},
                                  {"type", StringMember(batch, "type")},
                                  {"source", StringMember(batch, "source")},
                                  {"subject", StringMember(batch, "subject")},
                                  {"ingested", now},
                                  {"data", Cut(data)}}) +
               "\n";
    }
  }
  return lines;
}

}  // namespace

Logging::Logging(Options options)
    : options_(std::move(options)),
      work_({options_.folder / "work_requests.json", "ocid1.logworkrequest.oc1.iad.", "SUCCEEDED",
             options_.clock, options_.random}) {}

oci::Result<std::unique_ptr<Logging>> Logging::Open(Options options) {
  std::unique_ptr<Logging> logging(new Logging(std::move(options)));
  const auto& folder = logging->options_.folder;
  OCI_RETURN_IF_ERROR(MakeFolder(folder, 0700));
  RemoveLeftovers(folder);
  logging->resources_ = ReadDocument(folder / kResourcesFile);
  return logging;
}

oci::Status Logging::Save() const {
  return WriteWholeFile(options_.folder / kResourcesFile, oci::JsonText(resources_, 1), 0600);
}

std::filesystem::path Logging::LogFile(const std::string& log_id) const {
  return options_.folder / (oci::PercentEncode(log_id) + ".jsonl");
}

const std::vector<Logging::LoggingRoute>& Logging::Routes() {
  static const std::vector<LoggingRoute> kRoutes = {
      {"POST", "/20200831/logs/{log}/actions/push", &Logging::Push},
      {"GET", "/20200531/logGroups", &Logging::ListGroups},
      {"POST", "/20200531/logGroups", &Logging::CreateGroup},
      {"GET", "/20200531/logGroups/{group}", &Logging::GetGroup},
      {"PUT", "/20200531/logGroups/{group}", &Logging::UpdateGroup},
      {"DELETE", "/20200531/logGroups/{group}", &Logging::RemoveGroup},
      {"GET", "/20200531/logGroups/{group}/logs", &Logging::ListLogs},
      {"POST", "/20200531/logGroups/{group}/logs", &Logging::CreateLog},
      {"GET", "/20200531/logGroups/{group}/logs/{log}", &Logging::GetLog},
      {"PUT", "/20200531/logGroups/{group}/logs/{log}", &Logging::UpdateLog},
      {"DELETE", "/20200531/logGroups/{group}/logs/{log}", &Logging::RemoveLog},
      {"*", "/20200531/logGroups/{group}", &Logging::Unknown},
      {"*", "/20200531/logGroups/{group}/{rest...}", &Logging::Unknown},
      {"GET", "/20200531/workRequests", &Logging::ListWorkRequests},
      {"GET", "/20200531/workRequests/{id}", &Logging::GetWorkRequest},
      {"GET", "/20200531/workRequests/{id}/errors", &Logging::GetWorkDetails},
      {"GET", "/20200531/workRequests/{id}/logs", &Logging::GetWorkDetails},
      {"POST", "/20190909/search", &Logging::Search}};
  return kRoutes;
}

Response Logging::Handle(const Request& request) {
  const auto found = FindRoute(Routes(), request.method, request.path, FixedParts::kDecoded);
  if (!found) return NotServed(request);
  const std::lock_guard lock(mutex_);
  const auto& values = found->values;
  if (values.Has("group") && !IsGroup(values["group"])) return NotFound();
  if (values.Has("group") && values.Has("log") && !IsLogOf(values["group"], values["log"]))
    return NotFound();
  return (this->*found->route->handler)(request, values);
}

Response Logging::Unknown(const Request& request, const PathValues&) { return NotServed(request); }

Response Logging::ListWorkRequests(const Request& request, const PathValues&) {
  return work_.GetList(request, WorkRequests::Bare);
}

Response Logging::GetWorkRequest(const Request&, const PathValues& values) {
  return work_.Get(values["id"]);
}

Response Logging::GetWorkDetails(const Request&, const PathValues& values) {
  return work_.GetDetails(values["id"], WorkRequests::Bare);
}

Response Logging::Push(const Request& request, const PathValues& values) {
  const std::string log_id = values["log"];
  const auto log = resources_.find(log_id);
  if (log == resources_.end() || !log->contains("logType")) return NotFound();
  const auto lines = ToLines(oci::JsonOf(request.body), common::Rfc3339(options_.clock()));
  if (!lines.ok()) {
    return ErrorResponse(lines.error().http_status, lines.error().code, lines.error().message);
  }
  // As OCI may lose the last seconds of a log, a power cut may.
  if (!AppendToFile(LogFile(log_id), *lines, Force::kNot)) {
    return ErrorResponse(500, "InternalServerError", "cannot write the log");
  }
  return {200, {}, ""};
}

}  // namespace standin
