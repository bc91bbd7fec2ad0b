// The text of an OCI configuration file, parsed.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace oci {

using ConfigProfile = std::map<std::string, std::string>;  // keys in lower case

// The profile's values, what it lacks taken from [DEFAULT]. `source` names the file in errors,
// which never show a value. A line splits at its first '='; a byte order mark, CRLF line ends,
// blank lines and lines beginning with '#' or ';' are skipped; a section that comes again adds to
// the first.
Result<ConfigProfile> ParseConfigFile(std::string_view text, const std::string& profile,
                                      const std::string& source);

}  // namespace oci
