// The clock of a server, which tests replace by their own.
#pragma once

#include <chrono>

namespace local {

class Waits {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  virtual ~Waits() = default;
  virtual TimePoint Now() = 0;
  // Waits until `fd` is ready for `events` (POLLIN, POLLOUT) or has ended: true; at `until`: false.
  // May be called from several threads at once.
  virtual bool Await(int fd, short events, TimePoint until) = 0;
};

// The real clock; it exists as long as the program.
Waits& SystemWaits();

}  // namespace local
