#include "oci/logging.h"

#include "common/rfc3339.h"
#include "oci/json_text.h"

namespace oci::logging {
namespace {

using Json = nlohmann::json;

Result<HttpRequest> PostJson(std::string url, const Json& body) {
  HttpRequest request;
  request.method = "POST";
  request.url = std::move(url);
  OCI_ASSIGN_OR_RETURN(request.body, DumpJson(body));
  return request;
}

// The id of the item with that display name; reads all pages of the list.
Result<std::optional<std::string>> FindByName(Requester& requester, Call& call,
                                              const std::string& url, const std::string& name) {
  std::string page;
  do {
    HttpRequest request;
    request.method = "GET";
    request.url = url;
    if (!page.empty()) request.url += "&page=" + PercentEncode(page);
    OCI_ASSIGN_OR_RETURN(const HttpResponse answer,
                         requester.Send(call, std::move(request), Retry::kIdempotent));
    OCI_ASSIGN_OR_RETURN(const Json list, ParseJson(answer));
    for (const Json& item : list.is_array() ? list : ArrayMember(list, "items")) {
      if (StringMember(item, "displayName") == name) {
        return std::optional<std::string>(StringMember(item, "id"));
      }
    }
    page = FindHeader(answer.headers, "opc-next-page");
  } while (!page.empty());
  return std::optional<std::string>();
}

}  // namespace

IngestionClient::IngestionClient(std::shared_ptr<Requester> requester, std::string endpoint)
    : requester_(std::move(requester)), endpoint_(std::move(endpoint)) {}

Status IngestionClient::Push(Call& call, const std::string& log_id, const std::string& type,
                             const std::string& subject, const std::vector<Entry>& entries) {
  Json list = Json::array();
  for (const Entry& entry : entries) {
    list.push_back({{"data", entry.data}, {"id", entry.id}, {"time", common::Rfc3339(entry.time)}});
  }
  const Json body = {
      {"specversion", "1.0"},
      {"logEntryBatches", Json::array({{{"entries", std::move(list)},
                                        {"source", "fotogal"},
                                        {"type", type},
                                        {"subject", subject},
                                        {"defaultlogentrytime", common::Rfc3339(call.Now())}}})}};
  OCI_ASSIGN_OR_RETURN(
      HttpRequest request,
      PostJson(endpoint_ + "/20200831/logs/" + PercentEncode(log_id) + "/actions/push", body));
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kNever));
  return Ok();
}

ManagementClient::ManagementClient(std::shared_ptr<Requester> requester, std::string endpoint,
                                   std::string compartment_id)
    : requester_(std::move(requester)),
      endpoint_(std::move(endpoint)),
      compartment_id_(std::move(compartment_id)) {}

Result<std::optional<std::string>> ManagementClient::FindLogGroup(Call& call,
                                                                  const std::string& name) {
  return FindByName(*requester_, call,
                    endpoint_ + "/20200531/logGroups?compartmentId=" +
                        PercentEncode(compartment_id_) + "&displayName=" + PercentEncode(name),
                    name);
}

Result<std::optional<std::string>> ManagementClient::FindLog(Call& call,
                                                             const std::string& log_group_id,
                                                             const std::string& name) {
  return FindByName(*requester_, call,
                    endpoint_ + "/20200531/logGroups/" + PercentEncode(log_group_id) +
                        "/logs?displayName=" + PercentEncode(name),
                    name);
}

Status ManagementClient::CreateLogGroup(Call& call, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       PostJson(endpoint_ + "/20200531/logGroups",
                                {{"compartmentId", compartment_id_}, {"displayName", name}}));
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kNever));
  return Ok();
}

Status ManagementClient::CreateLog(Call& call, const std::string& log_group_id,
                                   const std::string& name) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request, PostJson(endpoint_ + "/20200531/logGroups/" +
                                                         PercentEncode(log_group_id) + "/logs",
                                                     {{"displayName", name},
                                                      {"logType", "CUSTOM"},
                                                      {"isEnabled", true},
                                                      {"retentionDuration", 30}}));
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kNever));
  return Ok();
}

Status ManagementClient::Delete(Call& call, const std::string& path) {
  HttpRequest request;
  request.method = "DELETE";
  request.url = endpoint_ + "/20200531/logGroups/" + path;
  const auto deleted = requester_->Send(call, std::move(request), Retry::kIdempotent);
  if (deleted.ok() || deleted.error().http_status == 404) return Ok();
  return deleted.error();
}

Status ManagementClient::DeleteLog(Call& call, const std::string& log_group_id,
                                   const std::string& log_id) {
  return Delete(call, PercentEncode(log_group_id) + "/logs/" + PercentEncode(log_id));
}

Status ManagementClient::DeleteLogGroup(Call& call, const std::string& log_group_id) {
  return Delete(call, PercentEncode(log_group_id));
}

}  // namespace oci::logging
