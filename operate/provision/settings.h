// The file for `fotogal provision`, `status`, `destroy` and `deploy`; docs/operate.md is its
// reference.
#pragma once

#include <string>

#include "operate/provision/tenancy.h"

namespace operate::provision {

struct SettingsFile {
  Settings settings;
  std::string data;    // the data folder of a running `fotogal up`, whose stand-in is provisioned
  std::string region;  // for OCI
  // file with the deployment specification and its placeholders; "": the project's own
  std::string specification;
  std::string config_file, profile = "DEFAULT";  // configuration file of the operator's API key
};

// Unknown members are refused; the error names the member.
oci::Result<SettingsFile> ParseSettings(const std::string& text, const std::string& path);

}  // namespace operate::provision
