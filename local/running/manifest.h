// What the build produces for a running FotoGal: the deployment specification and the functions,
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

// The name and tag of the images that `make images` builds.
inline constexpr const char* kImagePrefix = "localhost/fotogal";
std::string ImageTag();

std::string FunctionId(const std::string& name);  // "ocid1.fnfunc.oc1..<name>"
// The folder of the functions' executables, into which the target `deploy` also writes the image
// folders.
std::string FunctionsFolder();
// The same for a running FotoGal: with `fotogal dev`, the folder of its copies.
std::string FunctionsFolder(const Running& running);
// CMake's folder of this build, and the folder of the sources it was built from.
std::string BuildFolder();
std::string SourceFolder();
std::string DefaultImageFolders();
// The functions in manifest.json, which CMake writes into the folder of the executables; every one
// gets `config`.
oci::Result<std::vector<FunctionSpec>> ReadManifest(
    const std::map<std::string, std::string>& config,
    const std::string& folder = FunctionsFolder());
// The deployment specification of a file with its placeholders filled, but not checked: this is
// what API Gateway is sent. Errors of this and the next function name the file, the place in it and
// what would be allowed.
oci::Result<nlohmann::json> FilledSpecification(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& values);
// The same, checked and parsed, for the local functions and buckets.
oci::Result<Specification> ReadSpecification(const std::string& path,
                                             const std::string& object_storage_url,
                                             const std::vector<FunctionSpec>& functions);
// api-gateway/deployment.json.in in the folder of the sources.
std::string DefaultSpecification();
// The folder into which the build of web/ writes the client.
std::string DefaultWebFolder();

inline constexpr const char* kBucket = "fotogal";
inline constexpr const char* kMailSender = "no-reply@fotogal.example";
inline constexpr const char* kWebBucket = "fotogal-web";

}  // namespace local
