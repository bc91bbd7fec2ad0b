// POST /v1/images: publishes an image of up to 6 MB. PUT and DELETE /v1/me/avatar.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::upload {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::upload
