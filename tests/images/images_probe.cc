// `images_probe PREFIX FOLDER`: starts PREFIX/<function>:<version> of every function as OCI
// Functions does, without any network, and calls it through its socket.
// `images_probe --environment FOLDER`: prints what they are configured with, for a shell to read.
#include <cstdio>

#include "common/files.h"
#include "local/agent/instance.h"
#include "local/running/manifest.h"
#include "local/standin/identity/principals.h"

namespace {

std::string TextOf(const std::string& path) { return common::ReadFile(path).value_or(""); }

// A principal like those of `fotogal up`, as values; endpoints that nobody answers.
std::map<std::string, std::string> Config(const std::string& folder) {
  const auto now = std::chrono::system_clock::now();
  const auto principals =
      standin::Principals::Open(folder + "/principals",
                                std::chrono::time_point_cast<oci::TimePoint::duration>(now))
          .value();
  auto config = principals.ResourcePrincipalEnvironment();
  for (auto& [name, value] : config)
    if (value.starts_with('/')) value = TextOf(value);
  config["FOTOGAL_COMPARTMENT_ID"] = "ocid1.compartment.oc1..probe";
  config["FOTOGAL_OBJECT_NAMESPACE"] = "probe";
  config["FOTOGAL_BUCKET"] = "probe";
  config["FOTOGAL_CURSOR_KEY"] = std::string(64, 'k');
  for (const char* service : {"NOSQL", "OBJECT_STORAGE", "LOGGING", "FUNCTIONS"})
    config[std::string("FOTOGAL_") + service + "_ENDPOINT"] = "http://127.0.0.1:9";
  return config;
}

// Its own problem body, twice: the container stays for the second call.
bool Answers(local::Spawner& spawner, const local::Launcher& launcher,
             const local::FunctionSpec& spec, const std::string& folder) {
  auto instance = local::Instance::Start(spawner, launcher, spec, folder, folder);
  if (!instance.ok()) {
    std::printf("%s: %s\n", spec.name.c_str(), instance.error().message.c_str());
    return false;
  }
  const local::FnRequest request = {{{"Fn-Intent", "httprequest"},
                                     {"Fn-Http-Method", "GET"},
                                     {"Fn-Http-Request-Url", "/no-such-path"},
                                     {"Fn-Call-Id", "probe"}},
                                    ""};
  for (int i = 0; i < 2; ++i) {
    const auto answer = (*instance)->Call(request, std::chrono::seconds(10));
    const bool good =
        answer.ok() && answer->status == 200 && answer->body.find("\"code\"") != std::string::npos;
    if (!good) {
      std::printf("%s: call %d: %s\n", spec.name.c_str(), i + 1,
                  answer.ok() ? answer->body.c_str() : answer.error().message.c_str());
      return false;
    }
  }
  return true;
}

int PrintEnvironment(const std::string& folder) {
  for (const auto& [name, value] : Config(folder))
    std::printf("export %s='%s'\n", name.c_str(), value.c_str());
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  if (std::string(arguments[1]) == "--environment") return PrintEnvironment(arguments[2]);
  const std::string prefix = arguments[1], folder = arguments[2];
  const auto functions = local::ReadManifest(Config(folder));
  if (!functions.ok()) return 2;
  local::Containers containers;
  containers.image_prefix = prefix;
  containers.tag = local::ImageTag();
  containers.labels = {"fotogal.probe=" + folder};
  containers.network = "none";
  const auto launcher = local::RunContainers(containers);
  local::Spawner spawner;
  int failed = 0;
  for (const auto& spec : *functions) failed += Answers(spawner, launcher, spec, folder) ? 0 : 1;
  std::printf("%zu functions, %d failed\n", functions->size(), failed);
  return failed == 0 ? 0 : 1;
}
