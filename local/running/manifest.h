// What is beside the sources and the executable: the deployment specification and the functions,
// with their OCIDs in the local cloud.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "local/agent/instance.h"
#include "local/specification/specification.h"

namespace local {

struct Running;

// Where `make images` puts what it builds, and its tag.
inline constexpr const char* kImagePrefix = "localhost/fotogal";
std::string ImageTag();

std::string FunctionId(const std::string& name);  // "ocid1.fnfunc.oc1..<name>"
// Where the functions' executables are, and where the target `deploy` writes image folders.
std::string FunctionsFolder();
// Of one that runs: its own copies when it is one of `fotogal dev`.
std::string FunctionsFolder(const Running& running);
// CMake's folder of this build, and the sources that it was built from.
std::string BuildFolder();
std::string SourceFolder();
std::string DefaultImageFolders();
// Read from manifest.json in the folder of the executables, which CMake writes; every one gets
// `config`.
oci::Result<std::vector<FunctionSpec>> ReadManifest(
    const std::map<std::string, std::string>& config,
    const std::string& folder = FunctionsFolder());
// The deployment specification in a file, its placeholders filled but nothing checked: what is sent
// to API Gateway. Errors, here and below, name the file, the place and what would fit.
oci::Result<nlohmann::json> FilledSpecification(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& values);
// The same, checked and read, for functions and stores of the local cloud.
oci::Result<Specification> ReadSpecification(const std::string& path,
                                             const std::string& object_storage_url,
                                             const std::vector<FunctionSpec>& functions);
// api-gateway/deployment.json.in of the sources that this was built from.
std::string DefaultSpecification();
// Where the build of web/ leaves the client.
std::string DefaultWebFolder();

inline constexpr const char* kBucket = "fotogal";
inline constexpr const char* kWebBucket = "fotogal-web";

}  // namespace local
