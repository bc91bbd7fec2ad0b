// Which back end of a route a request goes to (apigatewaydynamicroutingbasedonrequest_topic).
#pragma once

#include "local/gateway/routing.h"

namespace local {

// Of a dynamic back end the branch that has the variable's value, else the first whose wildcard
// fits it, else the default one; of several values the first counts. null: none fits.
const PlainBackend* SelectBackend(const Backend& backend, const RequestContext& context);

}  // namespace local
