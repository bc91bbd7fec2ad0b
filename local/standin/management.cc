#include "local/standin/management.h"

#include <algorithm>
#include <array>
#include <vector>

#include "common/percent.h"
#include "common/rfc3339.h"
#include "local/specification/check.h"
#include "local/standin/files.h"
#include "local/standin/management_rules.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr const char* kFile = "resources.json";
constexpr std::string_view kFunctionOcid = "ocid1.fnfunc.";
constexpr std::string_view kDeploymentOcid = "ocid1.apideployment.";
const std::string kWorkRequest = "ocid1.workrequest.oc1.local.";

Response Conflict(const std::string& message) { return ErrorResponse(409, "Conflict", message); }

std::string Dump(const json& body) { return oci::JsonText(body); }

Response Accepted(const std::string& unique) {
  return {202, {{"opc-work-request-id", kWorkRequest + unique}}, ""};
}

// The region's address describes functions; it never runs one.
Response NotInvokedHere() {
  return ErrorResponse(404, "NotAuthorizedOrNotFound",
                       "You're trying to invoke a function without setting the invoke endpoint.");
}

// What a schedule becomes by "<id>/actions/...".
std::optional<std::string> StateAfter(std::string_view ocid, const std::string& path) {
  if (ocid != "resourceschedule") return std::nullopt;
  if (path.ends_with("/actions/activateSchedule")) return "ACTIVE";
  if (path.ends_with("/actions/deactivateSchedule")) return "INACTIVE";
  return std::nullopt;
}

// A JSON object, or what is wrong with the body.
oci::Result<json> BodyOf(const Request& request) {
  auto body = oci::JsonOf(request.body);
  if (!body.is_object())
    return oci::Error{"InvalidParameter", "the body is not a JSON object", 400, ""};
  return body;
}

// Of a deployment: every rule that its specification breaks.
std::optional<Response> RefuseSpecification(std::string_view ocid, const json& details) {
  if (ocid != "apideployment") return std::nullopt;
  const auto violations = local::CheckDeployment(details);
  if (violations.empty()) return std::nullopt;
  return InvalidParameter(local::Lines(violations, "\n"));
}

std::string EtagOf(const json& document) {
  return oci::Hex(oci::Sha256(oci::JsonText(document))).substr(0, 32);
}

}  // namespace

// One kind of resource: a collection with its members' rules.
struct Management::Kind {
  const char* path;   // of the collection
  const char* ocid;   // "fnapp" in "ocid1.fnapp.oc1.local.…"
  const char* scope;  // what a list is asked by
  bool bare_list;     // an array, not {"items": [...]}
  bool work_request;  // creation and changes name one
  bool named_once;    // of one name there is one in its scope
  std::vector<const char*> required;
  std::vector<const char*> changeable;
  const char* parent;       // the member that names the resource it belongs to; nullptr: none
  const char* parent_path;  // that resource's collection
  size_t most_of_parent;    // so many of one parent; 0: no limit is known
  std::vector<std::pair<const char*, json>> defaults;
};

