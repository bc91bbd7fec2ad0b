#include "local/tenancy/deployments.h"

#include <tuple>

#include "local/tenancy/compartments.h"
#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;
using oci::StringMember;

constexpr std::chrono::seconds kDeployingPatience{10};

std::string ChosenId(const std::vector<Json>& deployments, const std::string& path) {
  const Json* chosen = nullptr;
  const auto rank = [](const Json& deployment) {
    return std::tuple(StringMember(deployment, "pathPrefix").size(),
                      StringMember(deployment, "timeCreated"));
  };
  for (const auto& deployment : deployments) {
    if (!WithoutPrefix(path, StringMember(deployment, "pathPrefix"))) continue;
    if (chosen == nullptr || rank(deployment) >= rank(*chosen)) chosen = &deployment;
  }
  return chosen == nullptr ? "" : StringMember(*chosen, "id");
}

}  // namespace

Deployments::Deployments(Options options)
    : options_(std::move(options)),
      deployments_(options_.requester, oci::management::Deployments(options_.standin_url)) {}

oci::Result<std::shared_ptr<Gateway>> Deployments::For(const std::string& path) {
  oci::Call call(options_.clock, options_.clock() + kDeployingPatience);
  OCI_ASSIGN_OR_RETURN(
      const auto all,
      ListEverywhere(call, options_.requester, oci::management::Deployments(options_.standin_url),
                     options_.tenancy_id));
  const auto id = ChosenId(all, path);
  if (id.empty()) return std::shared_ptr<Gateway>();
  OCI_ASSIGN_OR_RETURN(const auto deployment, deployments_.Get(call, id));
  if (!deployment) return std::shared_ptr<Gateway>();
  const Json specification = deployment->value("specification", Json());
  const std::lock_guard lock(mutex_);
  Served& served = served_[id];
  if (served.gateway != nullptr && served.specification == specification) return served.gateway;
  OCI_ASSIGN_OR_RETURN(auto parsed, ParseSpecification(specification));
  served = {specification,
            options_.make_gateway(std::move(parsed), StringMember(*deployment, "pathPrefix"))};
  return served.gateway;
}

}  // namespace local
