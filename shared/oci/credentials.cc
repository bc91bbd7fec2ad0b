#include "oci/credentials.h"

namespace oci {

Result<std::shared_ptr<CredentialsProvider>> DefaultCredentials(const Environment& environment,
                                                                Clock clock) {
  if (environment("OCI_RESOURCE_PRINCIPAL_VERSION")) {
    return ResourcePrincipal(environment, std::move(clock));
  }
  return ConfigFileCredentials(environment, "", environment("OCI_CONFIG_PROFILE").value_or(""));
}

}  // namespace oci
