// What all OCI requests of one function call share: the deadline, the cancellation, and counters of
// what they cost.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>

namespace oci {

using TimePoint = std::chrono::system_clock::time_point;
using Clock = std::function<TimePoint()>;

// How many requests this thread has waited for, one after the other. Of requests in parallel
// (parallel.h) only the longest chain counts. The count never goes back to zero: compare it before
// and after.
inline thread_local int round_trips = 0;

// Shared by the threads that serve one call; all members may be used from several threads at once.
class Call {
 public:
  // cancelled: asked before and during each request; from the first true on, requests fail with
  // `deadline_exceeded`.
  Call(
      Clock clock, TimePoint deadline, std::function<bool()> cancelled = [] { return false; })
      : clock_(std::move(clock)),
        started_(clock_()),
        deadline_(deadline),
        cancelled_(std::move(cancelled)) {}
  // A part of `whole` that may take `most` from now on. What it costs is added to the whole when
  // the part ends.
  Call(Call& whole, std::chrono::milliseconds most)
      : clock_(whole.clock_),
        started_(whole.started_),
        deadline_(std::min(whole.deadline_, clock_() + most)),
        cancelled_([&whole] { return whole.Cancelled(); }),
        whole_(&whole) {}
  ~Call() {
    if (whole_ == nullptr) return;
    whole_->requests += requests;
    whole_->retries += retries;
    whole_->signatures += signatures;
    whole_->read_units += read_units;
    whole_->write_units += write_units;
  }

  TimePoint Now() const { return clock_(); }
  TimePoint started() const { return started_; }
  TimePoint deadline() const { return deadline_; }
  bool Cancelled() const { return cancelled_(); }
  // Never negative; zero once cancelled.
  std::chrono::milliseconds TimeLeft() const {
    if (cancelled_()) return std::chrono::milliseconds(0);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - clock_());
    return left.count() > 0 ? left : std::chrono::milliseconds(0);
  }

  std::atomic<int> requests{0};  // sent, retries included
  std::atomic<int> retries{0};
  std::atomic<int> signatures{0};  // made with RSA
  std::atomic<int> read_units{0};  // NoSQL units, as the service's answers report them
  std::atomic<int> write_units{0};

 private:
  Clock clock_;
  TimePoint started_, deadline_;
  std::function<bool()> cancelled_;
  Call* whole_ = nullptr;
};

}  // namespace oci
