// POST /v1/logout: ends the session that the request came with.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::logout {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::logout
