// Buckets and their lifecycle policies.
#include <algorithm>
#include <array>

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
using oci::StringMember;

// Members of a bucket that have no effect here: they are told as they were given.
constexpr std::array<const char*, 5> kKeptMembers = {"metadata", "freeformTags", "definedTags",
                                                     "objectEventsEnabled", "autoTiering"};

bool IsKept(const std::string& member) {
  return std::find(kKeptMembers.begin(), kKeptMembers.end(), member) != kKeptMembers.end();
}

json DescribeBucket(const BucketInfo& bucket, const std::string& namespace_name) {
  json description = {{"namespace", namespace_name},
                      {"name", bucket.name},
                      {"compartmentId", bucket.compartment_id},
                      {"createdBy", bucket.created_by},
                      {"timeCreated", common::Rfc3339(bucket.created)},
                      {"publicAccessType", bucket.public_access},
                      {"storageTier", "Standard"},
                      {"versioning", bucket.versioning},
                      {"autoTiering", "Disabled"},
                      {"objectEventsEnabled", false},
                      {"metadata", json::object()},
                      {"freeformTags", json::object()},
                      {"definedTags", json::object()}};
  description.update(bucket.kept);
  if (bucket.lifecycle.is_object())
    description["objectLifecyclePolicyEtag"] = bucket.lifecycle["etag"];
  description["etag"] = oci::Hex(oci::Sha256(oci::JsonText(description))).substr(0, 32);
  return description;
}

Response AnswerBucket(const BucketInfo& bucket, const std::string& namespace_name) {
  const json description = DescribeBucket(bucket, namespace_name);
  Response response = JsonResponse(description);
  response.headers.emplace_back("etag", description["etag"]);
  return response;
}

bool IsKnownAccess(const std::string& access) {
  return access == "NoPublicAccess" || access == kPublicObjects;
}

// What is wrong with the members that a creation and an update have in common.
std::optional<Response> RefuseBucket(const json& details) {
  const std::string access = StringMember(details, "publicAccessType");
  if (details.contains("publicAccessType") && !IsKnownAccess(access))
    return NotSupported("publicAccessType " + access);
  for (const char* member : {"metadata", "freeformTags", "definedTags"})
    if (details.contains(member) && !details[member].is_object())
      return InvalidParameter(std::string(member) + " is not an object");
  return std::nullopt;
}

void Apply(const json& details, BucketInfo& bucket) {
  for (const auto& [member, value] : details.items())
    if (IsKept(member)) bucket.kept[member] = value;
  if (details.contains("publicAccessType"))
    bucket.public_access = StringMember(details, "publicAccessType");
  if (details.contains("versioning")) bucket.versioning = StringMember(details, "versioning");
}

// The body, without the members that are null, which stand for what is not given.
std::optional<json> DetailsOf(const Request& request) {
  const json body = oci::JsonOf(request.body);
  if (!body.is_object()) return std::nullopt;
  json details = json::object();
  for (const auto& [member, value] : body.items())
    if (!value.is_null()) details[member] = value;
  return details;
}

Response NoObject() {
  return ErrorResponse(400, "InvalidJSON", "The request's body is not a JSON object");
}

// As the model ObjectLifecycleRule, with the targets and actions that it lists.
std::optional<std::string> WrongRule(const json& rule) {
  static const std::array<const char*, 4> kActions = {"ARCHIVE", "INFREQUENT_ACCESS", "DELETE",
                                                      "ABORT"};
  static const std::array<const char*, 4> kTargets = {"", "objects", "multipart-uploads",
                                                      "previous-object-versions"};
  const auto is_one_of = [](const auto& allowed, const std::string& value) {
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
  };
  if (StringMember(rule, "name").empty()) return "a rule needs a name";
  const std::string name = "the rule " + StringMember(rule, "name");
  std::string action = StringMember(rule, "action");
  std::transform(action.begin(), action.end(), action.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (!is_one_of(kActions, action))
    return name + ": action must be ARCHIVE, INFREQUENT_ACCESS, DELETE or ABORT";
  if (!is_one_of(kTargets, StringMember(rule, "target")))
    return name + ": target must be objects, multipart-uploads or previous-object-versions";
  if ((action == "ABORT") != (StringMember(rule, "target") == "multipart-uploads"))
    return name + ": ABORT is for multipart-uploads, and nothing else is";
  const std::string unit = StringMember(rule, "timeUnit");
  if (unit != "DAYS" && unit != "YEARS") return name + ": timeUnit must be DAYS or YEARS";
  const auto amount = rule.find("timeAmount");
  if (amount == rule.end() || !amount->is_number_integer() || amount->get<int64_t>() < 0)
    return name + ": timeAmount must be a whole number";
  const auto enabled = rule.find("isEnabled");
  if (enabled == rule.end() || !enabled->is_boolean())
    return name + ": isEnabled must be true or false";
  return std::nullopt;
}

}  // namespace

Response ObjectStorage::ListBuckets(const Request& request, const PathValues&) {
  const auto compartment = QueryValue(request, "compartmentId");
  json list = json::array();
  for (const auto& bucket : objects_->Buckets()) {
    if (compartment && bucket.compartment_id != *compartment) continue;
    list.push_back(DescribeBucket(bucket, options_.namespace_name));
  }
  return JsonResponse(list);
}

