// What runs now: to come back to when what follows it does not work.
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
  std::string deployment_id;  // "": none yet
  nlohmann::json specification;
  std::optional<oci::object_storage::Object> first_page;  // index.html; what it names stays
};

oci::Result<Release> CurrentRelease(const CallFactory& call, const Access& access,
                                    const Settings& settings);
// What came new with the later release stays; nothing refers to it any more.
oci::Status Restore(const CallFactory& call, const Access& access, const Settings& settings,
                    const Release& release);

}  // namespace operate::provision
