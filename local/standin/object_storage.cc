#include "local/standin/object_storage.h"

#include <algorithm>
#include <array>

#include "common/percent.h"
#include "common/rfc3339.h"
#include "local/standin/object_storage_errors.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using namespace object_errors;  // NOLINT: the refusals read like words here

constexpr const char* kPublicObjects = "ObjectReadWithoutList";

// The segments of "/n/<ns>/b/<bucket>/<kind>/<rest>"; the rest may hold slashes.
struct Path {
  std::string namespace_name, bucket, kind, rest;
  int depth = 0;  // how many of them are there
};

std::optional<Path> SplitPath(const std::string& path) {
  Path result;
  std::string_view rest = path;
  const auto take = [&rest]() -> std::optional<std::string_view> {
    if (!rest.starts_with('/')) return std::nullopt;
    rest.remove_prefix(1);
    const auto segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    return segment;
  };
  if (take() != "n") return std::nullopt;
  const auto name = take();
  if (!name) return rest.empty() ? std::optional(result) : std::nullopt;
  result.namespace_name = common::PercentDecodeLoosely(*name);
  result.depth = 1;
  if (rest.empty()) return result;
  if (take() != "b") return std::nullopt;
  result.depth = 2;
  const auto bucket = take();
  if (!bucket) return result;
  result.bucket = common::PercentDecodeLoosely(*bucket);
  result.depth = 3;
  const auto kind = take();
  if (!kind) return result;
  result.kind = *kind;
  result.depth = 4;
  if (rest.empty() || rest == "/") return result;
  result.rest = common::PercentDecodeLoosely(rest.substr(1));
  result.depth = 5;
  return result;
}

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

