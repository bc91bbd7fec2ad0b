// Reading small configuration files.
#pragma once

#include <string>

#include "oci/environment.h"
#include "oci/result.h"

namespace oci {

// The whole file. The error names `key`, which is what asked for the file, and the path; never the
// content.
Result<std::string> ReadConfiguredFile(const std::string& path, const std::string& key);

// "~/x" with the environment's HOME.
std::string ExpandHome(const std::string& path, const Environment& environment);

// Without line ends and spaces at either end.
std::string TrimmedToken(const std::string& text);

}  // namespace oci
