// The waits of a request, by a clock of the test's; bodies that are read and taken piece by piece.
#include <atomic>
#include <catch2/catch_test_macros.hpp>

#include "oci/curl_transport.h"
#include "oci/testing_server.h"

namespace oci {
namespace {

using std::chrono::milliseconds;
using testing::Answer;
using testing::Connection;
using testing::Get;
using testing::kLong;
using testing::kNeverStop;
using testing::LoopbackListener;
using testing::Server;

struct Clock {
  std::atomic<int64_t> now_ms{1'000'000};
  CurlOptions Options() {
    CurlOptions options;
    options.now = [this] { return std::chrono::steady_clock::time_point(milliseconds(now_ms)); };
    return options;
  }
};

// Once `ready`, lets `wait` of the clock pass; some looks later, if that was not too long, goes on.
std::function<bool()> After(Clock& clock, std::atomic<bool>& ready, int64_t wait,
                            std::atomic<bool>& go) {
  return [&clock, &ready, &go, wait, looks = 0]() mutable {
    if (ready && ++looks == 2) clock.now_ms += wait;
    if (looks == 5) go = true;
    return false;
  };
}

void Await(const std::atomic<bool>& flag) {
  while (!flag) std::this_thread::sleep_for(milliseconds(1));
}

TEST_CASE("between reads of an answer so much time may pass, each time anew") {
  for (const int64_t wait : {399, 400}) {
    INFO(wait);
    Clock clock;
    std::atomic<bool> ready = false, go = false;
    Server server([&](Connection& connection, int) {
      connection.Read();
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
      clock.now_ms += 399;  // before the first byte, which counts by itself
      connection.Write("a");
      ready = true;
      Await(go);
      connection.Write("b");
    });
    auto request = Get(server.Url("/"));
    request.waits.read = milliseconds(400);
    const auto answer =
        MakeCurlTransport(clock.Options())->Send(request, kLong, After(clock, ready, wait, go));
    go = true;
    if (wait == 399) {
      REQUIRE(answer.ok());
      CHECK(answer->body == "ab");
    } else {
      REQUIRE_FALSE(answer.ok());
      CHECK(answer.error().code == "deadline_exceeded");
    }
  }
}

TEST_CASE("between sends of a request so much time may pass, and reading is another wait") {
  const std::string body(64 << 20, 'b');  // more than sockets hold
  for (const int64_t wait : {399, 400}) {
    INFO(wait);
    Clock clock;
    std::atomic<bool> ready = false, go = false;
    Server server([&](Connection& connection, int) {
      ready = true;
      Await(go);
      connection.Read();
      connection.Write(Answer("taken"));
    });
    HttpRequest request{"PUT", server.Url("/"), {}, body};
    request.waits.send = milliseconds(400);
    request.waits.read = milliseconds(1);  // does not count while the request is being sent
    std::atomic<bool> full = false;
    uint64_t asked = 0, before = 0;
    int still = 0;
    request.source = {body.size(), [&](uint64_t offset, char* to, size_t room) {
                        asked = offset;
                        return body.copy(to, room, offset);
                      }};
    const auto stalled = After(clock, full, wait, go);
    const auto answer = MakeCurlTransport(clock.Options())->Send(request, kLong, [&] {
      still = ready && asked == before ? still + 1 : 0;
      before = asked;
      if (still > 5) full = true;
      return stalled();
    });
    go = true;
    CHECK(answer.ok() == (wait == 399));
    if (!answer.ok()) CHECK(answer.error().code == "deadline_exceeded");
  }
}

TEST_CASE("a connection that cannot be made in time is late, not unreachable") {
  // A listener whose queue is full takes no more.
  const LoopbackListener listener(0);
  REQUIRE(listener.listens);
  std::vector<int> filling;
  for (int i = 0; i < 4; ++i) {
    filling.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    static_cast<void>(connect(filling.back(), reinterpret_cast<const sockaddr*>(&listener.address),
                              sizeof(listener.address)));
  }
  Clock clock;
  auto request = Get("http://127.0.0.1:" + std::to_string(listener.port()) + "/");
  request.waits.connect = milliseconds(5000);
  std::atomic<bool> ready = true, go = false;
  const auto answer =
      MakeCurlTransport(clock.Options())->Send(request, kLong, After(clock, ready, 5000, go));
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "deadline_exceeded");
  CHECK_FALSE(answer.error().outcome_unknown);
  for (const int fd : filling) ::close(fd);
  ::close(listener.fd);
}

TEST_CASE("a body is read from its source while it is sent, and again on a fresh connection") {
  const std::string body(300'000, 's');
  std::mutex mutex;
  std::vector<std::string> seen;
  Server server([&](Connection& connection, int number) {
    for (std::string request; !(request = connection.Read()).empty();) {
      const std::lock_guard lock(mutex);
      seen.push_back(request);
      connection.Write(Answer("x"));
      if (number == 1) return;  // closes a connection that the client keeps
    }
  });
  const auto transport = MakeCurlTransport({});
  HttpRequest request{"PUT", server.Url("/"), {}, ""};
  request.source = {body.size(), [&](uint64_t offset, char* to, size_t room) {
                      return body.copy(to, room, offset);
                    }};
  for (int i = 0; i < 2; ++i) CHECK(transport->Send(request, kLong, kNeverStop).ok());
  const std::lock_guard lock(mutex);
  REQUIRE(seen.size() == 2);
  for (const auto& one : seen) {
    CHECK(one.find("Content-Length: 300000\r\n") != std::string::npos);
    CHECK(one.ends_with("\r\n\r\n" + body));
  }
}

TEST_CASE("a source that ends early ends the request") {
  Server server([](Connection& connection, int) { connection.Read(); });
  HttpRequest request{"PUT", server.Url("/"), {}, ""};
  request.source = {10, [](uint64_t, char*, size_t) { return size_t{0}; }};
  CHECK_FALSE(MakeCurlTransport({})->Send(request, kLong, kNeverStop).ok());
}

TEST_CASE("a sink gets the answer's body, bounded like any other, and may end it") {
  Server server([](Connection& connection, int) {
    while (!connection.Read().empty()) connection.Write(Answer(std::string(1000, 'a')));
  });
  CurlOptions options;
  options.max_response_bytes = 1000;
  std::string taken;
  auto request = Get(server.Url("/"));
  request.sink = [&](std::string_view piece) {
    taken += piece;
    return true;
  };
  const auto answer = MakeCurlTransport(options)->Send(request, kLong, kNeverStop);
  REQUIRE(answer.ok());
  CHECK(answer->body.empty());
  CHECK(taken == std::string(1000, 'a'));
  options.max_response_bytes = 999;
  CHECK(MakeCurlTransport(options)->Send(request, kLong, kNeverStop).error().code ==
        "bad_response");
  request.sink = [](std::string_view) { return false; };
  CHECK(MakeCurlTransport({})->Send(request, kLong, kNeverStop).error().code == "bad_response");
}

}  // namespace
}  // namespace oci
