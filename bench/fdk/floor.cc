// The least that can echo a chunked request over a unix socket: what any FDK in C++ is measured
// against. It trusts its input.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

int Listen(const std::string& path) {
  const auto slash = path.rfind('/') + 1;
  const std::string bound = path.substr(0, slash) + "phony" + path.substr(slash);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  bound.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd, 8) != 0 || ::chmod(bound.c_str(), 0666) != 0 ||
      ::symlink(bound.substr(slash).c_str(), path.c_str()) != 0) {
    std::perror("floor");
    std::exit(1);
  }
  return fd;
}

constexpr size_t kBufferBytes = 4 << 20;
char input[kBufferBytes];
char body[kBufferBytes];

bool More(int fd, size_t& size) {
  const auto got = ::recv(fd, input + size, kBufferBytes - size, 0);
  if (got <= 0) return false;
  size += static_cast<size_t>(got);
  return true;
}

// Reads one request; the size of its body, or -1 at the end of the connection.
ssize_t ReadRequest(int fd) {
  size_t size = 0;
  const char* end = nullptr;
  while (!end) {
    if (!More(fd, size)) return -1;
    end = static_cast<const char*>(::memmem(input, size, "\r\n\r\n", 4));
  }
  size_t at = static_cast<size_t>(end - input) + 4;
  for (size_t length = 0;;) {
    const void* line = nullptr;
    while (!(line = ::memmem(input + at, size - at, "\r\n", 2))) {
      if (!More(fd, size)) return -1;
    }
    const size_t chunk = std::strtoul(input + at, nullptr, 16);
    at = static_cast<size_t>(static_cast<const char*>(line) - input) + 2;
    while (size < at + chunk + 2) {
      if (!More(fd, size)) return -1;
    }
    if (chunk == 0) return static_cast<ssize_t>(length);
    std::memcpy(body + length, input + at, chunk);
    length += chunk;
    at += chunk + 2;
  }
}

void Answer(int fd, size_t length) {
  char head[100];
  const int head_size =
      std::snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", length);
  iovec parts[] = {{head, static_cast<size_t>(head_size)}, {body, length}};
  auto left = static_cast<size_t>(head_size) + length;
  auto sent = static_cast<size_t>(::writev(fd, parts, 2));
  while (sent < left) {  // only bodies larger than the socket's buffer come here
    const size_t done = sent - static_cast<size_t>(head_size);
    const auto more = ::send(fd, body + done, length - done, MSG_NOSIGNAL);
    if (more <= 0) return;
    sent += static_cast<size_t>(more);
  }
}

}  // namespace

int main() {
  const char* listener = std::getenv("FN_LISTENER");
  const int listening = Listen(listener ? listener + std::strlen("unix:") : "");
  for (;;) {
    const int fd = ::accept(listening, nullptr, nullptr);
    for (ssize_t length; (length = ReadRequest(fd)) >= 0;) Answer(fd, static_cast<size_t>(length));
    ::close(fd);
  }
}
