#include "local/command/manifest.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "local/standin/principals.h"

namespace local {

std::string FunctionsFolder() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path() / "functions").string();
}

std::string DefaultImageFolders() { return FOTOGAL_SOURCE_DIR "/build/deploy"; }

std::string ImageTag() { return FOTOGAL_VERSION; }

std::string FunctionId(const std::string& name) { return "ocid1.fnfunc.oc1..fotogal." + name; }

oci::Result<std::vector<FunctionSpec>> ReadManifest(
    const std::map<std::string, std::string>& config) {
  const std::filesystem::path folder = FunctionsFolder();
  std::ifstream file(folder / "manifest.json");
  const auto manifest = nlohmann::json::parse(file, nullptr, false);
  if (!manifest.is_array())
    return oci::ConfigurationError((folder / "manifest.json").string() + ": not readable");
  std::vector<FunctionSpec> functions;
  for (const auto& entry : manifest) {
    FunctionSpec spec;
    spec.name = entry.at("name").get<std::string>();
    spec.id = FunctionId(spec.name);
    spec.executable = (folder / spec.name).string();
    spec.memory_mb = entry.at("memory_mb").get<int>();
    spec.timeout = std::chrono::seconds(entry.at("timeout_s").get<int>());
    spec.config = config;
    functions.push_back(std::move(spec));
  }
  return functions;
}

oci::Result<Specification> ReadSpecification(const std::string& path,
                                             const std::string& object_storage_url,
                                             const std::vector<FunctionSpec>& functions) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return oci::ConfigurationError(path + ": not readable");
  std::vector<std::pair<std::string, std::string>> values = {
      {"objectstorage.endpoint", object_storage_url},
      {"objectstorage.namespace", standin::kNamespace},
      {"photos.bucket", kBucket},
      {"web.bucket", kWebBucket}};
  for (const auto& function : functions)
    values.emplace_back("function." + function.name, function.id);
  OCI_ASSIGN_OR_RETURN(const auto filled, FillTemplate(text.str(), values));
  const auto document = nlohmann::json::parse(filled, nullptr, false);
  if (document.is_discarded()) return oci::ConfigurationError(path + ": not JSON");
  return ParseSpecification(document);
}

std::string DefaultWebFolder() { return FOTOGAL_SOURCE_DIR "/build/web/dist"; }

std::string DefaultSpecification() { return FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in"; }

}  // namespace local
