// An API key from an OCI configuration file.
#pragma once

#include <memory>
#include <string>

#include "oci/credentials_provider.h"
#include "oci/environment.h"

namespace oci {

// Reads `path`, or $OCI_CONFIG_FILE when that is empty, or ~/.oci/config; profiles inherit from
// [DEFAULT]. Error messages name the key and the file. A profile with security_token_file signs
// with the session token as key id.
Result<std::shared_ptr<CredentialsProvider>> ConfigFileCredentials(const Environment& environment,
                                                                   std::string path,
                                                                   std::string profile);

}  // namespace oci
