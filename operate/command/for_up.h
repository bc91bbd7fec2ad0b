// What `fotogal up` has operate/ do in the local cloud: main hands it over.
#pragma once

#include "local/running/provisioning.h"

namespace operate {

local::Provisioning ProvisioningForUp();

}  // namespace operate
