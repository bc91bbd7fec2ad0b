// For tests: a server on a loopback port, and a clock that stands still.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "common/unique_fd.h"
#include "fdk/testing/raw_client.h"
#include "local/http/server.h"

namespace local::testing {

// A clock that moves only when a test moves it.
class StandingClock final : public Waits {
 public:
  TimePoint Now() override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  bool Await(int fd, short events, TimePoint until) override {
    std::unique_lock lock(mutex_);
    for (;;) {
      const uint64_t turn = turn_;
      pollfd event{fd, events, 0};
      const bool ready = poll(&event, 1, 0) > 0;
      if (ready || now_ >= until) {
        waiting_.erase(fd);
        return ready;
      }
      waiting_[fd] = turn;
      changed_.notify_all();
      changed_.wait_for(lock, std::chrono::milliseconds(1));
    }
  }

  // Returns when `count` threads are waiting at the current time.
  void AwaitWaiters(size_t count) {
    std::unique_lock lock(mutex_);
    const uint64_t turn = ++turn_;
    changed_.wait(lock, [&] {
      size_t settled = 0;
      for (const auto& [fd, looked] : waiting_) settled += looked >= turn ? 1 : 0;
      return settled == count;
    });
  }

  void Advance(std::chrono::milliseconds time) {
    const std::lock_guard lock(mutex_);
    now_ += time;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  TimePoint now_{std::chrono::hours(1)};
  uint64_t turn_ = 0;
  std::map<int, uint64_t> waiting_;  // by socket: when it was last looked at
};

// Answers with the request: method, path, query, headers, body.
inline local::Response Echo(const local::Request& request, const std::string&) {
  std::string text = request.method + " " + request.path + "|" + request.query + "|";
  for (const auto& [name, value] : request.headers) text += name + "=" + value + ";";
  return {200, {{"Content-Type", "text/plain"}}, text + "|" + request.body};
}

struct Running {
  explicit Running(HttpServer::Options options = {}) : Running(HttpHandler(&Echo), options) {}
  template <class Handler>
  Running(Handler handler, HttpServer::Options options, const std::string& host = "127.0.0.1")
      : server(std::move(handler), std::move(options)) {
    auto listener = Listener::On(host, 0);
    REQUIRE(listener.ok());
    port = listener->port();
    server.Listen(std::move(*listener));
    thread = std::thread([this] { server.Run(); });
  }
  ~Running() {
    server.Stop();
    thread.join();
  }
  fdk::testing::RawClient Client() const { return ClientFrom("127.0.0.1"); }
  // A client with another address of this machine ("127.0.0.2"). TCP_NODELAY: Nagle's algorithm
  // would hold data back while the clock stands still.
  fdk::testing::RawClient ClientFrom(const std::string& address) const {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    REQUIRE(inet_pton(AF_INET, address.c_str(), &here.sin_addr) == 1);
    common::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(bind(fd.get(), reinterpret_cast<sockaddr*>(&here), sizeof(here)) == 0);
    sockaddr_in there = here;
    there.sin_port = htons(static_cast<std::uint16_t>(port));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd.get(), reinterpret_cast<sockaddr*>(&there), sizeof(there)) == 0);
    const int yes = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return fdk::testing::RawClient(std::move(fd));
  }
  fdk::testing::RawResponse Ask(const std::string& bytes) const { return Client().Call(bytes); }

  HttpServer server;
  int port = 0;
  std::thread thread;
};

}  // namespace local::testing
