#include "fdk/internal/whole_second.h"

#include <algorithm>

namespace fdk {

using std::chrono::floor;
using std::chrono::seconds;

TimePoint WholeSecondDeadlines::Restore(TimePoint cut_off, TimePoint earliest, TimePoint now) {
  earliest = std::min(earliest, now);
  TimePoint second = floor<seconds>(earliest);
  if (second != TimePoint(floor<seconds>(now))) {
    if (!timeout_) return cut_off;
    // The part of a second in which the call was sent, as far as the bounds tell: `timeout_` before
    // the deadline, and not before `earliest`.
    second = cut_off - *timeout_;
    if (second > now || second + seconds(1) <= earliest) return cut_off;
    return cut_off + std::max(earliest - second, TimePoint::duration::zero());
  }
  timeout_ = std::chrono::duration_cast<seconds>(cut_off - second);
  return cut_off + (earliest - second);
}

}  // namespace fdk
