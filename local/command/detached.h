// `fotogal up --detach`: starts the service in the background, and returns when it is ready.
#pragma once

#include <functional>
#include <string>

#include "oci/result.h"

namespace local {

struct ReadyService {
  std::string line;  // the line to print about it
  std::string url;
};
using OnReady = std::function<void(const ReadyService& service)>;

// Runs `run` in a new process and session, and returns once that calls OnReady; then prints its
// address. Its own output goes to logs/up.log in the data folder. Error: the one with which `run`
// ended before that, or that it was stopped or killed. To be called while this process has only one
// thread.
oci::Result<ReadyService> RunDetached(const std::string& data,
                                      const std::function<oci::Status(const OnReady&)>& run);

}  // namespace local
