#include "operate/command/for_up.h"

#include "operate/provision/provision.h"
#include "operate/provision/publish_web.h"

namespace operate {
namespace {

oci::Result<std::string> MakeStorageForUp(const local::StorageRequest& request) {
  auto endpoints = provision::AllAt(request.standin_url);
  endpoints.nosql = request.nosql_endpoint;
  provision::Settings settings;
  settings.compartment_id = request.compartment_id;
  settings.bucket = request.bucket;
  settings.ddl_per_minute = 0;
  settings.mail.sender = request.mail_sender;
  constexpr std::chrono::milliseconds kLookEvery{100};
  return provision::ProvisionStorage(request.call, {request.requester, endpoints, kLookEvery},
                                     settings, {request.report});
}

oci::Status PublishPagesForUp(oci::Call& call, const local::PagesRequest& request) {
  return PublishWeb(call,
                    {request.objects, request.compartment_id, request.folder, request.report});
}

}  // namespace

local::Provisioning ProvisioningForUp() { return {&MakeStorageForUp, &PublishPagesForUp}; }

}  // namespace operate
