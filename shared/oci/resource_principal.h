// The identity that OCI gives a function.
#pragma once

#include <memory>

#include "oci/call.h"
#include "oci/credentials_provider.h"
#include "oci/environment.h"

namespace oci {

// Resource principal version 2.2 (docs/contracts/README.md, "Signing and identity"):
// OCI_RESOURCE_PRINCIPAL_*; paths or values; re-read 5 min before expiry.
Result<std::shared_ptr<CredentialsProvider>> ResourcePrincipal(const Environment& environment,
                                                               Clock clock);

}  // namespace oci
