// Reading and writing sockets, for blocking and non-blocking code.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace common {

// Repeats a system call while signals interrupt it.
ssize_t Restarted(auto&& call) {
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// One sendmsg(2) of head and then tail with these `flags`; what the socket has taken is removed
// from them. When the peer has closed there is no SIGPIPE. False: nothing was sent, errno says why.
inline bool SendPart(int fd, std::string_view& head, std::string_view& tail, int flags) {
  iovec parts[] = {{const_cast<char*>(head.data()), head.size()},
                   {const_cast<char*>(tail.data()), tail.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  const auto sent = Restarted([&] { return ::sendmsg(fd, &message, MSG_NOSIGNAL | flags); });
  if (sent < 0) return false;
  const auto from_head = std::min(static_cast<size_t>(sent), head.size());
  head.remove_prefix(from_head);
  tail.remove_prefix(static_cast<size_t>(sent) - from_head);
  return true;
}

}  // namespace common
