#include "local/standin/object_storage/service.h"

#include <algorithm>

#include "common/rfc3339.h"
#include "local/standin/object_storage/errors.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using namespace object_errors;  // NOLINT: the refusals read like words here

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
      uploads_(options_.folder / "uploads"),
      work_({options_.folder / "work_requests.json", "", "COMPLETED", options_.clock,
             options_.random}) {}

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

      {"GET", "/n/{namespace}/b/{bucket}/objectversions[/]", {&S::ListVersions, In::kBucket}},
      {"GET", "/n/{namespace}/b/{bucket}/l[/]", {&S::GetLifecycle, In::kBucket}},
      {"PUT", "/n/{namespace}/b/{bucket}/l[/]", {&S::PutLifecycle, In::kBucket}},
      {"DELETE", "/n/{namespace}/b/{bucket}/l[/]", {&S::DeleteLifecycle, In::kBucket}},
      {"POST", "/n/{namespace}/b/{bucket}/actions/renameObject", {&S::RenameObject, In::kBucket}},
      {"POST", "/n/{namespace}/b/{bucket}/actions/copyObject", {&S::CopyObject, In::kBucket}},

      {"*", "/n/{namespace}/b/{bucket}/{kind}", {&S::RefuseKind, In::kBucket}},
      {"*", "/n/{namespace}/b/{bucket}/{kind}/{rest...}", {&S::RefuseKind, In::kBucket}},

      {"GET", "/workRequests", {&S::ListWorkRequests}},
      {"GET", "/workRequests/{id}", {&S::GetWorkRequest}},
      {"GET", "/workRequests/{id}/errors", {&S::GetWorkDetails}},
      {"GET", "/workRequests/{id}/logs", {&S::GetWorkDetails}}};
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
    if (auto refusal = RefuseName(at["object"])) return std::move(*refusal);
    const bool asks_version = request.method != "PUT" && VersionAsked(request);
    if (!request.query.empty() && !asks_version) return RefuseQuery(request);
  }
  return (this->*function)(request, at);
}

Response ObjectStorage::RefuseQuery(const Request& request) {
  return NotSupported("the query " + request.query + " of an object");
}

std::optional<Response> ObjectStorage::RefuseName(const std::string& object) {
  if (object.size() <= 1024 && object.find_first_of(std::string("\r\n\0", 3)) == std::string::npos)
    return std::nullopt;
  return ErrorResponse(400, "InvalidObjectName", "Invalid object name");
}

std::optional<Response> ObjectStorage::HandleAnonymous(const Request& request) {
  const auto found = FindRoute(Routes(), request.method, request.path);
  const bool reads_object = found && found->route->handler.function == &ObjectStorage::GetObject &&
                            found->values["namespace"] == options_.namespace_name;
  if (!reads_object) return std::nullopt;
  const auto bucket = objects_->FindBucket(found->values["bucket"]);
  if (!bucket || bucket->public_access != kPublicObjects) return std::nullopt;
  if (!request.query.empty()) return RefuseQuery(request);
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

}  // namespace standin
