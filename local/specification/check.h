// One checker of deployment specifications, for whoever makes, takes or serves one.
#pragma once

#include <nlohmann/json.hpp>

#include "local/specification/violation.h"

namespace local {

// Every rule that it breaks, in the order of the document; none: OCI takes it, and this gateway
// carries it out. What OCI knows and this gateway does not (cors, mutualTls, ...) is an unknown
// member.
Violations CheckSpecification(const nlohmann::json& specification);

// What is wrong with the specification and the path prefix of CreateDeploymentDetails or
// UpdateDeploymentDetails (where either may be missing), with paths from there.
Violations CheckDeployment(const nlohmann::json& details);

}  // namespace local
