// An HTTP service behind a route.
#pragma once

#include <memory>

#include "local/gateway/routing.h"
#include "local/http/reply.h"
#include "oci/http.h"

namespace local {

// Sends the request on and waits for the whole answer, which is kept as Body keeps it: what bounds
// it is the transport's max_response_bytes, on disk. The backend's three time-outs each bound a
// wait of their own, a connection, the next send, the next read. `headers` are the client's after
// the route's transformations. 504 when a time-out is over; 502 when the service cannot be reached,
// is no HTTP, or answers too much; 503 when the gateway has no room for the answer.
Reply AskHttpBackend(oci::Transport& transport, const HttpBackend& backend,
                     const RequestContext& context, oci::HeaderList headers,
                     std::shared_ptr<const Body> body, const std::string& peer);

}  // namespace local
