// POST /v1/users: creates an account and its first session.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::signup {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::signup
