#include "bench/gateway/service.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "common/unique_fd.h"

namespace bench {
namespace {

void Serve(int fd) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + std::string(1024, 'a');
  std::string input;
  char piece[65536];
  for (;;) {
    const auto got = ::recv(fd, piece, sizeof(piece), 0);
    if (got <= 0) return;
    input.append(piece, static_cast<size_t>(got));
    if (!input.ends_with("\r\n\r\n")) continue;
    input.clear();
    if (::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) <= 0) return;
  }
}

}  // namespace

int StartService() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener, SOMAXCONN) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port for the service");
  }
  std::thread([listener] {
    for (;;) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const int yes = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
      std::thread([held = common::UniqueFd(fd)] { Serve(held.get()); }).detach();
    }
  }).detach();
  return ntohs(address.sin_port);
}

}  // namespace bench
