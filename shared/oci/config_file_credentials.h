// An API key from an OCI configuration file.
#pragma once

#include <memory>
#include <string>

#include "oci/credentials_provider.h"
#include "oci/environment.h"

namespace oci {

// ~/.oci/config: `path` or $OCI_CONFIG_FILE or the usual place; profiles inherit
// from [DEFAULT]. Errors name the key and the file. With security_token_file the key id is the
// session token's.
Result<std::shared_ptr<CredentialsProvider>> ConfigFileCredentials(const Environment& environment,
                                                                   std::string path,
                                                                   std::string profile);

}  // namespace oci
