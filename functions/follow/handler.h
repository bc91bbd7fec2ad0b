// PUT and DELETE /v1/users/{username}/follow.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::follow {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::follow
