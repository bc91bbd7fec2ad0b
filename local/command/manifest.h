// The functions beside the `fotogal` executable, and their OCIDs in the local cloud.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "local/agent/instance.h"

namespace local {

std::string FunctionId(const std::string& name);  // "ocid1.fnfunc.oc1..<name>"
// Read from functions/manifest.json, which CMake writes; every one gets `config`.
oci::Result<std::vector<FunctionSpec>> ReadManifest(
    const std::map<std::string, std::string>& config);
// api-gateway/deployment.json.in of the sources that this was built from.
std::string DefaultSpecification();

}  // namespace local
