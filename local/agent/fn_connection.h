// The agent's side of the Fn contract: one HTTP/1.1 connection over a function's socket, one call
// at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "oci/http.h"

namespace local {

struct FnRequest {
  oci::HeaderList headers;  // as the function is to see them
  std::string body;
};

// Sends POST /call with a chunked body, as Fn's agent does, and waits for the answer. Reconnects
// when the function closed the connection in between.
class FnConnection {
 public:
  explicit FnConnection(std::string socket_path);
  ~FnConnection();
  // Errors: "no_answer" (connection refused, broken or garbage), "deadline_exceeded".
  oci::Result<oci::HttpResponse> Call(const FnRequest& request, std::chrono::milliseconds timeout);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace local
