// Renaming and copying objects, and the work requests of copies.
#include "local/standin/object_storage/errors.h"
#include "local/standin/object_storage/service.h"
#include "oci/json_text.h"
#include "oci/signer.h"

namespace standin {
namespace {

using nlohmann::json;
using namespace object_errors;  // NOLINT: the refusals read like words here
using oci::StringMember;

// The first of these members that is missing.
std::optional<Response> RefuseMissing(const json& details, std::initializer_list<const char*> all) {
  if (!details.is_object())
    return ErrorResponse(400, "InvalidJSON", "The request's body is not a JSON object");
  for (const char* member : all)
    if (StringMember(details, member).empty())
      return InvalidParameter(std::string(member) + " is missing");
  return std::nullopt;
}

// What an existing object of the new name must be, so that it may be replaced.
struct Replaceable {
  std::string match, none_match;
  bool operator()(const ObjectInfo* existing) const {
    if (!none_match.empty() && existing != nullptr)
      return none_match != "*" && none_match != existing->etag;
    return match.empty() || (existing != nullptr && match == existing->etag);
  }
};

}  // namespace

Response ObjectStorage::RenameObject(const Request& request, const PathValues& at) {
  const json details = oci::JsonOf(request.body);
  if (auto refusal = RefuseMissing(details, {"sourceName", "newName"})) return std::move(*refusal);
  const std::string bucket = at["bucket"], source = StringMember(details, "sourceName"),
                    target = StringMember(details, "newName");
  if (auto refusal = RefuseName(target)) return std::move(*refusal);
  if (source == target) return InvalidParameter("newName is the name of the object");
  const auto read = objects_->Read(bucket, source);
  if (!read.ok()) return Internal(read.error().message);
  if (!*read) return ObjectNotFound(source);
  const std::string etag = (*read)->info.etag, match = StringMember(details, "srcObjIfMatchETag");
  if (!match.empty() && match != etag) return IfMatchFailed();
  const Replaceable replaceable{StringMember(details, "newObjIfMatchETag"),
                                StringMember(details, "newObjIfNoneMatchETag")};
  const auto stored = Store(bucket, target, (*read)->info.headers, (*read)->bytes, replaceable);
  if (!stored.ok()) return Internal(stored.error().message);
  if (!*stored) return replaceable.none_match.empty() ? IfMatchFailed() : IfNoneMatchFailed();
  // An object of the old name that was put in the meantime stays.
  const auto removed = objects_->Delete(
      bucket, source, [&etag](const ObjectInfo* existing) { return existing->etag == etag; },
      options_.clock());
  if (!removed.ok()) return Internal(removed.error().message);
  return {200,
          {{"etag", (*stored)->etag},
           {"last-modified", oci::HttpDate((*stored)->created)},
           {"version-id", (*stored)->etag}},
          ""};
}

oci::Result<std::optional<ObjectInfo>> ObjectStorage::Store(
    const std::string& bucket, const std::string& object, oci::HeaderList headers,
    std::string_view bytes, const ObjectStore::Condition& condition) {
  ObjectInfo info;
  info.headers = std::move(headers);
  info.created = options_.clock();
  return objects_->Put(bucket, object, std::move(info), bytes, condition);
}

// A copy is made before the response is sent.
Response ObjectStorage::CopyObject(const Request& request, const PathValues& at) {
  const json details = oci::JsonOf(request.body);
  if (auto refusal =
          RefuseMissing(details, {"sourceObjectName", "destinationRegion", "destinationNamespace",
                                  "destinationBucket", "destinationObjectName"}))
    return std::move(*refusal);
  const std::string bucket = at["bucket"], source = StringMember(details, "sourceObjectName"),
                    to_bucket = StringMember(details, "destinationBucket"),
                    target = StringMember(details, "destinationObjectName"),
                    tier = StringMember(details, "destinationObjectStorageTier"),
                    region = StringMember(details, "destinationRegion");
  if (auto refusal = RefuseName(target)) return std::move(*refusal);
  if (region != options_.region) return NotSupported("copying to the region " + region);
  if (!tier.empty() && tier != "Standard") return NotSupported("the storage tier " + tier);
  const std::string to_namespace = StringMember(details, "destinationNamespace");
  if (to_namespace != options_.namespace_name || !objects_->FindBucket(to_bucket))
    return BucketNotFound(to_bucket, to_namespace);
  const std::string version = StringMember(details, "sourceVersionId");
  const auto read = version.empty() ? objects_->Read(bucket, source)
                                    : objects_->ReadVersion(bucket, source, version);
  if (!read.ok()) return Internal(read.error().message);
  if (!*read) return ObjectNotFound(source);
  const std::string match = StringMember(details, "sourceObjectIfMatchETag");
  if (!match.empty() && match != (*read)->info.etag) return IfMatchFailed();
  const Replaceable replaceable{StringMember(details, "destinationObjectIfMatchETag"),
                                StringMember(details, "destinationObjectIfNoneMatchETag")};
  const auto stored = Store(to_bucket, target, CopiedHeaders((*read)->info.headers, details),
                            (*read)->bytes, replaceable);
  if (!stored.ok()) return Internal(stored.error().message);
  if (!*stored) return replaceable.none_match.empty() ? IfMatchFailed() : IfNoneMatchFailed();
  const auto work = work_.Record("COPY_OBJECT", objects_->FindBucket(bucket)->compartment_id,
                                 json::array({CopyResource("READ", bucket, source),
                                              CopyResource("WRITTEN", to_bucket, target)}));
  if (!work.ok()) return Internal(work.error().message);
  return {202, {{"opc-work-request-id", *work}}, ""};
}

// The headers of a copy: those of the source, with other metadata if the request has some.
oci::HeaderList ObjectStorage::CopiedHeaders(oci::HeaderList headers, const json& details) {
  const auto metadata = details.find("destinationObjectMetadata");
  if (metadata == details.end() || !metadata->is_object() || metadata->empty()) return headers;
  std::erase_if(headers, [](const auto& header) { return header.first.starts_with("opc-meta-"); });
  for (const auto& [name, value] : metadata->items()) {
    const std::string header = oci::Lower(name);
    if (value.is_string())
      headers.emplace_back(header.starts_with("opc-meta-") ? header : "opc-meta-" + header,
                           value.get<std::string>());
  }
  return headers;
}

json ObjectStorage::CopyResource(const char* action, const std::string& bucket,
                                 const std::string& object) const {
  const std::string uri = "/n/" + options_.namespace_name + "/b/" + bucket + "/o/" + object;
  return {{"actionType", action},
          {"entityType", "object"},
          {"identifier", nullptr},
          {"entityUri", uri},
          {"metadata",
           {{"REGION", options_.region},
            {"NAMESPACE", options_.namespace_name},
            {"BUCKET", bucket},
            {"OBJECT", object}}}};
}

Response ObjectStorage::ListWorkRequests(const Request& request, const PathValues&) {
  return work_.GetList(request, WorkRequests::Bare);
}

Response ObjectStorage::GetWorkRequest(const Request&, const PathValues& at) {
  return work_.Get(at["id"]);
}

Response ObjectStorage::GetWorkDetails(const Request&, const PathValues& at) {
  return work_.GetDetails(at["id"], WorkRequests::Bare);
}

}  // namespace standin
