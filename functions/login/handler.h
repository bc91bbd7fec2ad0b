// POST /v1/login {login, password, device?, session?}: a session for an e-mail address or username,
// and a mark for the device (shared/fotogal/account/device_marks.h); a mark of before comes in
// `device` or by cookie. 429 too_many_attempts from the fifth failure on
// (docs/adr/0007-failed-log-ins.md).
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::login {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::login
