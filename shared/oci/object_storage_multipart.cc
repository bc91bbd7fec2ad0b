// Multipart uploads (docs/contracts/README.md, "Object Storage").
#include <nlohmann/json.hpp>

#include "oci/json_text.h"
#include "oci/object_storage_state.h"

namespace oci::object_storage {
namespace {

using nlohmann::json;

HttpRequest JsonRequest(const char* method, std::string url, const json& body) {
  HttpRequest request = MakeRequest(method, std::move(url));
  request.headers = {{"content-type", "application/json"}};
  request.body = JsonText(body);
  return request;
}

}  // namespace

std::string Client::UploadUrl(std::string_view name, std::string_view upload_id) const {
  return BucketUrl() + "/u/" + PercentEncode(name) + "?uploadId=" + PercentEncode(upload_id);
}

Result<std::string> Client::CreateMultipartUpload(Call& call, std::string_view name,
                                                  const std::string& content_type,
                                                  const std::string& cache_control,
                                                  const std::string& content_disposition) {
  json details{{"object", name}, {"contentType", content_type}};
  if (!cache_control.empty()) details["cacheControl"] = cache_control;
  if (!content_disposition.empty()) details["contentDisposition"] = content_disposition;
  // Not idempotent, but a second upload that nobody commits does no harm.
  OCI_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      requester_->Send(call, JsonRequest("POST", BucketUrl() + "/u", details), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(const json body, ParseJson(answer));
  return StringMember(body, "uploadId");
}

Result<Part> Client::UploadPart(Call& call, std::string_view name, std::string_view upload_id,
                                int number, std::string body) {
  HttpRequest request =
      MakeRequest("PUT", UploadUrl(name, upload_id) + "&uploadPartNum=" + std::to_string(number));
  request.headers = {{"content-type", "application/octet-stream"}};
  request.body = std::move(body);
  OCI_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      requester_->Send(call, std::move(request), Retry::kIdempotent, BodySigning::kExcluded));
  return Part{number, std::string(FindHeader(answer.headers, "etag"))};
}

Status Client::CommitMultipartUpload(Call& call, std::string_view name, std::string_view upload_id,
                                     const std::vector<Part>& parts) {
  json list = json::array();
  for (const Part& part : parts) list.push_back({{"partNum", part.number}, {"etag", part.etag}});
  const auto answer = requester_->Send(
      call, JsonRequest("POST", UploadUrl(name, upload_id), {{"partsToCommit", std::move(list)}}),
      Retry::kIdempotent);
  if (answer.ok()) return Ok();
  // An earlier try, whose response was lost, has committed the upload: then the upload is gone and
  // the object exists.
  if (answer.error().http_status != 404 || !answer.error().outcome_unknown) return answer.error();
  OCI_ASSIGN_OR_RETURN(const auto object, Head(call, name));
  if (!object) return answer.error();
  return Ok();
}

Status Client::AbortMultipartUpload(Call& call, std::string_view name, std::string_view upload_id) {
  const auto answer =
      requester_->Send(call, MakeRequest("DELETE", UploadUrl(name, upload_id)), Retry::kIdempotent);
  if (!answer.ok() && answer.error().http_status != 404) return answer.error();
  return Ok();
}

Result<Page<MultipartUploadSummary>> Client::ListMultipartUploads(Call& call,
                                                                  std::string_view page) {
  OCI_ASSIGN_OR_RETURN(auto array, GetArrayPage(*requester_, call, BucketUrl() + "/u", page,
                                                "the multipart uploads"));
  Page<MultipartUploadSummary> list{{}, std::move(array.next_page)};
  for (const auto& item : array.items) {
    list.items.push_back({StringMember(item, "object"), StringMember(item, "uploadId"),
                          StringMember(item, "timeCreated")});
  }
  return list;
}

}  // namespace oci::object_storage
