#include "fdk/internal/connection_table.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>

#include "common/unique_fd.h"

namespace fdk {

ConnectionTable::ConnectionTable(int listener_fd)
    : listener_fd_(listener_fd), epoll_fd_(::epoll_create1(EPOLL_CLOEXEC)) {
  Watch(listener_fd);
}

void ConnectionTable::Watch(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  ::epoll_ctl(epoll_fd_.get(), EPOLL_CTL_ADD, fd, &event);
}

std::span<const int> ConnectionTable::AwaitReady(int timeout_ms) {
  std::array<epoll_event, std::tuple_size_v<decltype(ready_)>> events;
  const int count =
      ::epoll_wait(epoll_fd_.get(), events.data(), static_cast<int>(events.size()), timeout_ms);
  if (count <= 0) return {};
  std::transform(events.begin(), events.begin() + count, ready_.begin(),
                 [](const epoll_event& event) { return event.data.fd; });
  return {ready_.data(), static_cast<size_t>(count)};
}

void ConnectionTable::AcceptWaiting(int busy_fd) {
  for (;;) {
    common::UniqueFd fd(::accept4(listener_fd_, nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    const int on = 1;
    // fails on a unix socket, which does no harm
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Watch(fd.get());
    std::lock_guard lock(mutex_);
    if (connections_.size() >= kMaxConnections) {
      const auto oldest = connections_.begin();
      connections_.erase((*oldest)->fd() == busy_fd ? oldest + 1 : oldest);
    }
    connections_.push_back(std::make_unique<Connection>(std::move(fd)));
  }
}

void ConnectionTable::Close(int fd) {
  std::lock_guard lock(mutex_);
  std::erase_if(connections_, [fd](const auto& connection) { return connection->fd() == fd; });
}

Connection* ConnectionTable::Find(int fd) {
  std::lock_guard lock(mutex_);
  for (const auto& connection : connections_) {
    if (connection->fd() == fd) return connection.get();
  }
  return nullptr;
}

std::vector<int> ConnectionTable::Fds() const {
  std::lock_guard lock(mutex_);
  std::vector<int> fds;
  for (const auto& connection : connections_) fds.push_back(connection->fd());
  return fds;
}

}  // namespace fdk
