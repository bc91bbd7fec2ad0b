#include "local/agent/fn_connection.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <thread>

using local::FnConnection;
using namespace std::chrono_literals;

namespace {

// A function that answers each connection as the test says, and records what it was sent.
class Peer {
 public:
  // serve: gets a connected socket; false ends the peer.
  explicit Peer(std::function<bool(int)> serve) {
    char pattern[] = "/tmp/fn-connection-XXXXXX";
    folder_ = mkdtemp(pattern);
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path().c_str());
    REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(listen(listener_, 8) == 0);
    thread_ = std::thread([this, serve = std::move(serve)] {
      for (int fd; (fd = accept(listener_, nullptr, nullptr)) >= 0;) {
        const bool more = serve(fd);
        close(fd);
        ++closed;
        if (!more) break;
      }
    });
  }
  ~Peer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    std::filesystem::remove_all(folder_);
  }
  std::string path() const { return folder_ + "/s"; }
  std::atomic<int> closed = 0;  // connections

 private:
  std::string folder_;
  int listener_ = -1;
  std::thread thread_;
};

// Reads up to the end of a chunked body; "" when the other side has closed.
std::string ReadRequest(int fd) {
  std::string text;
  char byte = 0;
  while (!text.ends_with("0\r\n\r\n")) {
    if (read(fd, &byte, 1) != 1) return "";
    text += byte;
  }
  return text;
}

void Write(int fd, const std::string& text) {
  REQUIRE(send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
}

const std::string kOk =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nFn-Http-Status: 201\r\nX: 1\r\nX: 2\r\n\r\nhi";

}  // namespace

TEST_CASE("a call is POST /call with a chunked body and the headers as given") {
  std::string seen;
  Peer peer([&](int fd) {
    seen = ReadRequest(fd);
    Write(fd, kOk);
    return false;
  });
  FnConnection connection(peer.path());
  const auto answer = connection.Call({{{"Content-Type", "image/png"},
                                        {"Fn-Call-Id", "c"},
                                        {"Fn-Http-H-A", "1"},
                                        {"Fn-Http-H-A", "2"}},
                                       "body"},
                                      10s);
  REQUIRE(answer.ok());
  CHECK(answer->status == 200);
  CHECK(answer->body == "hi");
  CHECK(oci::FindHeader(answer->headers, "fn-http-status") == "201");
  CHECK(seen.starts_with("POST /call HTTP/1.1\r\n"));
  for (const char* part :
       {"\r\nTransfer-Encoding: chunked\r\n", "\r\nHost: localhost\r\n",
        "\r\nContent-Type: image/png\r\n", "\r\nFn-Call-Id: c\r\n", "\r\nFn-Http-H-A: 1\r\n",
        "\r\nFn-Http-H-A: 2\r\n", "\r\n4\r\nbody\r\n"}) {
    INFO(part);
    CHECK(seen.find(part) != std::string::npos);
  }
  CHECK(seen.find("Content-Length") == std::string::npos);
}

TEST_CASE("one connection serves call after call, and a closed one is made anew") {
  int connections = 0;
  Peer peer([&](int fd) {
    ++connections;
    for (int call = 0; call < 2; ++call) {
      if (ReadRequest(fd).empty()) return true;
      Write(fd, kOk);
    }
    return true;  // closes after every second call, as an idle function does
  });
  FnConnection connection(peer.path());
  for (int call = 0; call < 6; ++call) {
    const auto answer = connection.Call({{}, ""}, 10s);
    REQUIRE(answer.ok());
    CHECK(answer->body == "hi");
    while (peer.closed < (call + 1) / 2) std::this_thread::yield();
  }
  CHECK(connections == 3);
}

TEST_CASE("no answer is an error, whatever else comes") {
  const std::string answers[] = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
                                 "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le"};
  for (const auto& text : answers) {
    INFO(text);
    Peer peer([&](int fd) {
      ReadRequest(fd);
      if (!text.empty()) Write(fd, text);
      return true;
    });
    FnConnection connection(peer.path());
    const auto answer = connection.Call({{}, "x"}, 10s);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "no_answer");
  }
  const auto nobody = FnConnection("/tmp/nobody-listens-here").Call({{}, ""}, 1s);
  REQUIRE_FALSE(nobody.ok());
  CHECK(nobody.error().code == "no_answer");
}

TEST_CASE("silence ends at the time limit") {
  Peer peer([&](int fd) {
    while (!ReadRequest(fd).empty()) {
    }
    return false;
  });
  FnConnection connection(peer.path());
  const auto answer = connection.Call({{}, "x"}, 50ms);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "deadline_exceeded");
}
