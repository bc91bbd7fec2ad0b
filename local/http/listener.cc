#include "local/http/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace local {
namespace {

oci::Error ListenError(const std::string& what, int error) {
  return oci::Error{"bind_failed", what + ": " + std::strerror(error), 0, "", false};
}

// 0 when it is no TCP socket.
int PortOf(int fd) {
  sockaddr_in address{};
  socklen_t length = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return address.sin_family == AF_INET ? ntohs(address.sin_port) : 0;
}

}  // namespace

oci::Result<Listener> Listener::On(const std::string& host, int port) {
  const std::string name = host + ":" + std::to_string(port);
  fdk::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return ListenError(name, EINVAL);
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
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
  return Listener(fdk::UniqueFd(fd), port);
}

}  // namespace local
