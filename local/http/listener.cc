#include "local/http/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "common/unique_fd.h"

namespace local {
namespace {

oci::Error ListenError(const std::string& what, int error) {
  return oci::Error{"bind_failed", what + ": " + std::strerror(error), 0, "", false};
}

// 0 when it is no TCP socket.
int PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  if (address.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return address.ss_family == AF_INET
             ? ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port)
             : 0;
}

// Returns the length of the address; 0 when the text is no address.
socklen_t Fill(const std::string& host, int port, sockaddr_storage& address) {
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(port));
    return sizeof(v4);
  }
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1) return 0;
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(static_cast<std::uint16_t>(port));
  return sizeof(v6);
}

}  // namespace

oci::Result<Listener> Listener::On(const std::string& host, int port) {
  const std::string name = host + ":" + std::to_string(port);
  sockaddr_storage address{};
  const socklen_t length = Fill(host, port, address);
  if (length == 0) return ListenError(name, EINVAL);
  common::UniqueFd fd(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      listen(fd.get(), SOMAXCONN) != 0) {
    return ListenError(name, errno);
  }
  const int bound = PortOf(fd.get());
  return Listener(std::move(fd), bound);
}

oci::Result<Listener> Listener::Inherited(int fd) {
  int listening = 0;
  socklen_t length = sizeof(listening);
  const std::string name = "file descriptor " + std::to_string(fd);
  if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0)
    return ListenError(name, errno);
  const int port = PortOf(fd);
  if (listening == 0 || port == 0) return ListenError(name, EINVAL);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return Listener(common::UniqueFd(fd), port);
}

}  // namespace local
