// Fn-Deadline in whole seconds, made exact again.
//
// The agent gives a call a whole number of seconds and writes when they end with the fraction cut
// off. That fraction is the one of the moment at which it sent the call. The FDK knows only bounds
// of that moment, and never puts the deadline later than the agent's own.
#pragma once

#include <chrono>
#include <optional>

#include "fdk/fdk.h"

namespace fdk {

class WholeSecondDeadlines {
 public:
  // From the agent's taking of the time until the call is in the socket, at most.
  static constexpr auto kTransit = std::chrono::milliseconds(20);

  // The earliest moment that the agent can have meant by `cut_off`, for a call that was sent at
  // `earliest` or later and is here at `now`. A function's calls all have the same time: that of
  // earlier ones tells on which side of a second's border this one was sent.
  TimePoint Restore(TimePoint cut_off, TimePoint earliest, TimePoint now);

 private:
  std::optional<std::chrono::seconds> timeout_;
};

}  // namespace fdk
