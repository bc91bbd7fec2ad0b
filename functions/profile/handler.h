// GET /v1/users/{username}: a profile with counts and the viewer's relation to it.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::profile {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::profile
