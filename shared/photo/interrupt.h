// Cancels work on a picture: the caller of Make() passes a function, and the loops over rows call
// it and stop.
#pragma once

#include <functional>

namespace photo {

// Called at least every few milliseconds, on the thread that works; once it has returned true it
// must keep doing so.
using Cancelled = std::function<bool()>;

// While it exists, Interrupted() on this thread asks `cancelled`.
class InterruptScope {
 public:
  explicit InterruptScope(const Cancelled& cancelled);
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  const Cancelled* const before_;
};

// True: stop. What the loop returns then does not matter, because Make() returns
// Refusal::kCancelled.
bool Interrupted();

}  // namespace photo
