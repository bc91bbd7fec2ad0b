#include "bench/gateway/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include "common/unique_fd.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

bool SendAll(int fd, const char* bytes, size_t size) {
  while (size > 0) {
    const auto sent = ::send(fd, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

// Reads one answer with a length; throws unless it is 200.
void ReadAnswer(int fd, std::string& input) {
  input.clear();
  size_t whole = 0;
  char piece[65536];
  while (whole == 0 || input.size() < whole) {
    const auto got = ::recv(fd, piece, sizeof(piece), 0);
    if (got <= 0) throw std::runtime_error("the gateway closed a connection");
    input.append(piece, static_cast<size_t>(got));
    const auto end = input.find("\r\n\r\n");
    if (whole > 0 || end == std::string::npos) continue;
    if (!input.starts_with("HTTP/1.1 200 ")) throw std::runtime_error("answered: " + input);
    const auto length = input.find("Content-Length: ");
    if (length == std::string::npos || length > end) throw std::runtime_error("no length");
    whole = end + 4 + std::strtoul(input.c_str() + length + 16, nullptr, 10);
  }
}

}  // namespace

int Connect(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return fd;
  common::UniqueFd closed(fd);
  throw std::runtime_error("nobody listens");
}

Measured Call(int port, const std::string& path, size_t connections, double seconds) {
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::vector<std::vector<double>> times(connections);
  std::vector<std::string> failures(connections);
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration<double>(seconds);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      try {
        const common::UniqueFd fd(Connect(port));
        std::string input;
        for (auto now = Clock::now(); now < end;) {
          if (!SendAll(fd.get(), request.data(), request.size()))
            throw std::runtime_error("broken");
          ReadAnswer(fd.get(), input);
          const auto after = Clock::now();
          times[i].push_back(std::chrono::duration<double, std::micro>(after - now).count());
          now = after;
        }
      } catch (const std::exception& error) {
        failures[i] = error.what();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  for (const auto& failure : failures) {
    if (!failure.empty()) throw std::runtime_error(failure);
  }
  std::vector<double> all;
  for (const auto& some : times) all.insert(all.end(), some.begin(), some.end());
  if (all.empty()) throw std::runtime_error("no call was answered in time");
  std::sort(all.begin(), all.end());
  return {static_cast<double>(all.size()) / took, all[all.size() / 2], all[all.size() * 99 / 100]};
}

void PutBodies(int port, const std::string& path, size_t connections, size_t bytes, bool chunked) {
  char size[32];
  std::snprintf(size, sizeof(size), "%zx", bytes);
  const std::string head =
      "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\n" +
      (chunked ? std::string("Transfer-Encoding: chunked\r\n\r\n") + size + "\r\n"
               : "Content-Length: " + std::to_string(bytes) + "\r\n\r\n");
  const std::string piece(64 * 1024, 'b');
  std::vector<std::thread> threads;
  for (size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&, fd = common::UniqueFd(Connect(port))] {
      bool open = SendAll(fd.get(), head.data(), head.size());
      for (size_t left = bytes; open && left > 0;) {
        const size_t part = std::min(left, piece.size());
        open = SendAll(fd.get(), piece.data(), part);
        left -= part;
      }
      if (chunked) SendAll(fd.get(), "\r\n0\r\n\r\n", 7);
      char answer[4096];
      static_cast<void>(::recv(fd.get(), answer, sizeof(answer), 0));
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace bench
