// The caller's own account: GET and PATCH /v1/me, PUT /v1/me/password,
// GET /v1/me/sessions, DELETE /v1/me/sessions/{id}.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::account {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::account
