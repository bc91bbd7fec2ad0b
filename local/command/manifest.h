// What is beside the sources and the executable: the deployment specification and the functions,
// with their OCIDs in the local cloud.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "local/agent/instance.h"
#include "local/specification/specification.h"

namespace local {

// Where `make images` puts what it builds, and its tag.
inline constexpr const char* kImagePrefix = "localhost/fotogal";
std::string ImageTag();

std::string FunctionId(const std::string& name);  // "ocid1.fnfunc.oc1..<name>"
// Read from functions/manifest.json, which CMake writes; every one gets `config`.
oci::Result<std::vector<FunctionSpec>> ReadManifest(
    const std::map<std::string, std::string>& config);
// The deployment specification in a file, its placeholders filled; the error says what is refused
// and where.
oci::Result<Specification> ReadSpecification(const std::string& path,
                                             const std::string& object_storage_url,
                                             const std::vector<FunctionSpec>& functions);
// api-gateway/deployment.json.in of the sources that this was built from.
std::string DefaultSpecification();
// Where the functions' executables are, and where the target `deploy` writes image folders.
std::string FunctionsFolder();
std::string DefaultImageFolders();
// Where the build of web/ leaves the client.
std::string DefaultWebFolder();

inline constexpr const char* kBucket = "fotogal";
inline constexpr const char* kWebBucket = "fotogal-web";

}  // namespace local
