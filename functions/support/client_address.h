#pragma once

#include <string>

#include "functions/support/exchange.h"

namespace fotogal {

// Where the request comes from, as the gateway has seen it; "": not known.
inline std::string ClientAddress(const Exchange& exchange) {
  return std::string(exchange.request.headers.Get("X-Real-Ip").value_or(""));
}

}  // namespace fotogal
