// POST /v1/login {login, password, device?, session?}: creates a session for an e-mail address or
// username, and a device mark (shared/fotogal/account/device_marks.h). The mark of an earlier
// log-in is sent in `device` or as a cookie. A passkey logs in without either
// (passkey_login.h). 429 too_many_attempts from the fifth failure on
// (docs/adr/0007-failed-log-ins.md).
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::login {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::login
