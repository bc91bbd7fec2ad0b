#include "oci/request_watch.h"

#include <algorithm>

namespace oci {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBetweenLooks{20};

}  // namespace

void RequestWatch::Await(Phase phase) {
  switch (phase) {
    case Phase::kConnecting:
      limit_ = waits_.connect;
      break;
    case Phase::kSending:
      limit_ = waits_.send;
      break;
    case Phase::kReading:
      limit_ = waits_.read;
      break;
  }
  if (limit_.count() > 0) since_ = clock_();
}

RequestWatch::Verdict RequestWatch::Look() const {
  if (stop_ && stop_()) return Verdict::kStopped;
  if (limit_.count() > 0 && clock_() - since_ >= limit_) return Verdict::kStopped;
  if (std::chrono::steady_clock::now() >= deadline_) return Verdict::kTimedOut;
  return Verdict::kGoOn;
}

milliseconds RequestWatch::TimeLeft() const {
  const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
  return std::max(left, milliseconds(0));
}

int RequestWatch::PollMilliseconds() const {
  return static_cast<int>(std::min(TimeLeft(), kBetweenLooks).count());
}

}  // namespace oci
