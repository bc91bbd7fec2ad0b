// All compartments of the local tenancy.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/management.h"
#include "oci/result.h"

namespace local {

// The OCIDs of the tenancy itself and of every compartment in it, at any depth.
oci::Result<std::vector<std::string>> AllCompartments(oci::Call& call,
                                                      std::shared_ptr<oci::Requester> requester,
                                                      const std::string& standin_url,
                                                      const std::string& tenancy_id);

// The resources of a collection in all compartments.
oci::Result<std::vector<nlohmann::json>> ListEverywhere(oci::Call& call,
                                                        std::shared_ptr<oci::Requester> requester,
                                                        const oci::management::Collection& in,
                                                        const std::string& tenancy_id);

}  // namespace local
