// POST /v1/login {login, password}: a session for an e-mail address or username.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::login {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::login
