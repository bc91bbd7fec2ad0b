#include "bench/load/schedule.h"

#include <algorithm>
#include <cmath>

namespace bench {

Schedule::Schedule(const Pace& pace, TimePoint begin)
    : pace_(pace), begin_(begin), random_(pace.seed), next_(begin) {
  if (pace_.rate > 0) next_ = AfterAGap();
}

// Gaps between calls of independent people are spread exponentially.
Schedule::TimePoint Schedule::AfterAGap() {
  const double share = std::generate_canonical<double, 53>(random_);
  const std::chrono::duration<double> gap(-std::log1p(-share) / pace_.rate);
  return next_ + std::chrono::duration_cast<TimePoint::duration>(gap);
}

std::optional<Due> Schedule::Make(TimePoint now) {
  if (pace_.most > 0 && made_ >= pace_.most) return std::nullopt;
  const bool open = pace_.rate > 0;
  const TimePoint start = open ? next_ : std::max(now, begin_);
  if (start >= end()) return std::nullopt;
  ++made_;
  if (open) next_ = AfterAGap();
  return Due{start, pace_.only ? *pace_.only : Pick(random_())};
}

std::optional<Due> Schedule::Next(TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (now >= end()) return std::nullopt;
  return Make(now);
}

std::vector<Due> Schedule::Missed() {
  const std::lock_guard lock(mutex_);
  std::vector<Due> missed;
  if (pace_.rate == 0) return missed;
  while (const auto due = Make(next_)) missed.push_back(*due);
  return missed;
}

}  // namespace bench
