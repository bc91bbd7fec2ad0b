// Multipart uploads: POST /u; PUT, POST and DELETE /u/{object}?uploadId=.
#include <algorithm>
#include <charconv>

#include "common/rfc3339.h"
#include "local/standin/object_storage/errors.h"
#include "local/standin/object_storage/service.h"
#include "oci/crypto.h"
#include "oci/json_text.h"
#include "oci/signer.h"

namespace standin {
namespace {

using nlohmann::json;
using namespace object_errors;  // NOLINT: the refusals read like words here

constexpr int kMostParts = 10000;

Response NoSuchUpload() {  // [MEM]
  return ErrorResponse(404, "NoSuchUpload", "The multipart upload does not exist");
}

Response BadPart(const std::string& message) {  // [MEM]
  return ErrorResponse(400, "InvalidUploadPart", message);
}

oci::HeaderList HeadersOf(const json& body) {
  oci::HeaderList headers;
  const auto keep = [&](const char* header, const char* member, const char* otherwise) {
    const std::string value = oci::StringMember(body, member);
    if (!value.empty() || *otherwise != 0)
      headers.emplace_back(header, value.empty() ? otherwise : value);
  };
  keep("content-type", "contentType", "application/octet-stream");
  keep("cache-control", "cacheControl", "");
  keep("content-disposition", "contentDisposition", "");
  const auto metadata = body.find("metadata");
  if (metadata != body.end() && metadata->is_object()) {
    for (const auto& [name, value] : metadata->items()) {
      if (value.is_string()) headers.emplace_back(name, value.get<std::string>());
    }
  }
  return headers;
}

}  // namespace

Response ObjectStorage::CreateUpload(const Request& request, const PathValues& at) {
  const json body = oci::JsonOf(request.body);
  if (!body.is_object())
    return ErrorResponse(400, "InvalidJSON", "The request's body is not a JSON object");
  MultipartUpload upload;
  upload.bucket = at["bucket"];
  upload.object = oci::StringMember(body, "object");
  if (upload.object.empty()) return InvalidParameter("object is missing");
  upload.id = oci::Base64Url(options_.random(24));
  upload.headers = HeadersOf(body);
  upload.created = common::Rfc3339(options_.clock());
  if (const auto created = uploads_.Create(upload); !created.ok())
    return Internal(created.error().message);
  return JsonResponse(DescribeUpload(upload));
}

json ObjectStorage::DescribeUpload(const MultipartUpload& upload) const {
  return {{"namespace", options_.namespace_name},
          {"bucket", upload.bucket},
          {"object", upload.object},
          {"uploadId", upload.id},
          {"timeCreated", upload.created},
          {"storageTier", "Standard"}};
}

Response ObjectStorage::ListUploads(const Request&, const PathValues& at) {
  json list = json::array();
  for (const auto& upload : uploads_.List(at["bucket"])) list.push_back(DescribeUpload(upload));
  return JsonResponse(list);
}

Response ObjectStorage::RefuseMethodOfUploads(const Request& request, const PathValues&) {
  return NotSupported(request.method + " of multipart uploads");
}

std::optional<MultipartUpload> ObjectStorage::FindUpload(const Request& request,
                                                         const PathValues& at) const {
  return uploads_.Find(at["bucket"], at["object"], QueryValue(request, "uploadId").value_or(""));
}

Response ObjectStorage::RefuseMethodOfUpload(const Request& request, const PathValues& at) {
  if (!FindUpload(request, at)) return NoSuchUpload();
  return NotSupported(request.method + " of a multipart upload");
}

Response ObjectStorage::AbortUpload(const Request& request, const PathValues& at) {
  const auto upload = FindUpload(request, at);
  if (!upload) return NoSuchUpload();
  uploads_.Remove(*upload);
  return {204, {}, ""};
}

Response ObjectStorage::PutPart(const Request& request, const PathValues& at) {
  const auto upload = FindUpload(request, at);
  if (!upload) return NoSuchUpload();
  const std::string text = QueryValue(request, "uploadPartNum").value_or("");
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > kMostParts)
    return InvalidParameter("uploadPartNum must be between 1 and 10000");
  const auto etag = uploads_.PutPart(*upload, number, request.body);
  if (!etag.ok()) return Internal(etag.error().message);
  return {200, {{"etag", *etag}, {"opc-content-md5", oci::Base64(oci::Md5(request.body))}}, ""};
}

Response ObjectStorage::CommitUpload(const Request& request, const PathValues& at) {
  const auto upload = FindUpload(request, at);
  if (!upload) return NoSuchUpload();
  const json body = oci::JsonOf(request.body);
  std::map<int, std::string> etags;
  for (const json& part : oci::ArrayMember(body, "partsToCommit")) {
    if (!part.is_object() || !part.contains("partNum") || !part["partNum"].is_number_integer())
      return BadPart("A part needs a partNum and an etag");
    const auto number = part["partNum"].get<std::int64_t>();
    if (number < 1 || number > kMostParts) return BadPart("A partNum is from 1 to 10000");
    etags[static_cast<int>(number)] = oci::StringMember(part, "etag");
  }
  if (etags.empty()) return BadPart("There is no part to commit");
  const auto bytes = uploads_.Join(*upload, etags);
  if (!bytes) return BadPart("A part does not exist or has another etag");
  if (uploads_.SmallestButLast(*upload, etags) < options_.least_part)
    return BadPart("A part that is not the last is smaller than 10 MiB");
  ObjectInfo info;
  info.headers = upload->headers;
  info.headers.emplace_back("opc-multipart-md5",
                            oci::Base64(oci::Md5(*bytes)) + "-" + std::to_string(etags.size()));
  info.created = options_.clock();
  const auto stored = objects_->Put(upload->bucket, upload->object, std::move(info), *bytes,
                                    [](const ObjectInfo*) { return true; });
  if (!stored.ok()) return Internal(stored.error().message);
  if (!*stored) return BucketNotFound(upload->bucket, options_.namespace_name);
  uploads_.Remove(*upload);
  return {
      200, {{"etag", (*stored)->etag}, {"last-modified", oci::HttpDate((*stored)->created)}}, ""};
}

}  // namespace standin
