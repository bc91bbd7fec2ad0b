// Answers 504 instead of the handler shortly before a call's deadline, so that Fn does not kill the
// container. The handler runs on the serving thread; a second thread sleeps until the limit of the
// current call. A call takes two locks, for which nobody else waits; the second thread is woken
// only when the call's limit is earlier than the time for which the thread has set its alarm.
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
  // Called on the watcher's thread after it has answered 504 on `busy_fd` and cancelled the token.
  // It returns when `finished_fd` becomes readable, which means that the handler has returned.
  using OverrunHook = std::function<void(int busy_fd, int finished_fd)>;

  // `timeout_answer`: the complete 504 response as bytes.
  DeadlineWatcher(std::string timeout_answer, OverrunHook on_overrun);
  ~DeadlineWatcher();
  DeadlineWatcher(const DeadlineWatcher&) = delete;
  DeadlineWatcher& operator=(const DeadlineWatcher&) = delete;

  // A call begins on the connection `fd`; nothing of its response has been sent.
  void Begin(int fd, TimePoint limit, CancellationToken token);

  // The call's response is ready. True: send it. False: 504 has been sent instead, and the
  // connection was shut down.
  bool Finish();

  // For the hook. True: the handler has not returned yet, and from now on Finish does not return,
  // so the serving thread stays where it is until the process ends.
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
  TimePoint wakes_at_ = TimePoint::min();  // the time at which the thread wakes without being woken
  CancellationToken token_;
  std::thread thread_;
};

}  // namespace fdk
