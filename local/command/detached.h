// `fotogal up --detach`: a process in the background that has come up when the command returns.
#pragma once

#include <functional>
#include <string>

#include "oci/result.h"

namespace local {

struct ReadyService {
  std::string line;  // what is told of it
  std::string url;
};
using OnReady = std::function<void(const ReadyService& service)>;

// Runs `run` in a process of its own, in a session of its own, and returns once it calls OnReady;
// then prints where it is. What it prints itself goes to logs/up.log of the data folder. Error: the
// one that `run` ended with before, or that it was stopped or killed. To be called before there are
// other threads.
oci::Result<ReadyService> RunDetached(const std::string& data,
                                      const std::function<oci::Status(const OnReady&)>& run);

}  // namespace local
