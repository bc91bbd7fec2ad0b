// GET /v1/health: version, build, and the result of the last check of each OCI service.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::health {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::health
