// GET /v1/health: version, build, and each OCI service as last seen.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::health {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::health
