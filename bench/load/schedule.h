// When calls begin, and which.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

#include "bench/load/mix.h"

namespace bench {

struct Pace {
  // Calls a second that are due whether or not earlier ones are answered, at times as independent
  // people have them (open loop); 0: everybody calls when the call before is answered (closed).
  double rate = 0;
  std::chrono::milliseconds time{0};  // nothing begins later
  std::uint64_t most = 0;             // calls; 0: as many as the time allows
  std::optional<Work> only = {};      // instead of the mix
  std::uint64_t seed = 1;
};

struct Due {
  // From here on the answer is waited for. In an open loop it is the time at which the call was
  // due, also if nobody was free then: time in that line is waiting, too, and leaving it out would
  // leave out just the worst ("coordinated omission").
  std::chrono::steady_clock::time_point start;
  Work work;
};

// Of all people together.
class Schedule {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  Schedule(const Pace& pace, TimePoint begin);

  // The next call, of whoever asks at `now`; its start may still be to come. nullopt: no more.
  std::optional<Due> Next(TimePoint now);
  // Those that were due before the end, but for which nobody was free. After the last Next.
  std::vector<Due> Missed();
  TimePoint end() const { return begin_ + pace_.time; }

 private:
  std::optional<Due> Make(TimePoint now);
  TimePoint AfterAGap();

  const Pace pace_;
  const TimePoint begin_;
  std::mutex mutex_;
  std::mt19937_64 random_;
  TimePoint next_;
  std::uint64_t made_ = 0;
};

}  // namespace bench
