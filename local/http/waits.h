// Time as a server sees it. Tests put a clock of their own in its place.
#pragma once

#include <chrono>

namespace local {

class Waits {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  virtual ~Waits() = default;
  virtual TimePoint Now() = 0;
  // Until `fd` is ready for `events` (POLLIN, POLLOUT) or has ended: true; false at `until`. From
  // several threads at once.
  virtual bool Await(int fd, short events, TimePoint until) = 0;
};

// The machine's clock; it lives as long as the program.
Waits& SystemWaits();

}  // namespace local
