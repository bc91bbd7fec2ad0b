#include <atomic>
#include <cstdlib>
#include <mutex>

#include "fdk/internal/tracing.h"

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

fdk::Tracing Context::Tracing() const {
  static const TracingSettings settings = [] {
    const auto env = [](const char* name) {
      const char* value = std::getenv(name);
      return std::string(value ? value : "");
    };
    return TracingSettings{env("OCI_TRACING_ENABLED"), env("OCI_TRACE_COLLECTOR_URL"),
                           Info().app_name, Info().fn_name};
  }();
  return ReadTracing(values_.fn_headers, settings);
}

std::chrono::milliseconds Context::TimeLeft() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      values_.deadline - std::chrono::system_clock::now());
  return std::max(left, std::chrono::milliseconds::zero());
}

}  // namespace fdk
