// The identity that OCI gives a function.
#pragma once

#include <memory>

#include "oci/call.h"
#include "oci/credentials_provider.h"
#include "oci/environment.h"

namespace oci {

// Resource principal version 2.2 (docs/contracts/README.md, "Signing and identity"), from the
// variables OCI_RESOURCE_PRINCIPAL_*, which hold the values or paths of files; read again 5 minutes
// before the token expires.
Result<std::shared_ptr<CredentialsProvider>> ResourcePrincipal(const Environment& environment,
                                                               Clock clock);

}  // namespace oci
