// The agent's side of the Fn contract: one HTTP/1.1 connection to a function's socket, with one
// call at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "oci/http.h"

namespace local {

struct FnRequest {
  oci::HeaderList headers;  // the headers that the function will see
  std::string body;
};

// Sends POST /call with a chunked body, as Fn's agent does, and waits for the response. Connects
// again when the function has closed the connection between calls.
class FnConnection {
 public:
  explicit FnConnection(std::string socket_path);
  ~FnConnection();
  // Errors: "no_answer" (connection refused, broken, or no HTTP response), "deadline_exceeded".
  oci::Result<oci::HttpResponse> Call(const FnRequest& request, std::chrono::milliseconds timeout);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace local
