#include "operate/provision/provision.h"

namespace operate::provision {

oci::Result<std::string> ProvisionStorage(const CallFactory& call, Access access, Settings settings,
                                          const Observer& observer) {
  settings.image_prefix.clear();
  Tenancy tenancy(std::move(access), std::move(settings));
  OCI_RETURN_IF_ERROR(Apply(call, tenancy.Resources(), observer));
  return tenancy.LogId();
}

}  // namespace operate::provision
