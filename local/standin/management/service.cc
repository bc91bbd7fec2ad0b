#include "local/standin/management/service.h"

#include <algorithm>
#include <vector>

#include "common/percent.h"
#include "common/rfc3339.h"
#include "local/specification/check.h"
#include "local/standin/base/files.h"
#include "local/standin/management/kinds.h"
#include "local/standin/management/rules.h"
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

// The body as a JSON object; the error says what is wrong with it.
oci::Result<json> BodyOf(const Request& request) {
  auto body = oci::JsonOf(request.body);
  if (!body.is_object())
    return oci::Error{"InvalidParameter", "the body is not a JSON object", 400, ""};
  return body;
}

// For a deployment: refuses a specification that breaks rules, and lists all of them.
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

// Adds the routes for all operations on a collection and its resources.
void Management::AddRoutes(const ResourceKind& kind, std::vector<ManagementRoute>& routes) {
  using M = Management;
  const auto add = [&](const char* methods, std::string pattern, Function function) {
    routes.push_back({methods, kind.path + std::move(pattern), {function, &kind}});
  };
  add("GET", "", &M::List);
  add("POST", "", &M::Create);
  add("*", "", &M::RefuseRoute);
  add("GET", "/{id}", &M::Get);
  add("PUT", "/{id}", &M::Update);
  add("DELETE", "/{id}", &M::Remove);
  add("*", "/{id}", &M::RefuseMethod);
  if (kind.ocid == kFunctionKind) add("POST", "/{id}/actions/invoke", &M::RefuseInvocation);
  if (kind.ocid == kScheduleKind) {
    add("POST", "/{id}/actions/activateSchedule", &M::ActivateSchedule);
    add("POST", "/{id}/actions/deactivateSchedule", &M::DeactivateSchedule);
    add("*", "/{id}/actions/activateSchedule", &M::RefuseMethodOfAction);
    add("*", "/{id}/actions/deactivateSchedule", &M::RefuseMethodOfAction);
  }
  add("*", "/{id}/{rest...}", &M::RefuseRoute);
}

const std::vector<Management::ManagementRoute>& Management::Routes() {
  using M = Management;
  static const std::vector<ManagementRoute> kRoutes = [] {
    std::vector<ManagementRoute> routes = {
        {"GET", "/20160918/compartments/{id...}", {&M::GetCompartment}},
        {"*", "/20160918/compartments/{id...}", {&M::RefuseUnseen}},
        {"GET", "/20190501/workRequests/{id...}", {&M::GetWorkRequest}},
        {"*", "/20190501/workRequests/{id...}", {&M::RefuseUnseen}},
        {"GET", "/20240430/workRequests/{id...}", {&M::GetWorkRequest}},
        {"*", "/20240430/workRequests/{id...}", {&M::RefuseUnseen}}};
    for (const ResourceKind& kind : ResourceKinds()) AddRoutes(kind, routes);
    return routes;
  }();
  return kRoutes;
}

bool Management::Serves(const std::string& path) {
  return std::any_of(Routes().begin(), Routes().end(), [&path](const ManagementRoute& route) {
    return MatchPath(route.pattern, path).has_value();
  });
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
  const auto found = FindRoute(Routes(), request.method, request.path);
  if (!found) return NotFound();
  const auto& [function, kind] = found->route->handler;
  const std::lock_guard lock(mutex_);
  return (this->*function)(request, found->values["id"], kind);
}

Response Management::GetCompartment(const Request&, const std::string& id, const ResourceKind*) {
  if (id != options_.compartment_id) return NotFound();
  return Answer({{"id", id},
                 {"compartmentId", options_.tenancy_id},
                 {"name", "fotogal"},
                 {"description", "the stand-in's"},
                 {"lifecycleState", "ACTIVE"},
                 {"timeCreated", common::Rfc3339(options_.clock())}},
                false);
}

