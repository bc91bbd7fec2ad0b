// An HTTP service as the back end of a route.
#pragma once

#include <memory>

#include "local/gateway/routing.h"
#include "local/http/reply.h"
#include "oci/http.h"

namespace local {

// Sends the request to the service and waits for the whole response, which is kept in memory or on
// disk (Body) up to the transport's max_response_bytes. The back end's time-outs limit three waits:
// for the connection, for the next write, for the next read. `headers`: the client's, after the
// route's transformations. 504 when a time-out has passed; 502 when the service cannot be reached,
// sends no HTTP, or too much; 503 when the gateway has no room for the response.
Reply AskHttpBackend(oci::Transport& transport, const HttpBackend& backend,
                     const RequestContext& context, oci::HeaderList headers,
                     std::shared_ptr<const Body> body, const std::string& peer);

}  // namespace local
