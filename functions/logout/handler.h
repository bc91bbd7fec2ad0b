// POST /v1/logout: ends the session of the request.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::logout {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::logout
