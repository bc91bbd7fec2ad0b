// Log groups and logs.
#include <algorithm>

#include "common/rfc3339.h"
#include "local/standin/logging/service.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

// The source of a service's log; its members are in the model OciService.
json SourceOf(const json& log) {
  const auto configuration = log.find("configuration");
  if (configuration == log.end() || !configuration->is_object()) return json::object();
  const auto source = configuration->find("source");
  return source != configuration->end() && source->is_object() ? *source : json::object();
}

std::optional<std::string> WrongSource(const json& details) {
  const json source = SourceOf(details);
  if (source.empty()) return "configuration.source is missing, which a service's log has";
  if (StringMember(source, "sourceType") != "OCISERVICE")
    return "configuration.source.sourceType must be OCISERVICE";
  for (const char* member : {"service", "resource", "category"})
    if (StringMember(source, member).empty())
      return std::string("configuration.source.") + member + " is missing";
  return std::nullopt;
}

std::optional<std::string> WrongRetention(const json& details) {
  if (!details.contains("retentionDuration") || details["retentionDuration"].is_null())
    return std::nullopt;
  const int days = oci::IntMember(details, "retentionDuration");
  if (days >= 30 && days <= 180 && days % 30 == 0) return std::nullopt;
  return "retentionDuration must be 30 to 180 in steps of 30";
}

std::optional<std::string> WrongLog(const json& details) {
  const auto type = StringMember(details, "logType");
  if (type != "CUSTOM" && type != "SERVICE") return "logType must be CUSTOM or SERVICE";
  if (type == "SERVICE") {
    if (auto wrong = WrongSource(details)) return wrong;
  }
  return WrongRetention(details);
}

void SetEnabled(json& log, const json& details) {
  const bool is_enabled = details.value("isEnabled", json(true)) != json(false);
  log["isEnabled"] = is_enabled;
  log["lifecycleState"] = is_enabled ? "ACTIVE" : "INACTIVE";
}

Response NotSaved() { return ErrorResponse(500, "InternalServerError", "cannot write the file"); }

}  // namespace

bool Logging::IsGroup(const std::string& id) const {
  const auto found = resources_.find(id);
  return found != resources_.end() && !found->contains("logGroupId");
}

bool Logging::IsLogOf(const std::string& group_id, const std::string& id) const {
  const auto found = resources_.find(id);
  return found != resources_.end() && StringMember(*found, "logGroupId") == group_id;
}

Response Logging::GetGroup(const Request&, const PathValues& values) {
  return JsonResponse(resources_[values["group"]]);
}

Response Logging::GetLog(const Request&, const PathValues& values) {
  return JsonResponse(resources_[values["log"]]);
}

Response Logging::ListGroups(const Request& request, const PathValues&) {
  const auto compartment = QueryValue(request, "compartmentId");
  if (!compartment) return InvalidParameter("compartmentId is missing");
  const auto name = QueryValue(request, "displayName");
  json list = json::array();
  for (const json& resource : resources_) {
    if (resource.contains("logGroupId")) continue;
    if (StringMember(resource, "compartmentId") != *compartment) continue;
    if (!name || StringMember(resource, "displayName") == *name) list.push_back(resource);
  }
  return JsonResponse(list);
}

Response Logging::ListLogs(const Request& request, const PathValues& values) {
  const auto is_asked = [&request](const char* parameter, const std::string& value) {
    const auto asked = QueryValue(request, parameter);
    return !asked || *asked == value;
  };
  json list = json::array();
  for (const json& log : resources_) {
    if (StringMember(log, "logGroupId") != values["group"]) continue;
    const json source = SourceOf(log);
    const bool fits = is_asked("displayName", StringMember(log, "displayName")) &&
                      is_asked("logType", StringMember(log, "logType")) &&
                      is_asked("lifecycleState", StringMember(log, "lifecycleState")) &&
                      is_asked("sourceService", StringMember(source, "service")) &&
                      is_asked("sourceResource", StringMember(source, "resource"));
    if (fits) list.push_back(log);
  }
  return JsonResponse(list);
}

// Names are unique in a log group, those of log groups in their compartment.
bool Logging::IsNameTaken(const json& resource) const {
  for (const auto& [id, other] : resources_.items()) {
    if (id != StringMember(resource, "id") && other["displayName"] == resource["displayName"] &&
        StringMember(other, "logGroupId") == StringMember(resource, "logGroupId") &&
        StringMember(other, "compartmentId") == StringMember(resource, "compartmentId"))
      return true;
  }
  return false;
}

