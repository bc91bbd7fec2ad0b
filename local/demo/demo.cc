#include "local/demo/demo.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "local/demo/people.h"
#include "local/demo/play.h"
#include "local/running/operator.h"

namespace local {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kDemoPatience{60};

oci::Result<bool> NobodyIsThere(fotogal::Services& services) {
  auto call = CallWithin(kDemoPatience);
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  options.limit = 1;
  std::string page;
  do {
    options.page = page;
    OCI_ASSIGN_OR_RETURN(
        const auto found,
        services.nosql->Query(call, "SELECT id FROM " + std::string(fotogal::schema::kUsers),
                              Json::object(), options));
    if (!found.items.empty()) return false;
    page = found.next;
  } while (!page.empty());
  return true;
}

// "begun" or "done"; empty: there was no demonstration.
std::string ReadState(const std::string& path) {
  std::ifstream file(path);
  std::string state;
  std::getline(file, state);
  return state;
}

oci::Status WriteState(const std::string& path, const std::string& state) {
  std::ofstream file(path + ".part", std::ios::trunc);
  file << state << "\n";
  file.close();
  std::error_code error;
  std::filesystem::rename(path + ".part", path, error);
  if (!file || error) return oci::ConfigurationError(path + ": not writable");
  return oci::Ok();
}

}  // namespace

oci::Status FillDemo(const DataFolder& folder, fotogal::Services& services,
                     const DemoStage& stage) {
  const std::string path = folder.path + "/demo";
  const auto state = ReadState(path);
  if (state == "done") return oci::Ok();
  if (state.empty()) {
    OCI_ASSIGN_OR_RETURN(const bool empty, NobodyIsThere(services));
    if (!empty) return WriteState(path, "done");
    OCI_RETURN_IF_ERROR(WriteState(path, "begun"));
  }
  const auto played = demo::Play(services, {.clock = &SystemNow, .cancelled = stage.cancelled});
  if (!played.ok()) return fotogal::StatusOf(played.error());
  stage.report("demonstration: log in as " + demo::People().front().username +
               " with the password '" + demo::kDemoPassword + "'");
  return WriteState(path, "done");
}

}  // namespace local
