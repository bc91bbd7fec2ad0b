#include "local/running/manifest.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "configuration/members.h"
#include "local/running/data_folder.h"
#include "local/standin/identity/principals.h"

namespace local {

std::string FunctionsFolder() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path() / "functions").string();
}

std::string FunctionsFolder(const Running& running) {
  return running.live_functions.empty() ? FunctionsFolder() : running.live_functions;
}

std::string BuildFolder() {
  return std::filesystem::path(FunctionsFolder()).parent_path().parent_path().string();
}

std::string SourceFolder() { return FOTOGAL_SOURCE_DIR; }

std::string DefaultImageFolders() { return FOTOGAL_SOURCE_DIR "/build/deploy"; }

std::string ImageTag() { return FOTOGAL_VERSION; }

std::string FunctionId(const std::string& name) { return "ocid1.fnfunc.oc1..fotogal." + name; }

namespace {

oci::Result<FunctionSpec> ReadFunction(const nlohmann::json& entry, const std::string& file) {
  if (!entry.is_object()) return oci::ConfigurationError(file + ": an entry is no object");
  constexpr int kMostMemory = 3072, kMostSeconds = 300;
  FunctionSpec spec;
  int seconds = 0;
  configuration::Members members(entry, file);
  members.Text("name", spec.name);
  members.Number("memory_mb", 1, kMostMemory, spec.memory_mb);
  members.Number("timeout_s", 1, kMostSeconds, seconds);
  OCI_RETURN_IF_ERROR(members.Finish());
  if (spec.name.empty()) return members.Missing("name");
  if (seconds == 0) return members.Missing("timeout_s");
  spec.id = FunctionId(spec.name);
  spec.timeout = std::chrono::seconds(seconds);
  return spec;
}

}  // namespace

oci::Result<std::vector<FunctionSpec>> ReadManifest(
    const std::map<std::string, std::string>& config, const std::string& folder) {
  const std::string file = folder + "/manifest.json";
  OCI_ASSIGN_OR_RETURN(const auto text, configuration::ReadText(file));
  OCI_ASSIGN_OR_RETURN(const auto manifest, configuration::ParseJson(text, file));
  if (!manifest.is_array()) return oci::ConfigurationError(file + ": must be a list of functions");
  std::vector<FunctionSpec> functions;
  for (const auto& entry : manifest) {
    OCI_ASSIGN_OR_RETURN(auto spec, ReadFunction(entry, file));
    spec.executable = folder + "/" + spec.name;
    spec.config = config;
    functions.push_back(std::move(spec));
  }
  return functions;
}

oci::Result<nlohmann::json> FilledSpecification(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& values) {
  OCI_ASSIGN_OR_RETURN(const auto text, configuration::ReadText(path));
  const auto filled = FillTemplate(text, values);
  if (!filled.ok()) return oci::ConfigurationError(path + ": " + filled.error().message);
  return configuration::ParseJson(*filled, path);
}

oci::Result<Specification> ReadSpecification(const std::string& path,
                                             const std::string& object_storage_url,
                                             const std::vector<FunctionSpec>& functions) {
  std::vector<std::pair<std::string, std::string>> values = {
      {"objectstorage.endpoint", object_storage_url},
      {"objectstorage.namespace", standin::kNamespace},
      {"photos.bucket", kBucket},
      {"web.bucket", kWebBucket}};
  for (const auto& function : functions)
    values.emplace_back("function." + function.name, function.id);
  OCI_ASSIGN_OR_RETURN(const auto document, FilledSpecification(path, values));
  auto read = ParseSpecification(document);
  if (!read.ok()) return oci::ConfigurationError(path + ": " + read.error().message);
  return read;
}

std::string DefaultWebFolder() { return FOTOGAL_SOURCE_DIR "/build/web/dist"; }

std::string DefaultSpecification() { return FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in"; }

}  // namespace local
