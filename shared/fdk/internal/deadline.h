// Answers 504 in the handler's place shortly before a call's deadline, so that Fn does not kill the
// container.
//
// The handler runs on the serving thread; one other thread sleeps until the limit of the call under
// way. A call costs two uncontended locks: the thread is woken only when a call's limit comes
// before the moment at which it wakes anyway.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "common/unique_fd.h"
#include "fdk/fdk.h"

namespace fdk {

class DeadlineWatcher {
 public:
  // Runs on the watcher's thread once 504 has been answered on `busy_fd` and the token is
  // cancelled; returns when `finished_fd` becomes readable: the handler has come back.
  using OverrunHook = std::function<void(int busy_fd, int finished_fd)>;

  // `timeout_answer` is the whole 504 answer as it goes on the wire.
  DeadlineWatcher(std::string timeout_answer, OverrunHook on_overrun);
  ~DeadlineWatcher();
  DeadlineWatcher(const DeadlineWatcher&) = delete;
  DeadlineWatcher& operator=(const DeadlineWatcher&) = delete;

  // A call starts on the connection `fd`; nothing of its answer has been sent.
  void Begin(int fd, TimePoint limit, CancellationToken token);

  // The call's answer is ready. True: send it. False: 504 has been answered, and the connection
  // shut down.
  bool Finish();

  // For the hook: true when the handler has still not come back; then it never will, for Finish
  // does not return any more.
  bool Abandon();

 private:
  enum class State { kIdle, kRunning, kTimedOut, kAbandoned };

  void Run();
  void Wait(std::unique_lock<std::mutex>& lock);
  void Fire(std::unique_lock<std::mutex>& lock);

  const std::string timeout_answer_;
  const OverrunHook on_overrun_;
  const common::UniqueFd finished_fd_;

  std::mutex mutex_;
  std::condition_variable wake_;
  State state_ = State::kIdle;
  bool stopping_ = false;
  int fd_ = -1;
  TimePoint limit_;
  TimePoint wakes_at_ = TimePoint::min();  // when the thread looks again by itself
  CancellationToken token_;
  std::thread thread_;
};

}  // namespace fdk