// Work is done before the response is sent; the id of the work request names the resource.
Response Management::GetWorkRequest(const Request&, const std::string& id, const ResourceKind*) {
  if (!id.starts_with(kWorkRequest)) return NotFound();
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

Response Management::RefuseUnseen(const Request&, const std::string&, const ResourceKind*) {
  return NotFound();
}

Response Management::RefuseRoute(const Request& request, const std::string&, const ResourceKind*) {
  return NotServed(request);
}

// The endpoint of the region manages functions and cannot invoke them.
Response Management::RefuseInvocation(const Request&, const std::string&, const ResourceKind*) {
  return ErrorResponse(404, "NotAuthorizedOrNotFound",
                       "You're trying to invoke a function without setting the invoke endpoint.");
}

void Management::Settle(json& document) {
  if (StringMember(document, "lifecycleState") == "CREATING") document["lifecycleState"] = "ACTIVE";
}

// Endpoints are inserted each time, because their ports change when the cloud restarts.
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

Response Management::List(const Request& request, const std::string&, const ResourceKind* of) {
  const ResourceKind& kind = *of;
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

size_t Management::CountOf(const ResourceKind& kind, const json& parent) const {
  return static_cast<size_t>(
      std::count_if(documents_.begin(), documents_.end(), [&](const json& document) {
        return document["kind"] == kind.path && document["body"][kind.parent] == parent;
      }));
}

std::optional<Response> Management::RefuseParents(const json& details,
                                                  const ResourceKind& kind) const {
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

std::optional<Response> Management::RefuseDocument(const json& document,
                                                   const ResourceKind& kind) const {
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

json Management::NewDocument(const json& details, const ResourceKind& kind) {
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

Response Management::Create(const Request& request, const std::string&, const ResourceKind* of) {
  const ResourceKind& kind = *of;
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
    // The retry of a creation gets the same response as the creation.
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

json* Management::Find(const std::string& id, const ResourceKind& kind) {
  const auto found = documents_.find(id);
  if (found == documents_.end() || (*found)["kind"] != kind.path) return nullptr;
  return &(*found)["body"];
}

// Refuses a change when the resource does not exist or has another etag than the request expects.
std::optional<Response> Management::RefuseChange(const Request& request, const json* body) {
  if (body == nullptr) return NotFound();
  const auto if_match = oci::FindHeader(request.headers, "if-match");
  if (request.method != "GET" && !if_match.empty() && if_match != EtagOf(*body))
    return ErrorResponse(412, "NoEtagMatch", "the resource has changed");
  return std::nullopt;
}

Response Management::Get(const Request&, const std::string& id, const ResourceKind* kind) {
  json* body = Find(id, *kind);
  if (body == nullptr) return NotFound();
  const Response answer = Answer(*body, false);
  Settle(*body);
  return answer;
}

Response Management::RefuseMethod(const Request& request, const std::string& id,
                                  const ResourceKind* kind) {
  if (auto refusal = RefuseChange(request, Find(id, *kind))) return std::move(*refusal);
  return ErrorResponse(405, "MethodNotAllowed", request.method + " is not allowed here");
}

Response Management::RefuseMethodOfAction(const Request& request, const std::string& id,
                                          const ResourceKind* kind) {
  if (auto refusal = RefuseChange(request, Find(id, *kind))) return std::move(*refusal);
  return ErrorResponse(405, "MethodNotAllowed", "an action is POST");
}

Response Management::ActivateSchedule(const Request& request, const std::string& id,
                                      const ResourceKind* kind) {
  return SetState(request, Find(id, *kind), "ACTIVE");
}

Response Management::DeactivateSchedule(const Request& request, const std::string& id,
                                        const ResourceKind* kind) {
  return SetState(request, Find(id, *kind), "INACTIVE");
}

Response Management::SetState(const Request& request, json* body, const char* state) {
  if (auto refusal = RefuseChange(request, body)) return std::move(*refusal);
  (*body)["lifecycleState"] = state;
  if (auto saved = Save(); !saved.ok()) return ErrorResponse(500, "InternalServerError", "disk");
  return Accepted(oci::Hex(options_.random(10)));
}

Response Management::Update(const Request& request, const std::string& id, const ResourceKind* of) {
  const ResourceKind& kind = *of;
  json* found = Find(id, kind);
  if (auto refusal = RefuseChange(request, found)) return std::move(*refusal);
  json& body = *found;
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

Response Management::Remove(const Request& request, const std::string& id,
                            const ResourceKind* kind) {
  if (auto refusal = RefuseChange(request, Find(id, *kind))) return std::move(*refusal);
  for (const auto& [other, document] : documents_.items()) {
    for (const char* parent : {"applicationId", "gatewayId"})
      if (other != id && StringMember(document["body"], parent) == id)
        return Conflict("the resource is in use by " + other);
  }
  documents_.erase(id);
  if (auto saved = Save(); !saved.ok()) return ErrorResponse(500, "InternalServerError", "disk");
  return kind->work_request ? Accepted(oci::Hex(options_.random(10))) : Response{204, {}, ""};
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
