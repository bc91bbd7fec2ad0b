// Restores the fraction of Fn-Deadline, which Fn sends in whole seconds. The agent gives each call
// a whole number of seconds from the moment at which it sends the call, and cuts the fraction off
// when it writes the deadline. So the lost fraction is that of the moment of sending. The FDK knows
// only bounds of that moment, and never computes a deadline later than the agent's own.
#pragma once

#include <chrono>
#include <optional>

#include "fdk/fdk.h"

namespace fdk {

class WholeSecondDeadlines {
 public:
  // The longest time from the agent's reading of the clock until the call is in the socket.
  static constexpr auto kTransit = std::chrono::milliseconds(20);

  // The earliest moment that the agent can have meant by `cut_off`, for a call that was sent at
  // `earliest` or later and has arrived at `now`. All calls of a function get the same number of
  // seconds: what earlier calls showed tells whether this one was sent before or after the start of
  // a second.
  TimePoint Restore(TimePoint cut_off, TimePoint earliest, TimePoint now);

 private:
  std::optional<std::chrono::seconds> timeout_;
};

}  // namespace fdk