json Describe(const Par& par) {
  return {{"id", par.id},
          {"name", par.name},
          {"accessType", par.access_type},
          {"bucketListingAction", par.bucket_listing_action},
          {"objectName", par.object.empty() ? json() : json(par.object)},
          {"timeCreated", common::Rfc3339(par.created)},
          {"timeExpires", common::Rfc3339(par.expires)}};
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

Response ObjectStorage::Handle(const Request& request) {
  const auto path = SplitPath(request.path);
  if (!path) return NotSupported(request.method + " " + request.path);
  if (path->depth == 0) {
    if (request.method != "GET") return MethodNotAllowed();
    return JsonResponse(options_.namespace_name);
  }
  if (path->namespace_name != options_.namespace_name) {
    return ErrorResponse(404, "NamespaceNotFound",
                         "You do not have authorization to perform this request, or the requested "
                         "resource could not be found.");
  }
  if (path->depth == 1) return NotSupported("namespace metadata");
  if (path->depth == 2) return HandleBuckets(request);
  if (path->depth == 3) return HandleBucket(request, path->bucket);
  if (!objects_->FindBucket(path->bucket)) {
    return BucketNotFound(path->bucket, options_.namespace_name);
  }
  if (path->kind == "o" && path->depth == 5) return HandleObject(request, path->bucket, path->rest);
  if (path->kind == "o") {
    return request.method == "GET" ? ListObjects(request, path->bucket) : MethodNotAllowed();
  }
  if (path->kind == "u") return HandleUploads(request, path->bucket, path->rest);
  if (path->kind == "p") return HandlePars(request, path->bucket, path->rest);
  return NotSupported(request.method + " /n/{namespace}/b/{bucket}/" + path->kind);
}

std::optional<Response> ObjectStorage::HandleAnonymous(const Request& request) {
  const auto path = SplitPath(request.path);
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool object = path && path->depth == 5 && path->kind == "o" &&
                      path->namespace_name == options_.namespace_name;
  if (!reads || !object) return std::nullopt;
  const auto bucket = objects_->FindBucket(path->bucket);
  if (!bucket || bucket->public_access != kPublicObjects) return std::nullopt;
  return HandleObject(request, path->bucket, path->rest);
}

Response ObjectStorage::HandleBuckets(const Request& request) {
  if (request.method == "POST") return CreateBucket(request);
  if (request.method != "GET") return MethodNotAllowed();
  json list = json::array();
  for (const auto& bucket : objects_->Buckets()) {
    list.push_back(Describe(bucket, options_.namespace_name));
  }
  return JsonResponse(list);
}

Response ObjectStorage::CreateBucket(const Request& request) {
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

Response ObjectStorage::UpdateBucket(const Request& request, const std::string& bucket) {
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

Response ObjectStorage::HandleBucket(const Request& request, const std::string& bucket) {
  if (request.method == "POST") return UpdateBucket(request, bucket);
  if (request.method != "GET" && request.method != "HEAD" && request.method != "DELETE") {
    return NotSupported(request.method + " of a bucket");
  }
  const auto info = objects_->FindBucket(bucket);
  if (!info) return BucketNotFound(bucket, options_.namespace_name);
  if (request.method != "DELETE") {
    const json description = Describe(*info, options_.namespace_name);
    Response response = JsonResponse(description);
    response.headers.emplace_back("etag", description["etag"]);
    if (request.method == "HEAD") response.body.clear();
    return response;
  }
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

Response ObjectStorage::HandleObject(const Request& request, const std::string& bucket,
                                     const std::string& object) {
  if (object.size() > 1024 || object.find_first_of(std::string("\r\n\0", 3)) != std::string::npos) {
    return ErrorResponse(400, "InvalidObjectName", "Invalid object name");
  }
  if (!request.query.empty()) return NotSupported("the query " + request.query + " of an object");
  if (request.method == "PUT") return PutObject(request, bucket, object);
  if (request.method == "GET" || request.method == "HEAD") {
    return GetObject(request, bucket, object);
  }
  if (request.method == "DELETE") return DeleteObject(request, bucket, object);
  return NotSupported(request.method + " of an object");
}

Response ObjectStorage::CreatePar(const Request& request, const std::string& bucket) {
  static constexpr std::array<const char*, 6> kAccessTypes = {
      "ObjectRead",    "ObjectWrite",    "ObjectReadWrite",
      "AnyObjectRead", "AnyObjectWrite", "AnyObjectReadWrite"};
  const json body = oci::JsonOf(request.body);
  if (!body.is_object()) {
    return ErrorResponse(400, "InvalidJSON", "The request's body is not a JSON object");
  }
  Par par;
  par.name = oci::StringMember(body, "name");
  par.bucket = bucket;
  par.object = oci::StringMember(body, "objectName");
  par.access_type = oci::StringMember(body, "accessType");
  par.bucket_listing_action = "Deny";
  par.created = options_.clock();
  const auto expires = common::ParseRfc3339(oci::StringMember(body, "timeExpires"));
  const std::string listing = oci::StringMember(body, "bucketListingAction");
  if (!listing.empty() && listing != "Deny") return NotSupported("bucketListingAction " + listing);
  if (par.name.empty()) return InvalidParameter("name is missing");
  if (std::find(kAccessTypes.begin(), kAccessTypes.end(), par.access_type) == kAccessTypes.end()) {
    return InvalidParameter("accessType is not valid");
  }
  if (!par.access_type.starts_with("Any") && par.object.empty()) {
    return InvalidParameter("objectName is missing");
  }
  if (!expires) return InvalidParameter("timeExpires is missing or is not an RFC 3339 time");
  if (*expires <= par.created) return InvalidParameter("timeExpires is in the past");
  par.expires = *expires;
  par.id = oci::Base64(options_.random(33)) + ":" + par.object;  // as OCI's: ids hold '+', '/', ':'
  const std::string secret = oci::Base64Url(options_.random(32));
  const auto added = pars_->Add(secret, par);
  if (!added.ok()) return Internal(added.error().message);
  json description = Describe(par);
  std::string uri =
      "/p/" + secret + "/n/" + options_.namespace_name + "/b/" + oci::PercentEncode(bucket) + "/o/";
  if (!par.access_type.starts_with("Any")) uri += oci::PercentEncode(par.object);
  description["accessUri"] = uri;
  description["fullPath"] = options_.public_url + uri;
  return JsonResponse(description);
}

Response ObjectStorage::HandlePars(const Request& request, const std::string& bucket,
                                   const std::string& par_id) {
  if (par_id.empty() && request.method == "POST") return CreatePar(request, bucket);
  if (par_id.empty() && request.method == "GET") {
    const std::string prefix = QueryValue(request, "objectNamePrefix").value_or("");
    json list = json::array();
    for (const Par& par : pars_->List(bucket)) {
      if (par.object.starts_with(prefix)) list.push_back(Describe(par));
    }
    return JsonResponse(list);
  }
  if (par_id.empty()) return MethodNotAllowed();
  const Response missing =
      ErrorResponse(404, "NotAuthorizedOrNotFound", "The pre-authenticated request was not found");
  if (request.method == "GET") {
    const auto par = pars_->Find(bucket, par_id);
    return par ? JsonResponse(Describe(*par)) : missing;
  }
  if (request.method != "DELETE") return MethodNotAllowed();
  const auto removed = pars_->Remove(bucket, par_id);
  if (!removed.ok()) return Internal(removed.error().message);
  return *removed ? Response{204, {}, ""} : missing;
}

Response ObjectStorage::HandlePar(const Request& request) {
  const auto end = request.path.find('/', 3);
  if (!request.path.starts_with("/p/") || end == std::string::npos) return NotYours();
  const std::string secret = request.path.substr(3, end - 3);
  const auto path = SplitPath(request.path.substr(end));
  const auto par = pars_->FindBySecret(secret);
  if (!par || par->expires <= options_.clock()) {  // [MEM]
    return NotYours();
  }
  const bool fits = path && path->namespace_name == options_.namespace_name &&
                    path->bucket == par->bucket && path->kind == "o";
  if (!fits) return BucketNotFound(path ? path->bucket : "", options_.namespace_name);
  if (path->depth < 5) return NotSupported("listing through a pre-authenticated request");
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool allowed = (reads && par->MayRead()) || (request.method == "PUT" && par->MayWrite());
  if (!allowed || !par->Covers(path->rest)) return NotYours();
  return HandleObject(request, par->bucket, path->rest);
}

}  // namespace standin
