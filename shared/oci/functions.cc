#include "oci/functions.h"

#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace oci::functions {
namespace {

constexpr size_t kMostBodyBytes = 6 << 20;

std::string AddressOf(const std::string& endpoint, const std::string& function_id) {
  return endpoint + "/20181201/functions/" + PercentEncode(function_id);
}

Result<HttpRequest> MakeRequest(const Target& target, HeaderList headers, const std::string& body) {
  if (target.endpoint.empty() || target.function_id.empty())
    return ConfigurationError("a function's id or invoke endpoint is not known: \"" +
                              target.function_id + "\" at \"" + target.endpoint + "\"");
  if (body.size() > kMostBodyBytes) {
    return InvalidRequest("a function's request body is limited to 6 MB");
  }
  HttpRequest request;
  request.method = "POST";
  request.url = AddressOf(target.endpoint, target.function_id) + "/actions/invoke";
  request.headers = std::move(headers);
  request.body = body;
  return request;
}

}  // namespace

Client::Client(std::shared_ptr<Requester> requester) : requester_(std::move(requester)) {}

Result<std::string> Client::Invoke(Call& call, const Target& target, const std::string& body) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       MakeRequest(target, {{"fn-invoke-type", "sync"}}, body));
  OCI_ASSIGN_OR_RETURN(HttpResponse answer,
                       requester_->Send(call, std::move(request), Retry::kNever));
  return std::move(answer.body);
}

Status Client::InvokeDetached(Call& call, const Target& target, const std::string& body) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       MakeRequest(target, {{"fn-invoke-type", "detached"}}, body));
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kIdempotent));
  return Ok();
}

Status Client::DryRun(Call& call, const Target& target) {
  OCI_ASSIGN_OR_RETURN(
      HttpRequest request,
      MakeRequest(target, {{"fn-invoke-type", "detached"}, {"is-dry-run", "true"}}, ""));
  OCI_RETURN_IF_ERROR(requester_->Send(call, std::move(request), Retry::kIdempotent));
  return Ok();
}

Result<std::string> Client::FindInvokeEndpoint(Call& call, const std::string& management_endpoint,
                                               const std::string& function_id) {
  HttpRequest request{"GET", AddressOf(management_endpoint, function_id), {}, ""};
  OCI_ASSIGN_OR_RETURN(const HttpResponse answer,
                       requester_->Send(call, std::move(request), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(const auto document, ParseJson(answer));
  const std::string endpoint = StringMember(document, "invokeEndpoint");
  if (endpoint.empty())
    return BadResponse("function " + function_id + " has no invokeEndpoint", answer.status, "");
  return endpoint;
}

}  // namespace oci::functions
