// Writes audit events (sign-up, failed login, logout) to OCI Logging, when a log is configured.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "functions/support/exchange.h"

namespace fotogal {

// Sends one entry and gives up after 200 ms; never fails a call. To be run at the same time as the
// call's last write. `data` must not contain secrets or e-mail addresses.
Unit Audit(Exchange& exchange, const std::string& event, nlohmann::json data);

}  // namespace fotogal
