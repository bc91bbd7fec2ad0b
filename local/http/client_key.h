// Who counts as one client, for limits on connections and requests.
#pragma once

#include <string>

namespace local {

// An IPv4 address counts as itself, also in its IPv6 form (::ffff:192.0.2.1); IPv6 addresses of one
// /64 count as one client (Oracle's pages apigatewaylimits, apigatewaylimitingbackendaccess). Any
// other text counts as itself.
std::string ClientKey(const std::string& address);

}  // namespace local
