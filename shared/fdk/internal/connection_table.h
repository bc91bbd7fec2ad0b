// The open connections. They belong to the serving thread; the deadline thread uses them only while
// a handler overruns its deadline.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "common/unique_fd.h"
#include "fdk/internal/connection.h"

namespace fdk {

class ConnectionTable {
 public:
  explicit ConnectionTable(int listener_fd);

  int listener_fd() const { return listener_fd_; }

  // Adds a file descriptor that AwaitReady watches and returns too.
  void Watch(int fd);
  // Waits until something can be read, and returns the file descriptors; valid until the next call.
  std::span<const int> AwaitReady(int timeout_ms);

  // Accepts every connection that waits at the listener. With more than kMaxConnections, the oldest
  // is closed, but never the one with `busy_fd`.
  void AcceptWaiting(int busy_fd = -1);
  void Close(int fd);
  Connection* Find(int fd);
  std::vector<int> Fds() const;

 private:
  static constexpr size_t kMaxConnections = 64;

  const int listener_fd_;
  const common::UniqueFd epoll_fd_;
  std::array<int, 16> ready_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace fdk
