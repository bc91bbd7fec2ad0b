#include "local/standin/logging.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/percent.h"
#include "common/rfc3339.h"
#include "local/standin/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr size_t kMostFieldCharacters = 10000;
constexpr size_t kMostEntryBytes = 1000000;

std::vector<std::string> Segments(const std::string& path) {
  std::vector<std::string> segments;
  for (std::string_view rest = path; !rest.empty();) {
    rest.remove_prefix(1);
    const auto segment = rest.substr(0, rest.find('/'));
    segments.push_back(common::PercentDecodeLoosely(segment));
    rest.remove_prefix(segment.size());
  }
  return segments;
}

Response NotSupported(const Request& request) {
  return ErrorResponse(
      501, "NotImplemented",
      request.method + " " + request.path + " is not supported by the FotoGal stand-in");
}

// The service cuts fields of more than 10,000 characters.
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

// The lines of all entries, or what is wrong with them.
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

// In one write, so that lines of several requests do not mix.
bool Append(const std::filesystem::path& path, const std::string& lines) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const ssize_t written = ::write(file, lines.data(), lines.size());
  ::close(file);
  return written == static_cast<ssize_t>(lines.size());
}

}  // namespace

oci::Result<std::unique_ptr<Logging>> Logging::Open(Options options) {
  std::unique_ptr<Logging> logging(new Logging(std::move(options)));
  const auto& folder = logging->options_.folder;
  OCI_RETURN_IF_ERROR(MakeFolder(folder, 0700));
  RemoveLeftovers(folder);
  logging->resources_ = ReadDocument(folder / "resources.json");
  return logging;
}

oci::Status Logging::Save() const {
  return WriteWholeFile(options_.folder / "resources.json", oci::JsonText(resources_, 1), 0600);
}

std::filesystem::path Logging::LogFile(const std::string& log_id) const {
  return options_.folder / (oci::PercentEncode(log_id) + ".jsonl");
}

Response Logging::Handle(const Request& request) {
  const auto path = Segments(request.path);
  if (path.size() == 5 && path[0] == "20200831" && path[1] == "logs" && path[3] == "actions" &&
      path[4] == "push") {
    return request.method == "POST" ? Push(request, path[2]) : NotSupported(request);
  }
  if (path.size() >= 2 && path[0] == "20200531" && path[1] == "logGroups") {
    return HandleGroups(request, path);
  }
  if (path.size() == 3 && path[0] == "20200531" && path[1] == "workRequests" &&
      request.method == "GET") {
    return JsonResponse({{"id", path[2]}, {"status", "SUCCEEDED"}, {"percentComplete", 100}});
  }
  return NotSupported(request);
}

Response Logging::Push(const Request& request, const std::string& log_id) {
  const std::lock_guard lock(mutex_);
  const auto log = resources_.find(log_id);
  if (log == resources_.end() || !log->contains("logType")) return NotFound();
  const auto lines = ToLines(oci::JsonOf(request.body), common::Rfc3339(options_.clock()));
  if (!lines.ok()) {
    return ErrorResponse(lines.error().http_status, lines.error().code, lines.error().message);
  }
  if (!Append(LogFile(log_id), *lines)) {
    return ErrorResponse(500, "InternalServerError", "cannot write the log");
  }
  return {200, {}, ""};
}

Response Logging::HandleGroups(const Request& request, const std::vector<std::string>& path) {
  const std::lock_guard lock(mutex_);
  const bool known = path.size() >= 3 && resources_.contains(path[2]);
  if (path.size() >= 3 && !known) return NotFound();
  const bool group = path.size() == 2;
  const bool logs = path.size() == 4 && path[3] == "logs";
  const std::string group_id = logs ? path[2] : "";
  if ((group || logs) && request.method == "GET") return List(request, group_id);
  if ((group || logs) && request.method == "POST") return Create(request, group_id);
  if (path.size() == 3 && request.method == "GET") return JsonResponse(resources_[path[2]]);
  if (path.size() == 5 && path[3] == "logs" && request.method == "GET") {
    return resources_.contains(path[4]) ? JsonResponse(resources_[path[4]]) : NotFound();
  }
  if (request.method == "DELETE" && path.size() == 3) return Remove(path[2]);
  if (request.method == "DELETE" && path.size() == 5 && path[3] == "logs") return Remove(path[4]);
  return NotSupported(request);
}

Response Logging::Remove(const std::string& id) {
  if (!resources_.contains(id)) return NotFound();
  for (const json& resource : resources_)
    if (StringMember(resource, "logGroupId") == id)
      return ErrorResponse(409, "Conflict", "the log group has logs");
  resources_.erase(id);
  if (const auto saved = Save(); !saved.ok())
    return ErrorResponse(500, "InternalServerError", saved.error().message);
  return {
      202,
      {{"opc-work-request-id", "ocid1.logworkrequest.oc1.iad." + oci::Hex(options_.random(30))}},
      ""};
}

Response Logging::List(const Request& request, const std::string& group_id) const {
  const auto name = QueryValue(request, "displayName");
  const auto compartment = QueryValue(request, "compartmentId");
  if (group_id.empty() && !compartment) return InvalidParameter("compartmentId is missing");
  json list = json::array();
  for (const json& resource : resources_) {
    const bool fits = group_id.empty() ? StringMember(resource, "compartmentId") == *compartment
                                       : StringMember(resource, "logGroupId") == group_id;
    if (fits && (!name || StringMember(resource, "displayName") == *name)) {
      list.push_back(resource);
    }
  }
  return JsonResponse(list);
}

Response Logging::Create(const Request& request, const std::string& group_id) {
  const json body = oci::JsonOf(request.body);
  const std::string name = StringMember(body, "displayName");
  if (name.empty()) return InvalidParameter("displayName is missing");
  json resource = {{"displayName", name},
                   {"lifecycleState", "ACTIVE"},
                   {"timeCreated", common::Rfc3339(options_.clock())}};
  if (group_id.empty()) {
    resource["compartmentId"] = StringMember(body, "compartmentId");
    if (resource["compartmentId"] == "") return InvalidParameter("compartmentId is missing");
  } else {
    const std::string type = StringMember(body, "logType");
    if (type != "CUSTOM") return NotSupported(request);
    const int days =
        body.contains("retentionDuration") ? oci::IntMember(body, "retentionDuration") : 30;
    if (days < 30 || days > 180 || days % 30 != 0) {
      return InvalidParameter("retentionDuration must be 30 to 180 in steps of 30");
    }
    resource.update({{"logGroupId", group_id},
                     {"logType", type},
                     {"isEnabled", true},
                     {"retentionDuration", days}});
  }
  for (const json& other : resources_) {
    if (StringMember(other, "displayName") == name &&
        StringMember(other, "logGroupId") == group_id) {
      return ErrorResponse(409, "Conflict", "displayName " + name + " is in use");
    }
  }
  const std::string kind = group_id.empty() ? "ocid1.loggroup.oc1.iad." : "ocid1.log.oc1.iad.";
  const std::string id = kind + oci::Hex(options_.random(30));
  resource["id"] = id;
  resources_[id] = std::move(resource);
  if (const auto saved = Save(); !saved.ok()) {
    resources_.erase(id);
    return ErrorResponse(500, "InternalServerError", saved.error().message);
  }
  return {
      202,
      {{"opc-work-request-id", "ocid1.logworkrequest.oc1.iad." + oci::Hex(options_.random(30))}},
      ""};
}

}  // namespace standin
