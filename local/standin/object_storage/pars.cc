// Pre-authenticated requests: created and deleted under /p of a bucket, used under /p/{secret}.
#include <algorithm>
#include <array>

#include "common/rfc3339.h"
#include "local/standin/object_storage/errors.h"
#include "local/standin/object_storage/service.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using namespace object_errors;  // NOLINT: the refusals read like words here

json Describe(const Par& par) {
  return {{"id", par.id},
          {"name", par.name},
          {"accessType", par.access_type},
          {"bucketListingAction", par.bucket_listing_action},
          {"objectName", par.object.empty() ? json() : json(par.object)},
          {"timeCreated", common::Rfc3339(par.created)},
          {"timeExpires", common::Rfc3339(par.expires)}};
}

Response ParNotFound() {
  return ErrorResponse(404, "NotAuthorizedOrNotFound",
                       "The pre-authenticated request was not found");
}

}  // namespace

Response ObjectStorage::CreatePar(const Request& request, const PathValues& at) {
  const std::string bucket = at["bucket"];
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
  // with the characters of OCI's ids: '+', '/', ':'
  par.id = oci::Base64(options_.random(33)) + ":" + par.object;
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

Response ObjectStorage::ListPars(const Request& request, const PathValues& at) {
  const std::string prefix = QueryValue(request, "objectNamePrefix").value_or("");
  json list = json::array();
  for (const Par& par : pars_->List(at["bucket"])) {
    if (par.object.starts_with(prefix)) list.push_back(Describe(par));
  }
  return JsonResponse(list);
}

Response ObjectStorage::GetPar(const Request&, const PathValues& at) {
  const auto par = pars_->Find(at["bucket"], at["par"]);
  return par ? JsonResponse(Describe(*par)) : ParNotFound();
}

Response ObjectStorage::DeletePar(const Request&, const PathValues& at) {
  const auto removed = pars_->Remove(at["bucket"], at["par"]);
  if (!removed.ok()) return Internal(removed.error().message);
  return *removed ? Response{204, {}, ""} : ParNotFound();
}

// The one path that a pre-authenticated request serves. Everything else, and everything that the
// request does not allow, gets the same answer: lists, buckets, uploads in parts, other names,
// other methods. Oracle documents neither the code nor the text. [MEM]
Response ObjectStorage::HandlePar(const Request& request) {
  static const std::vector<Route<int>> kServed = {
      {"*", "/p/{secret}/n/{namespace}/b/{bucket}/o/{object...}", 0}};
  const auto found = FindRoute(kServed, request.method, request.path);
  if (!found) return NotYours();
  const PathValues& at = found->values;
  const auto par = pars_->FindBySecret(std::string(at.AsSent("secret")));
  if (!par || par->expires <= options_.clock() || !Allows(*par, request.method, at))
    return NotYours();
  if (!request.query.empty()) return RefuseQuery(request);
  // From here on as a signed request for the path after the secret.
  const auto path = std::string_view(request.path).substr(request.path.find('/', 3));
  return Answer(request, *FindRoute(Routes(), request.method, path));
}

// Names are compared as they are stored, decoded once: "." and ".." are nothing special in them.
bool ObjectStorage::Allows(const Par& par, std::string_view method, const PathValues& at) const {
  const std::string object = at["object"];
  const bool reads = method == "GET" || method == "HEAD";
  return at["namespace"] == options_.namespace_name && at["bucket"] == par.bucket &&
         !object.empty() && par.Covers(object) &&
         ((reads && par.MayRead()) || (method == "PUT" && par.MayWrite()));
}

}  // namespace standin
