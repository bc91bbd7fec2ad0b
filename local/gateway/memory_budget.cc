#include "local/gateway/memory_budget.h"

namespace local {

MemoryBudget::Share::~Share() {
  if (budget_ == nullptr) return;
  const std::lock_guard lock(budget_->mutex_);
  budget_->left_ += bytes_;
  budget_->given_back_.notify_all();
}

std::optional<MemoryBudget::Share> MemoryBudget::Take(uint64_t bytes,
                                                      std::chrono::milliseconds patience) {
  if (bytes > all_) return std::nullopt;
  std::unique_lock lock(mutex_);
  if (!given_back_.wait_for(lock, patience, [&] { return left_ >= bytes; })) return std::nullopt;
  left_ -= bytes;
  return Share(*this, bytes);
}

}  // namespace local
