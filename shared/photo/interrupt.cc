#include "photo/interrupt.h"

namespace photo {
namespace {

thread_local const Cancelled* current = nullptr;

}  // namespace

InterruptScope::InterruptScope(const Cancelled& cancelled) : before_(current) {
  current = &cancelled;
}
InterruptScope::~InterruptScope() { current = before_; }

bool Interrupted() { return current != nullptr && *current && (*current)(); }

}  // namespace photo
