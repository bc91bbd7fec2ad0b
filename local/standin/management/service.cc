#include "local/standin/management/service.h"

#include <algorithm>
#include <vector>

#include "common/ascii.h"
#include "common/percent.h"
#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "local/standin/management/kinds.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr const char* kFile = "resources.json";
constexpr std::string_view kFunctionOcid = "ocid1.fnfunc.";
constexpr std::string_view kDeploymentOcid = "ocid1.apideployment.";
constexpr const char* kWorkRequest = "ocid1.workrequest.oc1.local.";

std::string Dump(const json& body) { return oci::JsonText(body); }

std::string EtagOf(const json& document) {
  return oci::Hex(oci::Sha256(oci::JsonText(document))).substr(0, 32);
}

void Settle(json& document, const ResourceKind& kind) {
  if (StringMember(document, "lifecycleState") == kind.made)
    document["lifecycleState"] = kind.ready;
}

// Whether a resource refers to another by a member of its own, other than its id.
bool RefersTo(const json& body, const std::string& id) {
  return std::any_of(body.items().begin(), body.items().end(), [&id](const auto& member) {
    const json& value = member.value();
    return member.key() != "id" &&
           (value == id ||
            (value.is_array() && std::find(value.begin(), value.end(), id) != value.end()));
  });
}

}  // namespace

Response Management::Conflict(const std::string& message) {
  return ErrorResponse(409, "Conflict", message);
}

Response Management::DiskFailed() { return ErrorResponse(500, "InternalServerError", "disk"); }

oci::Result<json> Management::BodyOf(const Request& request) {
  auto body = oci::JsonOf(request.body);
  if (!body.is_object())
    return oci::Error{"InvalidParameter", "the body is not a JSON object", 400, ""};
  return body;
}

Management::Management(Options options)
    : options_(std::move(options)),
      work_({options_.folder / "work_requests.json", kWorkRequest, "SUCCEEDED", options_.clock,
             options_.random}) {}

