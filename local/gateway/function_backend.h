// A function behind a route: the request in Fn's gateway form, and its answer as HTTP.
#pragma once

#include <chrono>
#include <string>

#include "local/agent/fn_connection.h"
#include "local/gateway/routing.h"
#include "local/http/reply.h"

namespace local {

// Who asks, by which request.
struct Asked {
  std::string peer;
  std::string request_id;
  std::chrono::system_clock::time_point now;
};

// `headers` are the client's after the route's transformations. The call's are those
// that two calls of a real deployment had.
FnRequest FunctionCall(const RequestContext& context, oci::HeaderList headers, std::string body,
                       const Asked& asked);

// 502 when the function failed or answered what is no HTTP answer, 504 when it was late.
Reply FunctionReply(oci::HttpResponse answer, bool is_head);

}  // namespace local
