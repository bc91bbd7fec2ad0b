// The operator's own signed access to a running local cloud: what `up`, `invoke` and tests use.
#pragma once

#include <memory>

#include "fotogal/base/services.h"
#include "local/running/data_folder.h"

namespace local {

// Signs with the API key of the data folder.
oci::Result<std::shared_ptr<oci::Requester>> OperatorRequester(const DataFolder& folder);
// The functions' own configuration, with the operator's signature.
oci::Result<fotogal::Services> OperatorServices(const DataFolder& folder, const Running& running);

oci::TimePoint SystemNow();
// Runs out `patience` from now.
oci::Call CallWithin(std::chrono::milliseconds patience);

inline std::string PrincipalsFolder(const DataFolder& folder) {
  return folder.path + "/principals";
}

}  // namespace local
