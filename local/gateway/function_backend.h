// A function as the back end of a route: makes its call of an HTTP request, and the HTTP response
// of its answer.
#pragma once

#include <chrono>
#include <string>

#include "local/agent/fn_connection.h"
#include "local/gateway/routing.h"
#include "local/http/reply.h"

namespace local {

// The client and its request.
struct Asked {
  std::string peer;
  std::string request_id;
  std::chrono::system_clock::time_point now;
};

// `headers`: the client's, after the route's transformations. The other headers are those seen in
// two calls of a real deployment.
FnRequest FunctionCall(const RequestContext& context, oci::HeaderList headers, std::string body,
                       const Asked& asked);

// 502 when the function failed or its answer cannot be sent as HTTP, 504 when it took too long.
Reply FunctionReply(oci::HttpResponse answer, bool is_head);

}  // namespace local
