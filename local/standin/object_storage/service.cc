#include "local/standin/object_storage/service.h"

#include <algorithm>

#include "common/rfc3339.h"
#include "local/standin/object_storage/errors.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using namespace object_errors;  // NOLINT: the refusals read like words here

constexpr const char* kPublicObjects = "ObjectReadWithoutList";

json Describe(const BucketInfo& bucket, const std::string& namespace_name) {
  return {{"namespace", namespace_name},
          {"name", bucket.name},
          {"compartmentId", bucket.compartment_id},
          {"createdBy", bucket.created_by},
          {"timeCreated", common::Rfc3339(bucket.created)},
          {"publicAccessType", bucket.public_access},
          {"storageTier", "Standard"},
          {"versioning", "Disabled"},
          {"objectEventsEnabled", false},
          {"metadata", json::object()},
          {"freeformTags", json::object()},
          {"definedTags", json::object()},
          {"etag", oci::Hex(oci::Sha256(bucket.name)).substr(0, 32)}};
}

bool IsKnownAccess(const std::string& access) {
  return access == "NoPublicAccess" || access == kPublicObjects;
}

}  // namespace

bool IsBucketName(const std::string& name) {
  return !name.empty() && name.size() <= 256 &&
         name.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") ==
             std::string::npos;
}

ObjectStorage::ObjectStorage(Options options, std::unique_ptr<ObjectStore> objects,
                             std::unique_ptr<ParStore> pars)
    : options_(std::move(options)),
      objects_(std::move(objects)),
      pars_(std::move(pars)),
      uploads_(options_.folder / "uploads") {}

oci::Result<std::unique_ptr<ObjectStorage>> ObjectStorage::Open(Options options) {
  OCI_ASSIGN_OR_RETURN(auto objects, ObjectStore::Open(options.folder / "buckets", options.random));
  OCI_ASSIGN_OR_RETURN(auto pars, ParStore::Open(options.folder / "pars"));
  return std::unique_ptr<ObjectStorage>(
      new ObjectStorage(std::move(options), std::move(objects), std::move(pars)));
}

