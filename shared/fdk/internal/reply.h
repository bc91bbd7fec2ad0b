// From the handler's response to the answer on the wire. Pure.
#pragma once

#include "fdk/fdk.h"
#include "fdk/internal/call.h"

namespace fdk {

struct Reply {
  int status = 502;
  Headers headers;  // Content-Length only where the body does not tell
  std::string body;
};

// Fn knows three transport statuses: 200 (answered), 502 (the function failed), 504 (timed out).
// Any other kills the container. The status for the client travels in Fn-Http-Status; kPlain alone
// puts it on the wire.
Reply MapReply(Form form, const std::string& method, Response&& response);

Reply FailureReply();  // 502, for calls that brought no response
Reply TimeoutReply();  // 504

// The header lines of an answer, each with its line end.
std::string HeaderBlock(const Reply& reply, bool close);

// Whether a client may be sent it: 200 to 599. A response with any other status is a failure of the
// function.
bool IsClientStatus(int status);

}  // namespace fdk
