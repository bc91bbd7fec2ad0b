// Who counts as one client for limits of connections and requests.
#pragma once

#include <string>

namespace local {

// An IPv4 address is itself, also in its IPv6 form (::ffff:192.0.2.1); an IPv6 address is its /64
// (Oracle's pages apigatewaylimits, apigatewaylimitingbackendaccess). Anything else is itself.
std::string ClientKey(const std::string& address);

}  // namespace local
