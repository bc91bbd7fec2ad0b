// What the process does while a handler is still running after its call was answered with 504.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "fdk/internal/connection_table.h"

namespace fdk {

class OverrunGuard {
 public:
  // How long the handler may take to return. The 504 is sent this long before the moment at which
  // Fn would kill the container.
  static constexpr auto kPatience = std::chrono::milliseconds(100);

  struct Exit {
    int code;
    std::string reason;
  };

  // `abandon`: see DeadlineWatcher::Abandon. `end_process` does not return (in tests it may).
  OverrunGuard(ConnectionTable& connections, int stop_fd, std::string failure_answer,
               std::function<bool()> abandon, std::function<void(const Exit&)> end_process,
               std::chrono::milliseconds patience = kPatience);

  // Waits until the handler returns. When it does not, the process ends before Fn sends it another
  // call; calls that have arrived by then are answered with 502.
  void Await(int busy_fd, int finished_fd);

 private:
  bool ComesBack(int finished_fd) const;
  void FailWaitingCalls(int busy_fd);

  ConnectionTable& connections_;
  const int stop_fd_;
  const std::string failure_answer_;
  const std::function<bool()> abandon_;
  const std::function<void(const Exit&)> end_process_;
  const std::chrono::milliseconds patience_;
};

}  // namespace fdk
