#include "fdk/internal/deadline.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fdk/internal/log_frame.h"

namespace fdk {

DeadlineWatcher::DeadlineWatcher(std::string timeout_answer, OverrunHook on_overrun)
    : timeout_answer_(std::move(timeout_answer)),
      on_overrun_(std::move(on_overrun)),
      finished_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { Run(); }) {}

DeadlineWatcher::~DeadlineWatcher() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void DeadlineWatcher::Begin(int fd, TimePoint limit, CancellationToken token) {
  bool must_wake;
  {
    std::lock_guard lock(mutex_);
    state_ = State::kRunning;
    fd_ = fd;
    limit_ = limit;
    token_ = std::move(token);
    must_wake = limit < wakes_at_;
  }
  if (must_wake) wake_.notify_one();
}

bool DeadlineWatcher::Finish() {
  std::unique_lock lock(mutex_);
  while (state_ == State::kAbandoned) {  // the process is about to be ended
    lock.unlock();
    ::pause();
    lock.lock();
  }
  const bool in_time = state_ == State::kRunning;
  state_ = State::kIdle;
  if (!in_time) {
    const uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(finished_fd_.get(), &one, sizeof one);
  }
  return in_time;
}

bool DeadlineWatcher::Abandon() {
  std::lock_guard lock(mutex_);
  if (state_ != State::kTimedOut) return false;
  state_ = State::kAbandoned;
  return true;
}

void DeadlineWatcher::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (state_ == State::kRunning && std::chrono::system_clock::now() >= limit_) {
      Fire(lock);
    } else {
      Wait(lock);
    }
  }
}

void DeadlineWatcher::Wait(std::unique_lock<std::mutex>& lock) {
  if (state_ == State::kRunning) {
    wakes_at_ = limit_;
    wake_.wait_until(lock, limit_);
  } else {
    wakes_at_ = TimePoint::max();
    wake_.wait(lock);
  }
  // this thread is awake and reads limit_ again before it sleeps, so nobody has to wake it
  wakes_at_ = TimePoint::min();
}

void DeadlineWatcher::Fire(std::unique_lock<std::mutex>& lock) {
  state_ = State::kTimedOut;
  const int fd = fd_;
  // Under the lock, so that nobody closes the connection meanwhile. Nothing has been sent for this
  // call yet, so the response fits into the socket's buffer.
  ::send(fd, timeout_answer_.data(), timeout_answer_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(fd, SHUT_RDWR);
  const CancellationToken token = token_;
  lock.unlock();
  try {
    token.Cancel();
  } catch (...) {
    LogLine("an action of OnCancel threw");
  }
  on_overrun_(fd, finished_fd_.get());
  uint64_t count;
  [[maybe_unused]] const auto read = ::read(finished_fd_.get(), &count, sizeof count);
  lock.lock();
}

}  // namespace fdk
