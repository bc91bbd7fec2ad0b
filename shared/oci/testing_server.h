// A server of the tests that does exactly what a test wants, wrong things included.
#pragma once

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "oci/http.h"

namespace oci::testing {

inline constexpr std::chrono::milliseconds kLong{20000};  // never reached by a test that passes
inline const auto kNeverStop = [] { return false; };

inline std::string Answer(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "\r\n" + body;
}

// One accepted connection, read by requests.
class Connection {
 public:
  explicit Connection(int fd, SSL* ssl = nullptr) : fd_(fd), ssl_(ssl) {}
  // The next request with its body; "" when the client has closed.
  std::string Read() {
    size_t head_end;
    while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill()) return "";
    }
    size_t length = 0;
    const auto at = buffer_.find("ontent-Length: ");
    if (at != std::string::npos && at < head_end) length = std::stoul(buffer_.substr(at + 15));
    while (buffer_.size() < head_end + 4 + length) {
      if (!Fill()) return "";
    }
    std::string request = buffer_.substr(0, head_end + 4 + length);
    buffer_.erase(0, request.size());
    return request;
  }
  void Write(const std::string& text) {
    if (ssl_ != nullptr) {
      SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
    } else {
      ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    }
  }
  // Until the client's system has all that was written, which TCP may hold back for a while, or the
  // client has closed.
  void AwaitDelivery() const {
    int on_the_way = 0;
    pollfd broken{fd_, 0, 0};
    while (::ioctl(fd_, SIOCOUTQ, &on_the_way) == 0 && on_the_way > 0 &&
           ::poll(&broken, 1, 0) == 0) {
      std::this_thread::yield();
    }
  }
  int fd() const { return fd_; }

 private:
  bool Fill() {
    char bytes[65536];
    const auto size = ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof(bytes))
                                      : static_cast<int>(::recv(fd_, bytes, sizeof(bytes), 0));
    if (size <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(size));
    return true;
  }
  int fd_;
  SSL* ssl_;
  std::string buffer_;
};

// A socket that listens on a loopback port, which whoever makes it closes.
struct LoopbackListener {
  explicit LoopbackListener(int queue) : fd(::socket(AF_INET, SOCK_STREAM, 0)) {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    listens = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
              ::listen(fd, queue) == 0 &&
              ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  }
  int port() const { return ntohs(address.sin_port); }

  int fd;
  sockaddr_in address{};
  bool listens = false;
};

// A server on a loopback port that hands each connection to `serve`; the connection closes when it
// returns.
class Server {
 public:
  using Serve = std::function<void(Connection&, int number)>;  // number of the connection, from 1
  explicit Server(Serve serve, SSL_CTX* tls = nullptr) : serve_(std::move(serve)), tls_(tls) {
    acceptor_ = std::jthread([this] { Accept(); });
  }
  ~Server() {
    ::shutdown(listener_.fd, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    threads_.clear();
    ::close(listener_.fd);
  }
  std::string Url(const std::string& target, const std::string& host = "127.0.0.1") const {
    return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(listener_.port()) + target;
  }
  int connections() const { return connections_; }

 private:
  void Accept() {
    while (true) {
      const int fd = ::accept(listener_.fd, nullptr, nullptr);
      if (fd < 0) return;
      const int number = ++connections_;
      const std::lock_guard lock(mutex_);
      open_.insert(fd);
      threads_.emplace_back([this, fd, number] { Run(fd, number); });
    }
  }
  void Run(int fd, int number) {
    SSL* ssl = nullptr;
    if (tls_ != nullptr) {
      ssl = SSL_new(tls_);
      SSL_set_fd(ssl, fd);
      if (SSL_accept(ssl) != 1) number = 0;
    }
    Connection connection(fd, ssl);
    if (number > 0) serve_(connection, number);
    if (ssl != nullptr) SSL_free(ssl);
    const std::lock_guard lock(mutex_);
    open_.erase(fd);
    ::close(fd);
  }
  Serve serve_;
  SSL_CTX* tls_;
  const LoopbackListener listener_{64};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::set<int> open_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

// Answers every request with `answer`, keeping the connection.
inline Server::Serve Always(std::string answer) {
  return [answer = std::move(answer)](Connection& connection, int) {
    while (!connection.Read().empty()) connection.Write(answer);
  };
}

inline HttpRequest Get(const std::string& url) { return {"GET", url, {}, ""}; }
inline HttpRequest Post(const std::string& url, std::string body, bool repeatable = true) {
  return {"POST", url, {{"content-type", "application/json"}}, std::move(body), repeatable};
}

}  // namespace oci::testing
