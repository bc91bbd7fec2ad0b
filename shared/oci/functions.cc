#include "oci/functions.h"

namespace oci::functions {
namespace {

constexpr size_t kMostBodyBytes = 6 << 20;

Result<HttpRequest> MakeRequest(const std::string& endpoint, const std::string& function_id,
                                const char* invoke_type, const std::string& body) {
  if (body.size() > kMostBodyBytes) {
    return InvalidRequest("a function's request body is limited to 6 MB");
  }
  HttpRequest request;
  request.method = "POST";
  request.url = endpoint + "/20181201/functions/" + PercentEncode(function_id) + "/actions/invoke";
  request.headers = {{"fn-invoke-type", invoke_type}};
  request.body = body;
  return request;
}

}  // namespace

Client::Client(std::shared_ptr<Requester> requester, std::string endpoint)
    : requester_(std::move(requester)), endpoint_(std::move(endpoint)) {}

Result<std::string> Client::Invoke(Call& call, const std::string& function_id,
                                   const std::string& body) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request, MakeRequest(endpoint_, function_id, "sync", body));
  OCI_ASSIGN_OR_RETURN(HttpResponse answer,
                       requester_->Send(call, std::move(request), Retry::kNever));
  return std::move(answer.body);
}

Status Client::InvokeDetached(Call& call, const std::string& function_id, const std::string& body) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request, MakeRequest(endpoint_, function_id, "detached", body));
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kIdempotent));
  return Ok();
}

}  // namespace oci::functions
