// POST /v1/login {login, password}: a session for an e-mail address or username.
// 429 too_many_attempts from the fifth failure on (docs/adr/0007-failed-log-ins.md).
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::login {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::login