Response ObjectStorage::CreateBucket(const Request& request, const PathValues&) {
  const auto details = DetailsOf(request);
  if (!details) return NoObject();
  const std::string name = StringMember(*details, "name");
  if (!IsBucketName(name)) return ErrorResponse(400, "InvalidBucketName", "Invalid bucket name");
  if (auto refusal = RefuseBucket(*details)) return std::move(*refusal);
  const std::string versioning = StringMember(*details, "versioning");
  if (!versioning.empty() && versioning != "Enabled" && versioning != "Disabled")
    return InvalidParameter("versioning must be Enabled or Disabled");
  BucketInfo bucket{name, StringMember(*details, "compartmentId"), options_.user_id,
                    options_.clock()};
  Apply(*details, bucket);
  const auto created = objects_->CreateBucket(bucket);
  if (!created.ok()) return Internal(created.error().message);
  if (!*created) {
    return ErrorResponse(409, "BucketAlreadyExists",
                         "Either the bucket '" + name + "' in namespace '" +
                             options_.namespace_name +
                             "' already exists or you are not authorized");
  }
  Response response = AnswerBucket(bucket, options_.namespace_name);
  response.headers.emplace_back("location", request.path + "/" + name);
  return response;
}

// The name and the namespace may be given, as Oracle's command line does, but not changed.
std::optional<Response> ObjectStorage::RefuseUpdate(const Request& request, const json& details,
                                                    const BucketInfo& bucket) const {
  if (details.contains("name") && details["name"] != bucket.name)
    return NotSupported("changing a bucket's name");
  if (details.contains("namespace") && details["namespace"] != options_.namespace_name)
    return NotSupported("changing a bucket's namespace");
  for (const auto& [member, value] : details.items()) {
    const bool is_known = IsKept(member) || member == "name" || member == "namespace" ||
                          member == "compartmentId" || member == "publicAccessType" ||
                          member == "versioning";
    if (!is_known) return NotSupported("changing a bucket's " + member);
  }
  if (auto refusal = RefuseBucket(details)) return refusal;
  const std::string versioning = StringMember(details, "versioning");
  if (details.contains("versioning") && versioning != "Enabled" && versioning != "Suspended")
    return InvalidParameter("versioning must be Enabled or Suspended");
  const auto match = oci::FindHeader(request.headers, "if-match");
  if (!match.empty() &&
      match != StringMember(DescribeBucket(bucket, options_.namespace_name), "etag"))
    return IfMatchFailed();
  return std::nullopt;
}

Response ObjectStorage::UpdateBucket(const Request& request, const PathValues& at) {
  const std::string name = at["bucket"];
  const auto details = DetailsOf(request);
  if (!details) return NoObject();
  const auto bucket = objects_->FindBucket(name);
  if (!bucket) return BucketNotFound(name, options_.namespace_name);
  if (auto refusal = RefuseUpdate(request, *details, *bucket)) return std::move(*refusal);
  const auto changed = objects_->ChangeBucket(name, [&](BucketInfo& info) {
    Apply(*details, info);
    if (details->contains("compartmentId"))
      info.compartment_id = StringMember(*details, "compartmentId");
  });
  if (!changed.ok()) return Internal(changed.error().message);
  const auto now = objects_->FindBucket(name);
  return now ? AnswerBucket(*now, options_.namespace_name)
             : BucketNotFound(name, options_.namespace_name);
}

Response ObjectStorage::GetBucket(const Request& request, const PathValues& at) {
  const std::string name = at["bucket"];
  const auto bucket = objects_->FindBucket(name);
  if (!bucket) return BucketNotFound(name, options_.namespace_name);
  Response response = AnswerBucket(*bucket, options_.namespace_name);
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

Response ObjectStorage::AnswerLifecycle(const json& policy) {
  Response response =
      JsonResponse({{"timeCreated", policy["timeCreated"]}, {"items", policy["items"]}});
  response.headers.emplace_back("etag", policy["etag"]);
  return response;
}

// Policies are kept; nothing is archived or deleted by them.
Response ObjectStorage::PutLifecycle(const Request& request, const PathValues& at) {
  const json details = oci::JsonOf(request.body);
  if (!details.is_object()) return NoObject();
  const json& items = oci::ArrayMember(details, "items");
  for (const json& rule : items)
    if (const auto wrong = WrongRule(rule)) return InvalidParameter(*wrong);
  const json policy = {{"etag", "lifecycle-policy-" + oci::Hex(options_.random(16))},
                       {"timeCreated", common::Rfc3339(options_.clock())},
                       {"items", items}};
  const auto changed = objects_->ChangeBucket(
      at["bucket"], [&policy](BucketInfo& bucket) { bucket.lifecycle = policy; });
  if (!changed.ok()) return Internal(changed.error().message);
  return AnswerLifecycle(policy);
}

Response ObjectStorage::GetLifecycle(const Request&, const PathValues& at) {
  const auto bucket = objects_->FindBucket(at["bucket"]);
  return bucket && bucket->lifecycle.is_object() ? AnswerLifecycle(bucket->lifecycle)
                                                 : LifecyclePolicyNotFound(at["bucket"]);
}

Response ObjectStorage::DeleteLifecycle(const Request&, const PathValues& at) {
  const auto bucket = objects_->FindBucket(at["bucket"]);
  if (!bucket || !bucket->lifecycle.is_object()) return LifecyclePolicyNotFound(at["bucket"]);
  const auto changed = objects_->ChangeBucket(
      at["bucket"], [](BucketInfo& changing) { changing.lifecycle = nullptr; });
  return changed.ok() ? Response{204, {}, ""} : Internal(changed.error().message);
}

}  // namespace standin
