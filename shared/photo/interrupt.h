// Work on a picture that nobody waits for any more. Who starts work says how to ask; the loops over
// rows ask, and give up.
#pragma once

#include <functional>

namespace photo {

// Asked at least every few milliseconds of work, on the thread that works; once true, it stays so.
using Cancelled = std::function<bool()>;

// While it lives, this thread's work asks `cancelled`.
class InterruptScope {
 public:
  explicit InterruptScope(const Cancelled& cancelled);
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  const Cancelled* const before_;
};

// Whether the work under way is to be given up. What a loop answers then does not matter: Make()
// turns it into Refusal::kCancelled.
bool Interrupted();

}  // namespace photo
