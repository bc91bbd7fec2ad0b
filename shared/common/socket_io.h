// What every loop over a socket needs, whether it waits or not.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace common {

// Makes a system call anew as often as a signal interrupts it.
ssize_t Restarted(auto&& call) {
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// Sends once what the socket takes of head and then tail, and cuts it off them; `flags` as of
// sendmsg(2), a closed peer raises no signal. False: nothing was sent, errno says why.
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
