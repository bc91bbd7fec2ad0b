// Threads that are kept for work beside the calling thread (parallel.h): starting one costs more
// than most requests.
#pragma once

#include <cstddef>
#include <functional>

namespace oci {

// Of all calls together; a function's container may have 50 processes and threads in all.
inline constexpr std::size_t kMostHelperThreads = 24;

// Runs work(0) to work(count - 1), each once, and returns when all have ended. work(here) runs on
// this thread; the others on helper threads while there are enough, else on this thread after it,
// one after the other. Work may itself call this function. `work` must not throw.
void RunOnHelpers(std::size_t count, std::size_t here,
                  const std::function<void(std::size_t number)>& work);

}  // namespace oci
