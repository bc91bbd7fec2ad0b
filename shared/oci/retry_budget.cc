#include "oci/retry_budget.h"

#include <algorithm>

namespace oci {
namespace {

// What a failed try takes, in what a success gives back.
constexpr int kPartsOfToken = 5;

}  // namespace

bool RetryBudget::Admit(std::string_view service, TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto found = services_.find(service);
  if (found == services_.end() || !IsOpen(found->second)) return true;
  Service& open = found->second;
  // A clock that was set back must not keep the circuit open.
  const bool waits = now < open.next_try && open.next_try - now <= limits_.circuit_for;
  if (waits) return false;
  open.next_try = now + limits_.circuit_for;
  return true;
}

void RetryBudget::Tell(std::string_view name, Outcome outcome, TimePoint now) {
  const std::lock_guard lock(mutex_);
  auto found = services_.find(name);
  if (found == services_.end()) {
    if (outcome == Outcome::kAnswered) return;  // it has all tokens already
    found = services_.emplace(std::string(name), Service{}).first;
  }
  Service& service = found->second;
  if (outcome != Outcome::kAnswered) {
    const auto since = now - service.failed_at;
    if (since.count() >= 0 && since < limits_.one_moment) return;
    service.failed_at = now;
  }
  if (outcome == Outcome::kFailed) {
    ++service.failed_in_a_row;
    if (IsOpen(service)) service.next_try = now + limits_.circuit_for;
  } else {
    service.failed_in_a_row = 0;
  }
  service.taken += outcome == Outcome::kAnswered ? -1 : kPartsOfToken;
  service.taken = std::clamp(service.taken, 0, limits_.tokens * kPartsOfToken);
}

bool RetryBudget::MayRetry(std::string_view service) const {
  if (limits_.tokens == 0) return true;
  const std::lock_guard lock(mutex_);
  const auto found = services_.find(service);
  return found == services_.end() || 2 * found->second.taken < limits_.tokens * kPartsOfToken;
}

}  // namespace oci
