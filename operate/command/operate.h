// `fotogal provision`, `status`, `destroy` and `deploy`: FotoGal in a tenancy, real or local
// (docs/operate.md).
#pragma once

#include <string>
#include <vector>

namespace operate {

// Exit statuses: 0 done, or all is as it should be; 1 an error, in one line (of a deployment
// specification a line for each rule that it breaks); 2 of Status: something
// is missing or differs; 3 the operator said no.
struct ProvisionOptions {
  std::string settings;
  bool only_plan = false;
  bool yes = false;  // do not ask
};
int RunProvision(const ProvisionOptions& options);

int RunStatus(const std::string& settings);

struct DestroyOptions {
  std::string settings;
  std::vector<std::string> named;  // tables and buckets to remove although they hold data
  bool yes = false;
};
int RunDestroy(const DestroyOptions& options);

struct DeployOptions {
  std::string settings;
  std::string tag;          // of the images; "": the settings', else this version
  bool skip_build = false;  // the images are in the container engine
  bool skip_push = false;   // the images are in the registry
  std::string web;          // folder of the built web client; "": the build's
  int patience_s = 180;     // for the smoke test
};
int RunDeploy(const DeployOptions& options);

}  // namespace operate
