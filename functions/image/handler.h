// One image: GET /v1/images/{id}, its bytes, and GET /v1/users/{username}/images.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::image {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::image
