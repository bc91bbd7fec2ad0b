// Parses the text of an OCI configuration file (~/.oci/config).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace oci {

using ConfigProfile = std::map<std::string, std::string>;  // keys in lower case

// The values of the profile; a key that it lacks is taken from [DEFAULT]. `source` is the file's
// name for error messages, which never show a value. A line is split at its first '='. A byte order
// mark, CRLF line ends, blank lines and lines that begin with '#' or ';' are allowed. A section
// that occurs twice is merged.
Result<ConfigProfile> ParseConfigFile(std::string_view text, const std::string& profile,
                                      const std::string& source);

}  // namespace oci
