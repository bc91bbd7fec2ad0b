// Limits of time, tested with the last moment that is allowed and the first that is not; the test
// moves the clock.
#include <sys/socket.h>

#include "local/http/testing.h"

using namespace std::chrono_literals;
using fdk::testing::RawClient;
using local::HttpServer;
using local::testing::Running;
using local::testing::StandingClock;

namespace {

HttpServer::Options By(StandingClock& clock) {
  HttpServer::Options options;
  options.waits = &clock;
  return options;
}

}  // namespace

TEST_CASE("between bytes of a head 15 seconds may pass, each time anew") {
  StandingClock clock;
  Running running(By(clock));
  auto client = running.Client();
  for (const char* piece : {"GET /", "x HTTP/1.1\r\n", "A: b\r\n"}) {
    client.Send(piece);
    clock.AwaitWaiters(1);
    clock.Advance(14'999ms);
    clock.AwaitWaiters(1);
  }
  CHECK(client.Call("\r\n").body == "GET /x||A=b;|");
  client.Send("GET");
  clock.AwaitWaiters(1);
  clock.Advance(15'000ms);
  CHECK(client.Read().status == 408);
}

TEST_CASE("between bytes of a body 15 seconds may pass, each time anew") {
  for (const bool chunked : {false, true}) {
    INFO(chunked);
    StandingClock clock;
    Running running(By(clock));
    const std::string head = chunked ? "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                     : "PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n";
    for (const bool late : {false, true}) {
      auto client = running.Client();
      client.Send(head + (chunked ? "2\r\n" : ""));
      clock.AwaitWaiters(1);
      clock.Advance(14'999ms);
      clock.AwaitWaiters(1);
      client.Send("a");
      clock.AwaitWaiters(1);
      clock.Advance(late ? 15'000ms : 14'999ms);
      if (!late) clock.AwaitWaiters(1);
      if (!late) client.Send(chunked ? "b\r\n0\r\n\r\n" : "b");
      const auto answer = client.Read();
      CHECK(answer.status == (late ? 408 : 200));
      if (late) CHECK(answer.headers.Get("Connection") == "close");
    }
  }
}

TEST_CASE("an idle client is closed after 30 seconds between requests, and 15 before the first") {
  StandingClock clock;
  Running running(By(clock));
  auto client = running.Client();
  CHECK(client.Call("GET /1 HTTP/1.1\r\n\r\n").status == 200);
  clock.AwaitWaiters(1);
  clock.Advance(29'999ms);
  clock.AwaitWaiters(1);
  CHECK(client.Call("GET /2 HTTP/1.1\r\n\r\n").status == 200);
  clock.AwaitWaiters(1);
  clock.Advance(30'000ms);
  CHECK(client.AtEnd());  // closed without a response
  auto silent = running.Client();
  clock.AwaitWaiters(1);
  clock.Advance(14'999ms);
  clock.AwaitWaiters(1);
  clock.Advance(1ms);
  CHECK(silent.AtEnd());
}

TEST_CASE("a client that does not read its response for 15 seconds is closed") {
  const std::string text(64 << 20, 'a');  // more than the sockets buffer
  for (const bool late : {false, true}) {
    INFO(late);
    StandingClock clock;
    const auto handler = [&](const local::Request&, const std::string&) -> local::Response {
      return {200, {}, text};
    };
    Running running(local::HttpHandler(handler), By(clock));
    auto client = running.Client();
    client.Send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    clock.AwaitWaiters(1);
    clock.Advance(late ? 15'000ms : 14'999ms);
    if (late) {  // the response is given up; the server only waits for the client to close
      while (running.server.Count().leaving == 0) std::this_thread::yield();
    } else {
      clock.AwaitWaiters(1);
    }
    const auto answer = client.Read();
    CHECK(answer.status == (late ? 0 : 200));
    CHECK(answer.body == (late ? "" : text));
  }
}

TEST_CASE("after the last response a client may send for 30 seconds in all, with pauses of 5") {
  HttpServer::Options options;
  options.max_body_bytes = 1;
  StandingClock clock;
  options.waits = &clock;
  Running running(options);
  const auto refused = [&] {
    auto client = running.Client();
    CHECK(client.Call("PUT / HTTP/1.1\r\nContent-Length: 9000000\r\n\r\nb").status == 413);
    clock.AwaitWaiters(1);
    return client;
  };
  const auto gone = [&] {
    while (running.server.Count().open > 0) std::this_thread::yield();
    return true;
  };
  auto silent = refused();
  clock.Advance(4'999ms);
  clock.AwaitWaiters(1);
  clock.Advance(1ms);
  CHECK(gone());
  auto sending = refused();
  for (int i = 0; i < 6; ++i) {
    clock.Advance(4'999ms);
    clock.AwaitWaiters(1);
    REQUIRE(sending.Send("b"));
    clock.AwaitWaiters(1);
  }
  clock.Advance(5ms);
  clock.AwaitWaiters(1);
  clock.Advance(1ms);
  CHECK(gone());
}
