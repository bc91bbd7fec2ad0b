// Where credentials come from: an API key in an OCI configuration file, or the resource principal
// of a function.
#pragma once

#include <memory>

#include "oci/config_file_credentials.h"
#include "oci/resource_principal.h"

namespace oci {

// The resource principal when OCI_RESOURCE_PRINCIPAL_VERSION is set, else the configuration file
// ($OCI_CONFIG_PROFILE).
Result<std::shared_ptr<CredentialsProvider>> DefaultCredentials(const Environment& environment,
                                                                Clock clock);

}  // namespace oci
