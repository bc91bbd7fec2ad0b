// The release that runs now, to be restored when a new one does not work.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "oci/object_storage.h"
#include "operate/provision/plan.h"
#include "operate/provision/tenancy.h"

namespace operate::provision {

struct Release {
  std::string application_id;  // "": nothing runs yet
  nlohmann::json config;       // of the application
  // By OCID: image, imageDigest, memoryInMBs, timeoutInSeconds, ...
  std::map<std::string, nlohmann::json> functions;
  std::string deployment_id;  // "": there is none yet
  nlohmann::json specification;
  // index.html; the files that it refers to stay in the bucket
  std::optional<oci::object_storage::Object> first_page;
};

oci::Result<Release> CurrentRelease(const CallFactory& call, const Access& access,
                                    const Settings& settings);
// Resources that only the new release has stay, but nothing refers to them.
oci::Status Restore(const CallFactory& call, const Access& access, const Settings& settings,
                    const Release& release);

}  // namespace operate::provision
