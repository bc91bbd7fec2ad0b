// What happens while a handler runs on after its call was answered 504.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "fdk/internal/connection_table.h"

namespace fdk {

class OverrunGuard {
 public:
  // How long a handler may take to come back: the 504 went out that long before the moment at which
  // Fn would have killed the container.
  static constexpr auto kPatience = std::chrono::milliseconds(100);

  struct Exit {
    int code;
    std::string reason;
  };

  // `abandon`: see DeadlineWatcher::Abandon. `end_process` does not return (in tests it may).
  OverrunGuard(ConnectionTable& connections, int stop_fd, std::string failure_answer,
               std::function<bool()> abandon, std::function<void(const Exit&)> end_process,
               std::chrono::milliseconds patience = kPatience);

  // Until the handler comes back. When it does not, the process is ended before Fn hands it another
  // call; calls that are in the socket by then are answered 502.
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
