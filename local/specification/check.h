// Checks deployment specifications, for everybody who writes, accepts or serves one.
#pragma once

#include <nlohmann/json.hpp>

#include "local/specification/violation.h"

namespace local {

// All rules that the specification breaks, in the order of the document. None: OCI accepts it and
// this gateway implements all of it. Members that OCI knows and this gateway does not (cors,
// mutualTls, ...) count as unknown.
Violations CheckSpecification(const nlohmann::json& specification);

// The same for CreateDeploymentDetails or UpdateDeploymentDetails: their specification and path
// prefix, either of which may be missing. Paths in the violations begin at the details.
Violations CheckDeployment(const nlohmann::json& details);

}  // namespace local
