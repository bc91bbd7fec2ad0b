// Audit events (sign-up, failed login, logout) to OCI Logging, when a log is configured.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "functions/support/exchange.h"

namespace fotogal {

// Sends one entry and gives up after 200 ms; never fails a call. Meant to run side by side with the
// call's last write. No secret, no e-mail address belongs into `data`.
Unit Audit(Exchange& exchange, const std::string& event, nlohmann::json data);

}  // namespace fotogal
