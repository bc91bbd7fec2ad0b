#include <atomic>
#include <mutex>

#include "fdk/fdk.h"

namespace fdk {

struct CancellationToken::State {
  std::atomic<bool> cancelled{false};
  std::mutex mutex;
  std::vector<std::function<void()>> actions;
};

CancellationToken::CancellationToken() : state_(std::make_shared<State>()) {}

bool CancellationToken::Cancelled() const { return state_->cancelled.load(); }

void CancellationToken::OnCancel(std::function<void()> action) const {
  {
    std::lock_guard lock(state_->mutex);
    if (!state_->cancelled.load()) {
      state_->actions.push_back(std::move(action));
      return;
    }
  }
  action();
}

void CancellationToken::Cancel() const {
  std::vector<std::function<void()>> actions;
  {
    std::lock_guard lock(state_->mutex);
    state_->cancelled.store(true);
    actions.swap(state_->actions);
  }
  for (const auto& action : actions) action();
}

std::chrono::milliseconds Context::TimeLeft() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      values_.deadline - std::chrono::system_clock::now());
  return std::max(left, std::chrono::milliseconds::zero());
}

}  // namespace fdk