// verb: "CREATE"; resource: as it is afterwards, or as it was before it is deleted.
Response Logging::Change(const std::string& verb, const json& resource) {
  const bool is_log = resource.contains("logGroupId");
  const std::string id = StringMember(resource, "id"), name = StringMember(resource, "displayName");
  if (verb != "DELETE" && IsNameTaken(resource))
    return ErrorResponse(409, "Conflict", "displayName " + name + " is in use");
  const auto work =
      work_.Record(verb + (is_log ? "_LOG" : "_LOG_GROUP"), StringMember(resource, "compartmentId"),
                   json::array({WorkResource(verb + "D", is_log ? "log" : "loggroup", id,
                                             (is_log ? "/logs/" : "/logGroups/") + id)}));
  if (!work.ok()) return NotSaved();
  json before = resources_;
  if (verb == "DELETE") {
    resources_.erase(id);
  } else {
    resources_[id] = resource;
  }
  if (!Save().ok()) {
    resources_ = std::move(before);
    return NotSaved();
  }
  return {202, {{"opc-work-request-id", *work}}, ""};
}

json Logging::NewResource(const char* kind, const std::string& compartment,
                          const json& details) const {
  const std::string now = common::Rfc3339(options_.clock());
  json resource = {{"id", kind + oci::Hex(options_.random(30))},
                   {"compartmentId", compartment},
                   {"displayName", details["displayName"]},
                   {"lifecycleState", "ACTIVE"},
                   {"timeCreated", now},
                   {"timeLastModified", now}};
  for (const char* member : {"description", "freeformTags", "definedTags"})
    if (details.contains(member)) resource[member] = details[member];
  return resource;
}

Response Logging::CreateGroup(const Request& request, const PathValues&) {
  const json details = oci::JsonOf(request.body);
  if (StringMember(details, "displayName").empty())
    return InvalidParameter("displayName is missing");
  const std::string compartment = StringMember(details, "compartmentId");
  if (compartment.empty()) return InvalidParameter("compartmentId is missing");
  return Change("CREATE", NewResource("ocid1.loggroup.oc1.iad.", compartment, details));
}

Response Logging::CreateLog(const Request& request, const PathValues& values) {
  const json details = oci::JsonOf(request.body);
  if (StringMember(details, "displayName").empty())
    return InvalidParameter("displayName is missing");
  if (const auto wrong = WrongLog(details)) return InvalidParameter(*wrong);
  const std::string group = values["group"];
  json log =
      NewResource("ocid1.log.oc1.iad.", StringMember(resources_[group], "compartmentId"), details);
  const int days = oci::IntMember(details, "retentionDuration");
  log.update({{"logGroupId", group},
              {"tenancyId", options_.tenancy_id},
              {"logType", details["logType"]},
              {"retentionDuration", days == 0 ? 30 : days}});
  SetEnabled(log, details);
  if (details.contains("configuration")) log["configuration"] = details["configuration"];
  return Change("CREATE", log);
}

Response Logging::Update(const Request& request, const std::string& id,
                         const std::vector<std::string>& changeable) {
  const json details = oci::JsonOf(request.body);
  if (!details.is_object()) return InvalidParameter("the body is not a JSON object");
  json changed = resources_[id];
  for (const auto& [member, value] : details.items()) {
    if (std::find(changeable.begin(), changeable.end(), member) == changeable.end())
      return InvalidParameter(member + " cannot be changed");
    changed[member] = value;
  }
  if (StringMember(changed, "displayName").empty())
    return InvalidParameter("displayName is missing");
  if (const auto wrong = WrongRetention(details)) return InvalidParameter(*wrong);
  if (details.contains("isEnabled")) SetEnabled(changed, details);
  changed["timeLastModified"] = common::Rfc3339(options_.clock());
  return Change("UPDATE", changed);
}

Response Logging::UpdateGroup(const Request& request, const PathValues& values) {
  return Update(request, values["group"],
                {"displayName", "description", "freeformTags", "definedTags"});
}

Response Logging::UpdateLog(const Request& request, const PathValues& values) {
  return Update(request, values["log"],
                {"displayName", "isEnabled", "retentionDuration", "freeformTags", "definedTags"});
}

Response Logging::RemoveGroup(const Request&, const PathValues& values) {
  const std::string id = values["group"];
  for (const json& resource : resources_)
    if (StringMember(resource, "logGroupId") == id)
      return ErrorResponse(409, "Conflict", "the log group has logs");
  return Change("DELETE", resources_[id]);
}

Response Logging::RemoveLog(const Request&, const PathValues& values) {
  return Change("DELETE", resources_[values["log"]]);
}

}  // namespace standin
