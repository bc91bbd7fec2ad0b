#include "local/standin/identity/service.h"

#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

constexpr const char* kTokensFile = "auth_tokens.json";
constexpr size_t kMostTokens = 2;  // AuthToken: "up to two auth tokens at a time"

}  // namespace

oci::Result<std::unique_ptr<Identity>> Identity::Open(Options options) {
  OCI_RETURN_IF_ERROR(MakeFolder(options.folder));
  std::unique_ptr<Identity> identity(new Identity(std::move(options)));
  identity->tokens_ = ReadDocument(identity->options_.folder / kTokensFile);
  return identity;
}

const std::vector<Route<Identity::Handler>>& Identity::Routes() {
  using I = Identity;
  // Oracle's Python SDK ends paths of collections with "/".
  static const std::vector<Route<Handler>> kRoutes = {
      {"GET", "/20160918/regions[/]", &I::ListRegions},
      {"GET", "/20160918/tenancies/{tenancy}", &I::GetTenancy},
      {"GET", "/20160918/tenancies/{tenancy}/regionSubscriptions[/]", &I::ListRegionSubscriptions},
      {"GET", "/20160918/users/{user}/authTokens[/]", &I::ListAuthTokens},
      {"POST", "/20160918/users/{user}/authTokens[/]", &I::CreateAuthToken},
      {"DELETE", "/20160918/users/{user}/authTokens/{token}", &I::DeleteAuthToken}};
  return kRoutes;
}

Response Identity::Handle(const Request& request) {
  const auto found = FindRoute(Routes(), request.method, request.path);
  if (!found) return NotServed(request);
  const auto& at = found->values;
  if (at.Has("tenancy") && at["tenancy"] != options_.tenancy_id) return NotFound();
  if (at.Has("user") && at["user"] != options_.user_id) return NotFound();
  const std::lock_guard lock(mutex_);
  return (this->*found->route->handler)(request, at);
}

Response Identity::ListRegions(const Request&, const PathValues&) {
  return JsonResponse(json::array({{{"key", options_.region_key}, {"name", options_.region}}}));
}

Response Identity::GetTenancy(const Request&, const PathValues&) {
  return JsonResponse({{"id", options_.tenancy_id},
                       {"name", "fotogallocal"},
                       {"description", "The tenancy of the local cloud"},
                       {"homeRegionKey", options_.region_key}});
}

Response Identity::ListRegionSubscriptions(const Request&, const PathValues&) {
  return JsonResponse(json::array({{{"regionKey", options_.region_key},
                                    {"regionName", options_.region},
                                    {"status", "READY"},
                                    {"isHomeRegion", true}}}));
}

Response Identity::ListAuthTokens(const Request&, const PathValues&) {
  json list = json::array();
  for (const json& token : tokens_) list.push_back(token);
  return JsonResponse(list);
}

oci::Status Identity::Save(const json& tokens) const {
  return WriteWholeFile(options_.folder / kTokensFile, oci::JsonText(tokens), 0600);
}

// The token is in this response only. Nothing of the local cloud asks for it.
Response Identity::CreateAuthToken(const Request& request, const PathValues&) {
  const json body = oci::JsonOf(request.body);
  if (!body.is_object() || !body.contains("description") || !body["description"].is_string())
    return InvalidParameter("description is missing");
  if (tokens_.size() >= kMostTokens)
    return ErrorResponse(400, "LimitExceeded", "a user has 2 auth tokens at the most");
  const std::string id = "ocid1.credential.oc1.." + oci::Hex(options_.random(30));
  json token = {{"id", id},
                {"userId", options_.user_id},
                {"description", body["description"]},
                {"timeCreated", common::Rfc3339(options_.clock())},
                {"timeExpires", nullptr},
                {"lifecycleState", "ACTIVE"}};
  json tokens = tokens_;
  tokens[id] = token;
  if (!Save(tokens).ok()) return ErrorResponse(500, "InternalServerError", "disk");
  tokens_ = std::move(tokens);
  token["token"] = oci::Base64Url(options_.random(15));
  return JsonResponse(token);
}

Response Identity::DeleteAuthToken(const Request&, const PathValues& at) {
  json tokens = tokens_;
  if (tokens.erase(at["token"]) == 0) return NotFound();
  if (!Save(tokens).ok()) return ErrorResponse(500, "InternalServerError", "disk");
  tokens_ = std::move(tokens);
  return {204, {}, ""};
}

}  // namespace standin
