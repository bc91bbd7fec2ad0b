// GET /v1/feed: images of the last 90 days by the caller and the people the caller follows.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::feed {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::feed
