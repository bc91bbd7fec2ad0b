#include "operate/provision/release.h"

#include "oci/json_text.h"
#include "oci/management.h"

namespace operate::provision {
namespace {

using Json = nlohmann::json;
using oci::StringMember;
using oci::management::Client;

constexpr const char* kFirstPage = "index.html";

Json Part(const Json& document, std::initializer_list<const char*> members) {
  Json part = Json::object();
  for (const char* member : members)
    if (document.contains(member)) part[member] = document[member];
  return part;
}

Client ClientOf(const Access& access, oci::management::Collection collection) {
  return {access.requester, std::move(collection), {access.look_every}};
}

oci::Result<oci::object_storage::Client> WebObjects(oci::Call& call, const Access& access,
                                                    const Settings& settings) {
  const auto& endpoint = access.endpoints.object_storage;
  oci::object_storage::Client of_no_bucket(access.requester, {endpoint, "", ""});
  OCI_ASSIGN_OR_RETURN(const auto name, of_no_bucket.GetNamespace(call));
  return oci::object_storage::Client(access.requester, {endpoint, name, WebBucket(settings)});
}

oci::Status ReadFunctions(const CallFactory& new_call, Client& functions, Release& release) {
  auto call = new_call();
  OCI_ASSIGN_OR_RETURN(const auto list, functions.List(call, release.application_id));
  for (const auto& summary : list) {
    const auto id = StringMember(summary, "id");
    auto one = new_call();
    OCI_ASSIGN_OR_RETURN(const auto document, functions.Get(one, id));
    if (!document) continue;
    release.functions[id] = Part(*document, {"image", "imageDigest", "memoryInMBs",
                                             "timeoutInSeconds", "detachedModeTimeoutInSeconds"});
  }
  return oci::Ok();
}

oci::Status ReadFirstPage(const CallFactory& new_call, const Access& access,
                          const Settings& settings, Release& release) {
  auto call = new_call();
  OCI_ASSIGN_OR_RETURN(auto objects, WebObjects(call, access, settings));
  OCI_ASSIGN_OR_RETURN(const bool has_bucket, objects.BucketExists(call));
  if (!has_bucket) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(release.first_page, objects.Get(call, kFirstPage));
  return oci::Ok();
}

oci::Status PutFirstPage(const CallFactory& new_call, const Access& access,
                         const Settings& settings, const oci::object_storage::Object& page) {
  auto call = new_call();
  OCI_ASSIGN_OR_RETURN(auto objects, WebObjects(call, access, settings));
  oci::object_storage::PutOptions options;
  options.content_type = page.content_type;
  options.cache_control = page.cache_control;
  options.content_encoding = page.content_encoding;
  const auto put = objects.Put(call, kFirstPage, page.body, options);
  return put.ok() ? oci::Ok() : oci::Status(put.error());
}

}  // namespace

oci::Result<Release> CurrentRelease(const CallFactory& new_call, const Access& access,
                                    const Settings& settings) {
  Release release;
  OCI_RETURN_IF_ERROR(ReadFirstPage(new_call, access, settings, release));
  auto call = new_call();
  auto applications = ClientOf(access, oci::management::Applications(access.endpoints.functions));
  OCI_ASSIGN_OR_RETURN(const auto application,
                       applications.Find(call, settings.compartment_id, settings.application));
  if (!application) return release;
  release.application_id = StringMember(*application, "id");
  release.config = application->value("config", Json::object());
  auto functions = ClientOf(access, oci::management::Functions(access.endpoints.functions));
  OCI_RETURN_IF_ERROR(ReadFunctions(new_call, functions, release));
  auto deployments = ClientOf(access, oci::management::Deployments(access.endpoints.gateway));
  auto look = new_call();
  OCI_ASSIGN_OR_RETURN(const auto deployment,
                       deployments.Find(look, settings.compartment_id, settings.application));
  if (!deployment) return release;
  release.deployment_id = StringMember(*deployment, "id");
  release.specification = deployment->value("specification", Json());
  return release;
}

oci::Status Restore(const CallFactory& new_call, const Access& access, const Settings& settings,
                    const Release& release) {
  auto functions = ClientOf(access, oci::management::Functions(access.endpoints.functions));
  for (const auto& [id, members] : release.functions) {
    auto call = new_call();
    OCI_RETURN_IF_ERROR(functions.Update(call, id, members));
  }
  if (!release.application_id.empty() && !release.config.empty()) {
    auto call = new_call();
    auto applications = ClientOf(access, oci::management::Applications(access.endpoints.functions));
    OCI_RETURN_IF_ERROR(
        applications.Update(call, release.application_id, {{"config", release.config}}));
  }
  if (!release.deployment_id.empty()) {
    auto call = new_call();
    auto deployments = ClientOf(access, oci::management::Deployments(access.endpoints.gateway));
    OCI_RETURN_IF_ERROR(deployments.Update(call, release.deployment_id,
                                           {{"specification", release.specification}}));
  }
  if (!release.first_page) return oci::Ok();
  return PutFirstPage(new_call, access, settings, *release.first_page);
}

}  // namespace operate::provision
