// The smoke test: requests that a browser makes first.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "oci/call.h"
#include "oci/http.h"
#include "oci/result.h"

namespace operate {

// Repeats the requests until all responses are right or the call's time is over, because a gateway
// serves a changed deployment, and functions start, only after some time. The error says which
// request failed and what its last response was. url: "https://photos.example".
oci::Status SmokeTest(oci::Call& call, oci::Transport& transport, const std::string& url,
                      const std::function<void(std::chrono::milliseconds)>& sleep);

}  // namespace operate
