// Cancelling work on a picture. The caller of Make() passes a function; the loops over rows ask it
// and stop.
#pragma once

#include <functional>

namespace photo {

// Asked at least every few milliseconds of work, on the thread that works; once true, it stays so.
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

// Whether to stop. What a loop returns then does not matter: Make() answers Refusal::kCancelled.
bool Interrupted();

}  // namespace photo
