// When one request has to end although its response is not there: its caller's time and its
// cancellation, and the limits of its single waits.
#pragma once

#include <chrono>
#include <functional>

#include "oci/http.h"

namespace oci {

class RequestWatch {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Clock = std::function<TimePoint()>;

  // All that is passed must live as long as this. clock: for the waits; the limit of the whole
  // request always goes by the real time.
  RequestWatch(const HttpRequest::Waits& waits, std::chrono::milliseconds timeout,
               const std::function<bool()>& stop, const Clock& clock)
      : waits_(waits),
        deadline_(std::chrono::steady_clock::now() + timeout),
        stop_(stop),
        clock_(clock) {}

  enum class Phase { kConnecting, kSending, kReading };
  // A wait of this kind begins, anew with each byte that moves.
  void Await(Phase phase);

  enum class Verdict {
    kGoOn,
    kStopped,  // by its caller, or this wait is over
    kTimedOut,
  };
  Verdict Look() const;

  std::chrono::milliseconds TimeLeft() const;  // never negative
  // How long to wait for the connection before the next look.
  int PollMilliseconds() const;

 private:
  const HttpRequest::Waits& waits_;
  const TimePoint deadline_;
  const std::function<bool()>& stop_;
  const Clock& clock_;
  std::chrono::milliseconds limit_{0};  // of this wait; zero: none
  TimePoint since_{};
};

}  // namespace oci
