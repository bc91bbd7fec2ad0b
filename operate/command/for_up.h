// What `fotogal up` needs of operate/ in the local cloud; command/main.cc passes it in.
#pragma once

#include "local/running/provisioning.h"

namespace operate {

local::Provisioning ProvisioningForUp();

}  // namespace operate
