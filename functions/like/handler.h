// PUT and DELETE /v1/images/{id}/like and /dislike.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::like {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::like
