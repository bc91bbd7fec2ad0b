// GET /v1/users/{username}: one profile with counts and relation.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::profile {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::profile