// Adds the routes for all operations on a collection and its resources.
void Management::AddRoutes(const ResourceKind& kind, std::vector<ManagementRoute>& routes) {
  using M = Management;
  const auto add = [&](const char* methods, std::string pattern, Function function) {
    routes.push_back({methods, kind.path + std::move(pattern), {function, &kind}});
  };
  const std::string end = kind.slash_may_end ? "[/]" : "";
  add("GET", end, &M::List);
  add("POST", end, &M::Create);
  add("*", end, &M::RefuseRoute);
  add("GET", "/{id}", &M::Get);
  add("PUT", "/{id}", &M::Update);
  // A compartment can be deleted when nothing is in it, which no service here tells.
  add("DELETE", "/{id}", kind.Is(kCompartmentKind) ? &M::RefuseRoute : &M::Remove);
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
    std::vector<ManagementRoute> routes;
    for (const std::string service : {"/20190501", "/20240430", "/20170907"}) {
      routes.push_back({"GET", service + "/workRequests", {&M::ListWorkRequests}});
      routes.push_back({"GET", service + "/workRequests/{id}", {&M::GetWorkRequest}});
      routes.push_back({"GET", service + "/workRequests/{id}/errors", {&M::GetWorkDetails}});
      routes.push_back({"GET", service + "/workRequests/{id}/logs", {&M::GetWorkDetails}});
      routes.push_back({"*", service + "/workRequests", {&M::RefuseRoute}});
      routes.push_back({"*", service + "/workRequests/{id...}", {&M::RefuseUnseen}});
    }
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
  management->AddWhatIsThere();
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

bool Management::IsApprovedSender(const std::string& compartment_id, const std::string& email) {
  const std::lock_guard lock(mutex_);
  const ResourceKind& senders = KindOf(kSenderKind);
  return std::ranges::any_of(documents_, [&](const json& document) {
    if (document["kind"] != senders.path) return false;
    const json& body = document["body"];
    return StringMember(body, "compartmentId") == compartment_id &&
           common::EqualNoCase(StringMember(body, "emailAddress"), email);
  });
}

oci::Result<std::string> Management::RecordWork(const ResourceKind& kind, const std::string& verb,
                                                const json& body) {
  if (kind.operation == nullptr) return std::string();
  const std::string id = StringMember(body, "id");
  return work_.Record(
      verb + "_" + kind.operation, StringMember(body, "compartmentId"),
      json::array({WorkResource(verb + "D", kind.entity, id, std::string(kind.path) + "/" + id)}));
}

Response Management::GetWorkRequest(const Request&, const std::string& id, const ResourceKind*) {
  return work_.Get(id);
}

Response Management::GetWorkDetails(const Request&, const std::string& id, const ResourceKind*) {
  return work_.GetDetails(id, WorkRequests::AsItems);
}

Response Management::ListWorkRequests(const Request& request, const std::string&,
                                      const ResourceKind*) {
  return work_.GetList(request, WorkRequests::AsItems);
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

// Of compartments, all of a tenancy may be asked for.
bool Management::IsOfAll(const Request& request, const ResourceKind& kind,
                         const std::string& scope) const {
  return kind.Is(kCompartmentKind) && scope == options_.tenancy_id &&
         QueryValue(request, "compartmentIdInSubtree") == "true";
}

Response Management::List(const Request& request, const std::string&, const ResourceKind* of) {
  const ResourceKind& kind = *of;
  const auto scope = QueryValue(request, kind.scope);
  if (!scope || scope->empty()) return InvalidParameter(std::string(kind.scope) + " is missing");
  const auto is_asked = [&](const json& body, const char* member) {
    const auto value = QueryValue(request, member);
    return !value || StringMember(body, member) == *value;
  };
  const bool of_all = IsOfAll(request, kind, *scope);
  json items = json::array();
  for (auto& [id, document] : documents_.items()) {
    json& body = document["body"];
    if (document["kind"] != kind.path || (!of_all && body[kind.scope] != *scope)) continue;
    if (!is_asked(body, kind.name) || !is_asked(body, "lifecycleState")) continue;
    if (kind.parent != nullptr && !is_asked(body, kind.parent)) continue;
    items.push_back(Shown(body));
    Settle(body, kind);
  }
  json list = std::move(items);
  if (!kind.bare_list) list = {{"items", std::move(list)}};
  return {200, {{"Content-Type", "application/json"}}, Dump(list)};
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
  const Response answer = Answer(*body);
  Settle(*body, *kind);
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
  return SetState(request, Find(id, *kind), *kind, "ACTIVE");
}

Response Management::DeactivateSchedule(const Request& request, const std::string& id,
                                        const ResourceKind* kind) {
  return SetState(request, Find(id, *kind), *kind, "INACTIVE");
}

Response Management::SetState(const Request& request, json* body, const ResourceKind& kind,
                              const char* state) {
  if (auto refusal = RefuseChange(request, body)) return std::move(*refusal);
  const auto work = RecordWork(kind, "UPDATE", *body);
  if (!work.ok()) return DiskFailed();
  (*body)["lifecycleState"] = state;
  if (auto saved = Save(); !saved.ok()) return DiskFailed();
  return {202, {{"opc-work-request-id", *work}}, ""};
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
  if (auto refusal = RefuseSpecification(kind, *details)) return std::move(*refusal);
  const auto work = RecordWork(kind, "UPDATE", body);
  if (!work.ok()) return DiskFailed();
  body = std::move(changed);
  body["timeUpdated"] = common::Rfc3339(options_.clock());
  if (auto saved = Save(); !saved.ok()) return DiskFailed();
  return Answer(body, *work);
}

Response Management::Remove(const Request& request, const std::string& id,
                            const ResourceKind* kind) {
  const json* body = Find(id, *kind);
  if (auto refusal = RefuseChange(request, body)) return std::move(*refusal);
  if (documents_[id].contains("stays"))
    return Conflict("the resource is of the local cloud itself");
  std::vector<std::string> gone = {id};
  for (const auto& [other, document] : documents_.items()) {
    if (StringMember(document, "goes_with") == id) {
      gone.push_back(other);
    } else if (RefersTo(document["body"], id)) {
      return Conflict("the resource is in use by " + other);
    }
  }
  const auto work = RecordWork(*kind, "DELETE", *body);
  if (!work.ok()) return DiskFailed();
  for (const auto& each : gone) documents_.erase(each);
  if (auto saved = Save(); !saved.ok()) return DiskFailed();
  if (work->empty()) return {204, {}, ""};
  return {202, {{"opc-work-request-id", *work}}, ""};
}

Response Management::Answer(const json& document, const std::string& work_request) const {
  Response response{200,
                    {{"Content-Type", "application/json"}, {"etag", EtagOf(document)}},
                    Dump(Shown(document))};
  if (!work_request.empty()) response.headers.emplace_back("opc-work-request-id", work_request);
  return response;
}

}  // namespace standin
