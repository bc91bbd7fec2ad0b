// Makes the HTTP response for Fn of the handler's Response. Pure functions.
#pragma once

#include "fdk/fdk.h"
#include "fdk/internal/call.h"

namespace fdk {

struct Reply {
  int status = 502;
  Headers headers;  // Content-Length only where it cannot be told from the body
  std::string body;
};

// Fn accepts three statuses of a function: 200 (answered), 502 (failed), 504 (timed out); after any
// other it kills the container. The status for the client is sent in Fn-Http-Status; only kPlain
// sends it as the HTTP status.
Reply MapReply(Form form, const std::string& method, Response&& response);

Reply FailureReply();  // 502, for calls whose handler returned no response
Reply TimeoutReply();  // 504

// The header lines of a response, each with its line end.
std::string HeaderBlock(const Reply& reply, bool close);

// True for 200 to 599. A response with any other status counts as a failure of the function.
bool IsClientStatus(int status);

}  // namespace fdk
