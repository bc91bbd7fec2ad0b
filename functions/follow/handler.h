// Follows and requests, and what people do against others: PUT and DELETE .../follow, .../block and
// .../mute, their lists, POST /v1/reports.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::follow {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::follow
