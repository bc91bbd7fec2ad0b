// Whether a FotoGal answers as it should: what a browser asks first.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "oci/call.h"
#include "oci/http.h"
#include "oci/result.h"

namespace operate {

// Looks until everything answers as it should or the call's time is over (a gateway serves a
// changed deployment, and functions start, some time after). The error says what did not answer
// as it should, and how it answered last. url: "https://photos.example".
oci::Status SmokeTest(oci::Call& call, oci::Transport& transport, const std::string& url,
                      const std::function<void(std::chrono::milliseconds)>& sleep);

}  // namespace operate