const std::vector<ObjectStorage::StorageRoute>& ObjectStorage::Routes() {
  using S = ObjectStorage;
  static const std::vector<StorageRoute> kRoutes = {
      {"GET", "/n", {&S::GetNamespace}},
      {"*", "/n", {&S::RefuseMethod}},
      {"*", "/n/{namespace}", {&S::RefuseMetadata}},
      {"GET", "/n/{namespace}/b", {&S::ListBuckets}},
      {"POST", "/n/{namespace}/b", {&S::CreateBucket}},
      {"*", "/n/{namespace}/b", {&S::RefuseMethod}},
      {"GET|HEAD", "/n/{namespace}/b/{bucket}", {&S::GetBucket}},
      {"POST", "/n/{namespace}/b/{bucket}", {&S::UpdateBucket}},
      {"DELETE", "/n/{namespace}/b/{bucket}", {&S::DeleteBucket}},
      {"*", "/n/{namespace}/b/{bucket}", {&S::RefuseMethodOfBucket}},

      {"GET", "/n/{namespace}/b/{bucket}/o[/]", {&S::ListObjects, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/o[/]", {&S::RefuseMethod, In::kBucket}},
      {"GET|HEAD", "/n/{namespace}/b/{bucket}/o/{object...}", {&S::GetObject, In::kObject}},
      {"PUT", "/n/{namespace}/b/{bucket}/o/{object...}", {&S::PutObject, In::kObject}},
      {"DELETE", "/n/{namespace}/b/{bucket}/o/{object...}", {&S::DeleteObject, In::kObject}},
      {"*", "/n/{namespace}/b/{bucket}/o/{object...}", {&S::RefuseMethodOfObject, In::kObject}},

      {"GET", "/n/{namespace}/b/{bucket}/u[/]", {&S::ListUploads, In::kBucket}},
      {"POST", "/n/{namespace}/b/{bucket}/u[/]", {&S::CreateUpload, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/u[/]", {&S::RefuseMethodOfUploads, In::kBucket}},
      {"PUT", "/n/{namespace}/b/{bucket}/u/{object...}", {&S::PutPart, In::kBucket}},
      {"POST", "/n/{namespace}/b/{bucket}/u/{object...}", {&S::CommitUpload, In::kBucket}},
      {"DELETE", "/n/{namespace}/b/{bucket}/u/{object...}", {&S::AbortUpload, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/u/{object...}", {&S::RefuseMethodOfUpload, In::kBucket}},

      {"GET", "/n/{namespace}/b/{bucket}/p[/]", {&S::ListPars, In::kBucket}},
      {"POST", "/n/{namespace}/b/{bucket}/p[/]", {&S::CreatePar, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/p[/]", {&S::RefuseMethod, In::kBucket}},
      {"GET", "/n/{namespace}/b/{bucket}/p/{par...}", {&S::GetPar, In::kBucket}},
      {"DELETE", "/n/{namespace}/b/{bucket}/p/{par...}", {&S::DeletePar, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/p/{par...}", {&S::RefuseMethod, In::kBucket}},

      {"*", "/n/{namespace}/b/{bucket}/{kind}", {&S::RefuseKind, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/{kind}/{rest...}", {&S::RefuseKind, In::kBucket}}};
  return kRoutes;
}

Response ObjectStorage::Handle(const Request& request) {
  const auto found = FindRoute(Routes(), request.method, request.path);
  if (!found) return NotSupported(request.method + " " + request.path);
  return Answer(request, *found);
}

// Checks what the route requires, then calls its handler.
Response ObjectStorage::Answer(const Request& request, const FoundRoute<Action>& found) {
  const auto& [function, in] = found.route->handler;
  const PathValues& at = found.values;
  if (at.Has("namespace") && at["namespace"] != options_.namespace_name) {
    return ErrorResponse(404, "NamespaceNotFound",
                         "You do not have authorization to perform this request, or the requested "
                         "resource could not be found.");
  }
  if (in != In::kNone && !objects_->FindBucket(at["bucket"]))
    return BucketNotFound(at["bucket"], options_.namespace_name);
  if (in == In::kObject) {
    const std::string object = at["object"];
    if (object.size() > 1024 || object.find_first_of(std::string("\r\n\0", 3)) != std::string::npos)
      return ErrorResponse(400, "InvalidObjectName", "Invalid object name");
    if (!request.query.empty()) return NotSupported("the query " + request.query + " of an object");
  }
  return (this->*function)(request, at);
}

std::optional<Response> ObjectStorage::HandleAnonymous(const Request& request) {
  const auto found = FindRoute(Routes(), request.method, request.path);
  const bool reads_object = found && found->route->handler.function == &ObjectStorage::GetObject &&
                            found->values["namespace"] == options_.namespace_name;
  if (!reads_object) return std::nullopt;
  const auto bucket = objects_->FindBucket(found->values["bucket"]);
  if (!bucket || bucket->public_access != kPublicObjects) return std::nullopt;
  return Answer(request, *found);
}

Response ObjectStorage::GetNamespace(const Request&, const PathValues&) {
  return JsonResponse(options_.namespace_name);
}

Response ObjectStorage::RefuseMethod(const Request&, const PathValues&) {
  return MethodNotAllowed();
}

Response ObjectStorage::RefuseMetadata(const Request&, const PathValues&) {
  return NotSupported("namespace metadata");
}

Response ObjectStorage::RefuseMethodOfBucket(const Request& request, const PathValues&) {
  return NotSupported(request.method + " of a bucket");
}

Response ObjectStorage::RefuseKind(const Request& request, const PathValues& at) {
  return NotSupported(request.method + " /n/{namespace}/b/{bucket}/" +
                      std::string(at.AsSent("kind")));
}

Response ObjectStorage::ListBuckets(const Request&, const PathValues&) {
  json list = json::array();
  for (const auto& bucket : objects_->Buckets()) {
    list.push_back(Describe(bucket, options_.namespace_name));
  }
  return JsonResponse(list);
}

Response ObjectStorage::CreateBucket(const Request& request, const PathValues&) {
  const json body = oci::JsonOf(request.body);
  if (!body.is_object()) {
    return ErrorResponse(400, "InvalidJSON", "The request's body is not a JSON object");
  }
  const std::string name = oci::StringMember(body, "name");
  const std::string access = oci::StringMember(body, "publicAccessType");
  if (!IsBucketName(name)) return ErrorResponse(400, "InvalidBucketName", "Invalid bucket name");
  if (!access.empty() && !IsKnownAccess(access)) return NotSupported("publicAccessType " + access);
  if (oci::StringMember(body, "versioning") == "Enabled") return NotSupported("versioning");
  const BucketInfo bucket{name, oci::StringMember(body, "compartmentId"), options_.user_id,
                          options_.clock(), access.empty() ? "NoPublicAccess" : access};
  const auto created = objects_->CreateBucket(bucket);
  if (!created.ok()) return Internal(created.error().message);
  if (!*created) {
    return ErrorResponse(409, "BucketAlreadyExists",
                         "Either the bucket '" + name + "' in namespace '" +
                             options_.namespace_name +
                             "' already exists or you are not authorized");
  }
  const json description = Describe(bucket, options_.namespace_name);
  Response response = JsonResponse(description);
  response.headers.emplace_back("etag", description["etag"]);
  response.headers.emplace_back("location", request.path + "/" + name);
  return response;
}

Response ObjectStorage::UpdateBucket(const Request& request, const PathValues& at) {
  const std::string bucket = at["bucket"];
  const json body = oci::JsonOf(request.body);
  if (!body.is_object())
    return ErrorResponse(400, "InvalidJSON", "The request's body is not a JSON object");
  for (const auto& [member, value] : body.items())
    if (member != "publicAccessType") return NotSupported("changing a bucket's " + member);
  const std::string access = oci::StringMember(body, "publicAccessType");
  if (!IsKnownAccess(access)) return NotSupported("publicAccessType " + access);
  const auto changed = objects_->SetPublicAccess(bucket, access);
  if (!changed.ok()) return Internal(changed.error().message);
  if (!*changed) return BucketNotFound(bucket, options_.namespace_name);
  return JsonResponse(Describe(*objects_->FindBucket(bucket), options_.namespace_name));
}

Response ObjectStorage::GetBucket(const Request& request, const PathValues& at) {
  const std::string bucket = at["bucket"];
  const auto info = objects_->FindBucket(bucket);
  if (!info) return BucketNotFound(bucket, options_.namespace_name);
  const json description = Describe(*info, options_.namespace_name);
  Response response = JsonResponse(description);
  response.headers.emplace_back("etag", description["etag"]);
  if (request.method == "HEAD") response.body.clear();
  return response;
}

Response ObjectStorage::DeleteBucket(const Request&, const PathValues& at) {
  const std::string bucket = at["bucket"];
  if (!objects_->FindBucket(bucket)) return BucketNotFound(bucket, options_.namespace_name);
  const auto not_empty =
      ErrorResponse(409, "BucketNotEmpty", "Bucket named '" + bucket + "' is not empty");
  if (!pars_->List(bucket).empty() || !uploads_.List(bucket).empty()) return not_empty;
  const auto deleted = objects_->DeleteBucket(bucket);
  if (!deleted.ok()) return Internal(deleted.error().message);
  if (*deleted == ObjectStore::Deleted::kMissing) {
    return BucketNotFound(bucket, options_.namespace_name);
  }
  if (*deleted == ObjectStore::Deleted::kNotEmpty) return not_empty;
  return {204, {}, ""};
}

}  // namespace standin
