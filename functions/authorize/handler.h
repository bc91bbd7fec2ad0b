// The gateway's authorizer: whose session a request carries. Invoked directly, not through a route.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::authorize {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::authorize
