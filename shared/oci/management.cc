#include "oci/management.h"

#include "oci/json_text.h"

namespace oci::management {
namespace {

bool IsGone(const Json& resource) {
  const auto state = StringMember(resource, "lifecycleState");
  return state == "DELETED" || state == "DELETING";
}
bool HasFailed(const Json& resource) {
  return StringMember(resource, "lifecycleState") == "FAILED";
}
bool IsOnTheWay(const Json& resource) {
  const auto state = StringMember(resource, "lifecycleState");
  return state == "CREATING" || state == "UPDATING";
}

}  // namespace

Client::Client(std::shared_ptr<Requester> requester, Collection collection, Patience patience)
    : requester_(std::move(requester)), collection_(std::move(collection)), patience_(patience) {}

std::string Client::Url(const std::string& id) const {
  return collection_.endpoint + collection_.path + "/" + PercentEncode(id);
}

Result<std::vector<Json>> Client::List(Call& call, const std::string& scope_id) {
  std::vector<Json> resources;
  std::string page;
  do {
    HttpRequest request;
    request.method = "GET";
    request.url = collection_.endpoint + collection_.path + "?" + collection_.scope + "=" +
                  PercentEncode(scope_id);
    if (!page.empty()) request.url += "&page=" + PercentEncode(page);
    OCI_ASSIGN_OR_RETURN(const HttpResponse answer,
                         requester_->Send(call, std::move(request), Retry::kIdempotent));
    OCI_ASSIGN_OR_RETURN(const Json list, ParseJson(answer));
    for (const Json& item : list.is_array() ? list : ArrayMember(list, "items"))
      if (!IsGone(item)) resources.push_back(item);
    page = FindHeader(answer.headers, "opc-next-page");
  } while (!page.empty());
  return resources;
}

Result<std::optional<Json>> Client::Find(Call& call, const std::string& scope_id,
                                         const std::string& display_name) {
  OCI_ASSIGN_OR_RETURN(const auto resources, List(call, scope_id));
  for (const Json& resource : resources) {
    if (StringMember(resource, "displayName") != display_name || HasFailed(resource)) continue;
    return Get(call, StringMember(resource, "id"));
  }
  return std::optional<Json>();
}

Result<std::optional<Json>> Client::Get(Call& call, const std::string& id) {
  HttpRequest request;
  request.method = "GET";
  request.url = Url(id);
  auto answer = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (!answer.ok() && answer.error().http_status == 404) return std::optional<Json>();
  OCI_RETURN_IF_ERROR(answer);
  OCI_ASSIGN_OR_RETURN(Json resource, ParseJson(*answer));
  if (IsGone(resource)) return std::optional<Json>();
  return std::optional<Json>(std::move(resource));
}

Result<Json> Client::SendBody(Call& call, const char* method, std::string url, const Json& body,
                              const std::string& retry_token) {
  HttpRequest request;
  request.method = method;
  request.url = std::move(url);
  OCI_ASSIGN_OR_RETURN(request.body, DumpJson(body));
  if (!retry_token.empty()) request.headers.emplace_back("opc-retry-token", retry_token);
  OCI_ASSIGN_OR_RETURN(const HttpResponse answer,
                       requester_->Send(call, std::move(request), Retry::kIdempotent));
  // The response to an update of a gateway or a deployment has no body.
  if (answer.body.empty()) return Json(Json::object());
  return ParseJson(answer);
}

Result<Json> Client::AwaitReady(Call& call, Json resource) {
  const std::string id = StringMember(resource, "id");
  for (;;) {
    OCI_ASSIGN_OR_RETURN(auto current, Get(call, id));
    if (!current)
      return Error{"NotFound", id + " has gone while it was being made", 404, "", false};
    if (HasFailed(*current)) {
      return Error{"Failed", id + ": " + StringMember(*current, "lifecycleDetails"), 0, "", false};
    }
    if (!IsOnTheWay(*current)) return std::move(*current);
    if (!requester_->Wait(call, patience_.look_every)) return DeadlineExceeded(id);
  }
}

Result<Json> Client::Create(Call& call, const Json& details, const std::string& retry_token) {
  OCI_ASSIGN_OR_RETURN(Json made, SendBody(call, "POST", collection_.endpoint + collection_.path,
                                           details, retry_token));
  return AwaitReady(call, std::move(made));
}

Result<Json> Client::Update(Call& call, const std::string& id, const Json& details) {
  OCI_RETURN_IF_ERROR(SendBody(call, "PUT", Url(id), details, ""));
  return AwaitReady(call, {{"id", id}});
}

Result<Json> Client::Act(Call& call, const std::string& id, const std::string& action) {
  HttpRequest request;
  request.method = "POST";
  request.url = Url(id) + "/actions/" + action;
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kIdempotent));
  return AwaitReady(call, {{"id", id}});
}

Status Client::Delete(Call& call, const std::string& id) {
  HttpRequest request;
  request.method = "DELETE";
  request.url = Url(id);
  const auto deleted = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (!deleted.ok() && deleted.error().http_status != 404) return deleted.error();
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto left, Get(call, id));
    if (!left) return Ok();
    if (!requester_->Wait(call, patience_.look_every)) return DeadlineExceeded(id);
  }
}

}  // namespace oci::management
