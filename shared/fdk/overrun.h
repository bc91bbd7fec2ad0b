// What happens while a handler runs on after its call was answered 504.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "fdk/connection_table.h"

namespace fdk {

class OverrunGuard {
 public:
  // How long the next call waits for the old handler at most; less when its own deadline comes
  // first.
  static constexpr auto kPatience = std::chrono::seconds(2);

  struct Exit {
    int code;
    std::string reason;
  };

  // `abandon`: see DeadlineWatcher::Abandon. `end_process` does not return (in tests it may).
  OverrunGuard(ConnectionTable& connections, int stop_fd, std::string failure_answer,
               std::function<bool()> abandon, std::function<void(const Exit&)> end_process);

  // Until the handler comes back. When a call arrives (or the process is told to stop) meanwhile
  // and the handler does not come back in time, that call is answered 502 and the process ended.
  void Await(int busy_fd, int finished_fd);

 private:
  // The connection on which the next call arrived; kFinished or kStop.
  int NextCall(int busy_fd, int finished_fd);
  std::chrono::milliseconds Patience(int next_fd) const;

  static constexpr int kFinished = -1;
  static constexpr int kStop = -2;

  ConnectionTable& connections_;
  const int stop_fd_;
  const std::string failure_answer_;
  const std::function<bool()> abandon_;
  const std::function<void(const Exit&)> end_process_;
};

}  // namespace fdk
