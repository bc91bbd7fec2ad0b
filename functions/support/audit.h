// Writes audit events (sign-up, failed login, logout, moderation) to OCI Logging, when a log is
// configured.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "functions/support/exchange.h"

namespace fotogal {

// Sends one entry and gives up after 200 ms; never fails a call. To be run at the same time as the
// call's last write. `data` must not contain secrets or e-mail addresses.
Unit Audit(Exchange& exchange, const std::string& event, nlohmann::json data);

// For what must not happen unwritten: 503 when the entry was not taken; the call is to be repeated.
Outcome<Unit> AuditOrFail(Exchange& exchange, const std::string& event, nlohmann::json data);

}  // namespace fotogal