const Management::Kind* Management::FindKind(const std::string& path) {
  static const std::array kKinds = {
      Kind{"/20160918/container/repositories",
           "containerrepo",
           "compartmentId",
           false,
           false,
           true,
           {"compartmentId", "displayName"},
           {"isImmutable", "isPublic", "readme"},
           nullptr,
           nullptr,
           0,
           {{"isImmutable", false},
            {"isPublic", false},
            {"imageCount", 0},
            {"layerCount", 0},
            {"layersSizeInBytes", 0},
            {"billableSizeInGBs", 0}}},
      Kind{"/20181201/applications",
           "fnapp",
           "compartmentId",
           true,
           false,
           true,
           {"compartmentId", "displayName", "subnetIds"},
           {"config", "networkSecurityGroupIds", "syslogUrl", "traceConfig", "logging"},
           nullptr,
           nullptr,
           0,
           {{"shape", "GENERIC_X86"}, {"config", json::object()}}},
      Kind{"/20181201/functions",
           "fnfunc",
           "applicationId",
           true,
           false,
           true,
           {"applicationId", "displayName", "memoryInMBs"},
           {"image", "imageDigest", "memoryInMBs", "config", "timeoutInSeconds",
            "detachedModeTimeoutInSeconds", "provisionedConcurrencyConfig"},
           "applicationId",
           "/20181201/applications",
           0,
           {{"timeoutInSeconds", 30}, {"config", json::object()}}},
      Kind{"/20190501/gateways",
           "apigateway",
           "compartmentId",
           false,
           true,
           false,
           {"compartmentId", "endpointType", "subnetId"},
           {"displayName", "certificateId"},
           nullptr,
           nullptr,
           0,
           {}},
      Kind{"/20190501/deployments",
           "apideployment",
           "compartmentId",
           false,
           true,
           false,
           {"gatewayId", "compartmentId", "pathPrefix", "specification"},
           {"displayName", "specification"},
           "gatewayId",
           "/20190501/gateways",
           20,  // apigatewaylimits
           {}},
      Kind{"/20240430/schedules",
           "resourceschedule",
           "compartmentId",
           false,
           true,
           false,
           {"compartmentId", "action", "recurrenceDetails", "recurrenceType"},
           {"displayName", "description", "action", "recurrenceDetails", "recurrenceType",
            "resources"},
           nullptr,
           nullptr,
           0,
           {}}};
  for (const auto& kind : kKinds) {
    const std::string_view root = kind.path;
    if (path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/'))
      return &kind;
  }
  return nullptr;
}

bool Management::Serves(const std::string& path) {
  return FindKind(path) != nullptr || path.starts_with("/20160918/compartments/") ||
         path.starts_with("/20190501/workRequests/") || path.starts_with("/20240430/workRequests/");
}

oci::Result<std::unique_ptr<Management>> Management::Open(Options options) {
  OCI_RETURN_IF_ERROR(MakeFolder(options.folder));
  const auto file = options.folder / kFile;
  std::unique_ptr<Management> management(new Management(std::move(options)));
  management->documents_ = ReadDocument(file);
  return management;
}

oci::Status Management::Save() const {
  return WriteWholeFile(options_.folder / kFile, Dump(documents_));
}

Response Management::Handle(const Request& request) {
  const std::lock_guard lock(mutex_);
  constexpr std::string_view kCompartments = "/20160918/compartments/";
  if (request.path.starts_with(kCompartments)) {
    const auto id = common::PercentDecodeLoosely(request.path.substr(kCompartments.size()));
    if (request.method != "GET" || id != options_.compartment_id) return NotFound();
    return Answer({{"id", id},
                   {"compartmentId", options_.tenancy_id},
                   {"name", "fotogal"},
                   {"description", "the stand-in's"},
                   {"lifecycleState", "ACTIVE"},
                   {"timeCreated", common::Rfc3339(options_.clock())}},
                  false);
  }
  if (const auto at = request.path.find("/workRequests/"); at != std::string::npos)
    return WorkRequest(request, common::PercentDecodeLoosely(request.path.substr(at + 14)));
  const Kind* kind = FindKind(request.path);
  if (kind == nullptr) return NotFound();
  if (kind->ocid == std::string("fnfunc") && request.method == "POST" &&
      request.path.ends_with("/actions/invoke"))
    return NotInvokedHere();
  const size_t root = std::string_view(kind->path).size();
  if (request.path.size() == root) {
    if (request.method == "GET") return List(request, *kind);
    if (request.method == "POST") return Create(request, *kind);
  } else {
    const auto id = common::PercentDecodeLoosely(request.path.substr(root + 1));
    if (id.find('/') == std::string::npos || StateAfter(kind->ocid, id))
      return HandleOne(request, *kind, id);
  }
  return ErrorResponse(
      501, "NotImplemented",
      request.method + " " + request.path + " is not supported by the FotoGal stand-in");
}

// Work is done before it is answered; its id names what it was done to.
Response Management::WorkRequest(const Request& request, const std::string& id) const {
  if (request.method != "GET" || !id.starts_with(kWorkRequest)) return NotFound();
  const std::string now = common::Rfc3339(options_.clock());
  return Answer({{"id", id},
                 {"status", "SUCCEEDED"},
                 {"operationType", "CREATE"},
                 {"compartmentId", options_.compartment_id},
                 {"percentComplete", 100},
                 {"resources", json::array()},
                 {"timeAccepted", now},
                 {"timeStarted", now},
                 {"timeFinished", now}},
                false);
}

void Management::Settle(json& document) {
  if (StringMember(document, "lifecycleState") == "CREATING") document["lifecycleState"] = "ACTIVE";
}

// Addresses are told anew each time: the ports behind them are others after a restart.
json Management::Shown(json document) const {
  const auto id = StringMember(document, "id");
  if (id.starts_with(kFunctionOcid)) {
    document.erase("invokeEndpoint");
    if (!options_.invoke_url.empty()) document["invokeEndpoint"] = options_.invoke_url;
  }
  if (id.starts_with(kDeploymentOcid) && !options_.deployments_url.empty())
    document["endpoint"] = options_.deployments_url + StringMember(document, "pathPrefix");
  return document;
}

Response Management::List(const Request& request, const Kind& kind) {
  const auto scope = QueryValue(request, kind.scope);
  if (!scope || scope->empty()) return InvalidParameter(std::string(kind.scope) + " is missing");
  const auto name = QueryValue(request, "displayName");
  json items = json::array();
  for (auto& [id, document] : documents_.items()) {
    if (document["kind"] != kind.path || document["body"][kind.scope] != *scope) continue;
    if (name && document["body"]["displayName"] != *name) continue;
    items.push_back(Shown(document["body"]));
    Settle(document["body"]);
  }
  json body = std::move(items);
  if (!kind.bare_list) body = {{"items", std::move(body)}};
  return {200, {{"Content-Type", "application/json"}}, Dump(body)};
}

size_t Management::CountOf(const Kind& kind, const json& parent) const {
  return static_cast<size_t>(
      std::count_if(documents_.begin(), documents_.end(), [&](const json& document) {
        return document["kind"] == kind.path && document["body"][kind.parent] == parent;
      }));
}

std::optional<Response> Management::RefuseParents(const json& details, const Kind& kind) const {
  if (kind.parent != nullptr) {
    const auto parent = documents_.find(StringMember(details, kind.parent));
    if (parent == documents_.end() || (*parent)["kind"] != kind.parent_path) return NotFound();
  }
  if (kind.most_of_parent > 0 && CountOf(kind, details[kind.parent]) >= kind.most_of_parent)
    return ErrorResponse(
        400, "LimitExceeded",
        "a gateway has " + std::to_string(kind.most_of_parent) + " deployments at the most");
  const auto compartment = StringMember(details, "compartmentId");
  if (!compartment.empty() && compartment != options_.compartment_id) return NotFound();
  return std::nullopt;
}

std::optional<Response> Management::RefuseDocument(const json& document, const Kind& kind) const {
  const std::string_view ocid = kind.ocid;
  std::optional<std::string> wrong;
  if (ocid == "fnfunc") {
    const auto application = documents_.find(StringMember(document, "applicationId"));
    wrong = WrongFunction(document);
    if (!wrong && application != documents_.end())
      wrong = WrongConfig((*application)["body"].value("config", json()),
                          document.value("config", json()));
  }
  if (ocid == "fnapp") wrong = WrongConfig(document.value("config", json()), nullptr);
  if (ocid == "resourceschedule") wrong = WrongSchedule(document, options_.schedule_times_an_hour);
  return wrong ? std::optional(InvalidParameter(*wrong)) : std::nullopt;
}

json Management::NewDocument(const json& details, const Kind& kind) {
  const std::string unique = oci::Hex(options_.random(20));
  json body = details;
  for (const auto& [name, value] : kind.defaults)
    if (!body.contains(name)) body[name] = value;
  const std::string id = std::string("ocid1.") + kind.ocid + ".oc1.local." + unique;
  body["id"] = id;
  body["lifecycleState"] = kind.ocid == std::string("containerrepo") ? "AVAILABLE" : "CREATING";
  body["timeCreated"] = body["timeUpdated"] = common::Rfc3339(options_.clock());
  if (!body.contains("compartmentId")) body["compartmentId"] = options_.compartment_id;
  if (kind.ocid == std::string("containerrepo")) body["namespace"] = options_.object_namespace;
  if (kind.ocid == std::string("apigateway"))
    body["hostname"] = unique.substr(0, 26) + ".apigateway.local.oci.customer-oci.com";
  if (kind.ocid == std::string("apideployment")) {
    const auto& gateway = documents_[StringMember(details, "gatewayId")]["body"];
    body["endpoint"] =
        "https://" + StringMember(gateway, "hostname") + StringMember(details, "pathPrefix");
  }
  return {{"kind", kind.path}, {"body", std::move(body)}};
}

Response Management::Create(const Request& request, const Kind& kind) {
  const auto details = BodyOf(request);
  if (!details.ok()) return InvalidParameter(details.error().message);
  for (const char* name : kind.required)
    if (!details->contains(name) || (*details)[name].is_null())
      return InvalidParameter(std::string(name) + " may not be null");
  if (auto refusal = RefuseParents(*details, kind)) return std::move(*refusal);
  if (auto refusal = RefuseDocument(*details, kind)) return std::move(*refusal);
  if (auto refusal = RefuseSpecification(kind.ocid, *details)) return std::move(*refusal);
  const std::string token(oci::FindHeader(request.headers, "opc-retry-token"));
  for (const auto& [id, document] : documents_.items()) {
    if (document["kind"] != kind.path) continue;
    // The retry of a creation is answered as the creation was.
    if (!token.empty() && StringMember(document, "token") == token)
      return Answer(document["body"], kind.work_request);
    if (kind.named_once && document["body"][kind.scope] == (*details)[kind.scope] &&
        document["body"]["displayName"] == (*details)["displayName"])
      return Conflict("a resource of this name exists already");
  }
  json document = NewDocument(*details, kind);
  document["token"] = token;
  const json body = document["body"];
  documents_[StringMember(body, "id")] = std::move(document);
  if (auto saved = Save(); !saved.ok()) return ErrorResponse(500, "InternalServerError", "disk");
  return Answer(body, kind.work_request);
}

Response Management::HandleOne(const Request& request, const Kind& kind, const std::string& path) {
  const std::string id = path.substr(0, path.find('/'));
  const auto found = documents_.find(id);
  if (found == documents_.end() || (*found)["kind"] != kind.path) return NotFound();
  json& body = (*found)["body"];
  const auto if_match = oci::FindHeader(request.headers, "if-match");
  if (request.method != "GET" && !if_match.empty() && if_match != EtagOf(body))
    return ErrorResponse(412, "NoEtagMatch", "the resource has changed");
  if (id != path) {
    if (request.method != "POST")
      return ErrorResponse(405, "MethodNotAllowed", "an action is POST");
    body["lifecycleState"] = *StateAfter(kind.ocid, path);
    if (auto saved = Save(); !saved.ok()) return ErrorResponse(500, "InternalServerError", "disk");
    return Accepted(oci::Hex(options_.random(10)));
  }
  if (request.method == "GET") {
    const Response answer = Answer(body, false);
    Settle(body);
    return answer;
  }
  if (request.method == "PUT") return Update(request, kind, body);
  if (request.method == "DELETE") return Remove(kind, id);
  return ErrorResponse(405, "MethodNotAllowed", request.method + " is not allowed here");
}

Response Management::Update(const Request& request, const Kind& kind, json& body) {
  const auto details = BodyOf(request);
  if (!details.ok()) return InvalidParameter(details.error().message);
  for (const auto& [name, value] : details->items()) {
    const bool known = std::any_of(kind.changeable.begin(), kind.changeable.end(),
                                   [&](const char* member) { return name == member; });
    if (!known) return InvalidParameter(name + " cannot be changed");
  }
  json changed = body;
  changed.update(*details);
  if (auto refusal = RefuseDocument(changed, kind)) return std::move(*refusal);
  if (auto refusal = RefuseSpecification(kind.ocid, *details)) return std::move(*refusal);
  body = std::move(changed);
  body["timeUpdated"] = common::Rfc3339(options_.clock());
  if (auto saved = Save(); !saved.ok()) return ErrorResponse(500, "InternalServerError", "disk");
  return Answer(body, kind.work_request);
}

Response Management::Remove(const Kind& kind, const std::string& id) {
  for (const auto& [other, document] : documents_.items()) {
    for (const char* parent : {"applicationId", "gatewayId"})
      if (other != id && StringMember(document["body"], parent) == id)
        return Conflict("the resource is in use by " + other);
  }
  documents_.erase(id);
  if (auto saved = Save(); !saved.ok()) return ErrorResponse(500, "InternalServerError", "disk");
  return kind.work_request ? Accepted(oci::Hex(options_.random(10))) : Response{204, {}, ""};
}

Response Management::Answer(const json& document, bool with_work_request) const {
  Response response{200,
                    {{"Content-Type", "application/json"}, {"etag", EtagOf(document)}},
                    Dump(Shown(document))};
  if (with_work_request) {
    response.headers.emplace_back("opc-work-request-id",
                                  kWorkRequest + oci::Hex(options_.random(10)));
  }
  return response;
}

}  // namespace standin
