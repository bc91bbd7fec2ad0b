#include "local/tenancy/deployed_functions.h"

#include <filesystem>

#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;
using oci::StringMember;

constexpr std::chrono::seconds kStartingPatience{10};

void AddConfig(const Json& document, std::map<std::string, std::string>& config) {
  const auto found = document.find("config");
  if (found == document.end() || !found->is_object()) return;
  for (const auto& [name, value] : found->items())
    if (value.is_string()) config[name] = value.get<std::string>();
}

std::chrono::seconds Seconds(const Json& document, const char* member,
                             std::chrono::seconds otherwise) {
  const auto found = document.find(member);
  if (found == document.end() || !found->is_number_integer()) return otherwise;
  return std::chrono::seconds(found->get<int>());
}

}  // namespace

std::string NameOfImage(const std::string& image) {
  const auto slash = image.rfind('/');
  const std::string last = slash == std::string::npos ? image : image.substr(slash + 1);
  return last.substr(0, last.find_first_of(":@"));
}

DeployedFunctions::DeployedFunctions(Options options)
    : options_(std::move(options)),
      functions_(options_.requester, oci::management::Functions(options_.standin_url)),
      applications_(options_.requester, oci::management::Applications(options_.standin_url)) {}

DeployedFunctions::Way DeployedFunctions::WayOf(const std::string& id, const Json& function) {
  const auto since = StringMember(function, "timeUpdated");
  const std::lock_guard lock(mutex_);
  Way& way = ways_[id];
  if (!since.empty() && way.since == since) return way;
  way = {since, "", StringMember(function, "image")};
  if (way.image.empty() || options_.has_image(way.image)) return way;
  const auto name = NameOfImage(way.image);
  for (const auto& folder : options_.folders) {
    for (const auto& path : {folder + "/" + name + "/" + name, folder + "/" + name}) {
      std::error_code ignored;
      if (!std::filesystem::is_regular_file(path, ignored)) continue;
      return way = {since, path, ""};
    }
  }
  return way;  // the log then shows the engine's error about the missing image
}

oci::Result<std::optional<FunctionSpec>> DeployedFunctions::Find(const std::string& id) {
  oci::Call call(options_.clock, options_.clock() + kStartingPatience);
  OCI_ASSIGN_OR_RETURN(const auto function, functions_.Get(call, id));
  if (!function) return std::optional<FunctionSpec>();
  OCI_ASSIGN_OR_RETURN(const auto application,
                       applications_.Get(call, StringMember(*function, "applicationId")));
  FunctionSpec spec;
  spec.id = id;
  spec.name = StringMember(*function, "displayName");
  const Way way = WayOf(id, *function);
  spec.executable = way.executable;
  spec.image = way.image;
  spec.revision = StringMember(*function, "timeUpdated") + StringMember(*function, "imageDigest");
  spec.memory_mb = function->value("memoryInMBs", spec.memory_mb);
  spec.timeout = Seconds(*function, "timeoutInSeconds", spec.timeout);
  spec.detached_timeout = Seconds(*function, "detachedModeTimeoutInSeconds", spec.timeout);
  if (application) AddConfig(*application, spec.config);
  AddConfig(*function, spec.config);
  for (const auto& [name, value] : options_.platform) spec.config[name] = value;
  return std::optional(std::move(spec));
}

}  // namespace local
