#include "local/http/waits.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace local {
namespace {

class System final : public Waits {
 public:
  TimePoint Now() override { return std::chrono::steady_clock::now(); }

  bool Await(int fd, short events, TimePoint until) override {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Now()).count();
      pollfd event{fd, events, 0};
      const auto limit = std::clamp<std::chrono::milliseconds::rep>(left, 0, INT_MAX);
      const int ready = poll(&event, 1, static_cast<int>(limit));
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) return true;  // the next read or write will report the error
      if (ready == 0 && left <= 0) return false;
    }
  }
};

}  // namespace

Waits& SystemWaits() {
  static System waits;
  return waits;
}

}  // namespace local
