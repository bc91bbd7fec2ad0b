// The file that `fotogal provision`, `status` and `destroy` read: docs/operate.md has the
// reference.
#pragma once

#include <string>

#include "operate/provision/tenancy.h"

namespace operate::provision {

struct SettingsFile {
  Settings settings;
  std::string data;           // the data folder of a running `fotogal up`: provisions its stand-in
  std::string region;         // otherwise
  std::string url;            // where people reach it, when that is not the deployment's endpoint
  std::string specification;  // file of the deployment's, placeholders in it; "": the project's
  std::string config_file, profile = "DEFAULT";  // of the operator's API key
};

// Unknown members are refused; the error names the member.
oci::Result<SettingsFile> ParseSettings(const std::string& text, const std::string& path);

}  // namespace operate::provision
