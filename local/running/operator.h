// Signed access to a running local cloud with the operator's key, for `up`, `invoke` and tests.
#pragma once

#include <memory>

#include "fotogal/base/services.h"
#include "local/running/data_folder.h"

namespace local {

// Signs with the API key of the data folder.
oci::Result<std::shared_ptr<oci::Requester>> OperatorRequester(const DataFolder& folder);
// The services as functions use them, but signed by the operator.
oci::Result<fotogal::Services> OperatorServices(const DataFolder& folder, const Running& running);

oci::TimePoint SystemNow();
// A call whose deadline is `patience` from now.
oci::Call CallWithin(std::chrono::milliseconds patience);

inline std::string PrincipalsFolder(const DataFolder& folder) {
  return folder.path + "/principals";
}

}  // namespace local
