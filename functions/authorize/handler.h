// The gateway's authorizer: finds the session of a request. The gateway invokes it directly, not
// through a route.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::authorize {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::authorize
