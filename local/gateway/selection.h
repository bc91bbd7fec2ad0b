// Chooses the back end of a request when a route has several (Oracle's page
// apigatewaydynamicroutingbasedonrequest_topic).
#pragma once

#include "local/gateway/routing.h"

namespace local {

// For a dynamic back end: the branch that lists the variable's value, else the first whose wildcard
// matches, else the default one. Of several values of the variable the first is used. null: none
// matches.
const PlainBackend* SelectBackend(const Backend& backend, const RequestContext& context);

}  // namespace local
