// Reading small configuration files.
#pragma once

#include <string>

#include "oci/environment.h"
#include "oci/result.h"

namespace oci {

// The content of the whole file. The error message names the path and `key` (the setting that asked
// for the file), never the content.
Result<std::string> ReadConfiguredFile(const std::string& path, const std::string& key);

// Replaces a leading "~/" by the HOME of the environment.
std::string ExpandHome(const std::string& path, const Environment& environment);

// Without spaces and line ends at the beginning and the end.
std::string TrimmedToken(const std::string& text);

}  // namespace oci
