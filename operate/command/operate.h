// `fotogal provision`, `status`, `destroy` and `deploy`: FotoGal in a tenancy in OCI or in the
// local cloud (docs/operate.md).
#pragma once

#include <string>
#include <vector>

namespace operate {

// Exit statuses: 0 done, or everything is as it should be; 1 an error, in one line (for a
// deployment specification one line for each rule that it breaks); 2 for Status: something is
// missing or differs; 3 the operator answered no.
struct ProvisionOptions {
  std::string settings;
  bool only_plan = false;
  bool yes = false;  // do not ask for confirmation
};
int RunProvision(const ProvisionOptions& options);

int RunStatus(const std::string& settings);

struct DestroyOptions {
  std::string settings;
  // tables and buckets that are removed even though they contain data
  std::vector<std::string> named;
  bool yes = false;
};
int RunDestroy(const DestroyOptions& options);

struct DeployOptions {
  std::string settings;
  std::string tag;          // tag of the images; "": the one in the settings, else this version
  bool skip_build = false;  // the images are in the container engine already
  bool skip_push = false;   // the images are in the registry already
  std::string web;          // folder of the built web client; "": the one of this build
  int patience_s = 180;     // how long the smoke test may take
};
int RunDeploy(const DeployOptions& options);

}  // namespace operate
