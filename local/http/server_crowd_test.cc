// Many connections at the same time, on real sockets.
#include <sys/resource.h>

#include <atomic>
#include <condition_variable>

#include "local/http/testing.h"

using fdk::testing::RawClient;
using local::HttpServer;
using local::testing::Running;

namespace {

void AllowManySockets() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

TEST_CASE("1,000 slow connections of one address keep no other out, nor the address itself") {
  AllowManySockets();
  Running running;
  std::vector<RawClient> slow;
  for (int i = 0; i < 1000; ++i) {
    slow.push_back(running.Client());
    slow.back().Send("GET /slow");
  }
  while (running.server.Count().in_head < 1000) std::this_thread::yield();
  CHECK(running.ClientFrom("127.0.0.2").Call("GET /other HTTP/1.1\r\n\r\n").status == 200);
  // no connection was closed for it, and it did not have to wait
  CHECK(running.server.Count().in_head == 1000);
  CHECK(running.Ask("GET /own HTTP/1.1\r\n\r\n").status == 200);
  CHECK(slow.front().AtEnd());  // the one that had been sending a head for longest
  CHECK(slow.back().Call(" HTTP/1.1\r\n\r\n").body == "GET /slow|||");
}

TEST_CASE(
    "a client that sends a body slowly is closed for a new one; one that has sent all is not") {
  HttpServer::Options options;
  options.max_connections_of_client = 2;
  Running running(options);
  auto slow = running.Client();
  slow.Send("PUT /slow HTTP/1.1\r\nContent-Length: 10\r\n\r\n01234");
  auto head = running.Client();
  head.Send("GET /head");
  while (running.server.Count().in_body < 1 || running.server.Count().in_head < 1)
    std::this_thread::yield();
  CHECK(running.Ask("GET /first HTTP/1.1\r\n\r\n").status == 200);
  CHECK(head.AtEnd());  // a connection sending a head is closed before one sending a body
  // The client gets its response before the server marks the connection as idle.
  while (running.server.Count().busy > 0) std::this_thread::yield();
  auto another = running.Client();
  another.Send("PUT /another HTTP/1.1\r\nContent-Length: 10\r\n\r\n01234");
  while (running.server.Count().in_body < 2) std::this_thread::yield();
  CHECK(running.Ask("GET /second HTTP/1.1\r\n\r\n").status == 200);
  CHECK(slow.AtEnd());  // the one that had been sending for longest
  another.Send("56789");
  CHECK(another.Read().body == "PUT /another||Content-Length=10;|0123456789");
}

TEST_CASE("an idle connection goes before a slow one, and one with a request never") {
  std::mutex mutex;
  std::condition_variable change;
  bool open = false;
  const auto handler = [&](const local::Request& request, const std::string&) -> local::Response {
    std::unique_lock lock(mutex);
    if (request.path == "/held") change.wait(lock, [&] { return open; });
    return {200, {}, request.path};
  };
  HttpServer::Options options;
  options.max_connections_of_client = 3;
  Running running(local::HttpHandler(handler), options);
  auto held = running.Client();
  held.Send("GET /held HTTP/1.1\r\n\r\n");
  while (running.server.Count().busy < 1) std::this_thread::yield();
  auto slow = running.Client();
  slow.Send("GET /slow");
  while (running.server.Count().in_head < 1) std::this_thread::yield();
  auto idle = running.Client();
  CHECK(idle.Call("GET /idle HTTP/1.1\r\n\r\n").status == 200);
  while (running.server.Count().idle < 1) std::this_thread::yield();

  auto second = running.Client();
  second.Send("GET /held HTTP/1.1\r\n\r\n");
  CHECK(idle.AtEnd());
  while (running.server.Count().busy < 2) std::this_thread::yield();
  auto third = running.Client();
  third.Send("GET /held HTTP/1.1\r\n\r\n");
  CHECK(slow.AtEnd());
  while (running.server.Count().busy < 3) std::this_thread::yield();
  const auto refused = running.Ask("GET /more HTTP/1.1\r\n\r\n");
  CHECK(refused.status == 503);
  CHECK(running.ClientFrom("127.0.0.2").Call("GET /x HTTP/1.1\r\n\r\n").body == "/x");
  {
    const std::lock_guard lock(mutex);
    open = true;
  }
  change.notify_all();
  for (auto* client : {&held, &second, &third}) CHECK(client->Read().body == "/held");
}

TEST_CASE("all together may have so many connections, and whoever has most makes room") {
  HttpServer::Options options;
  options.max_connections = 4;
  Running running(options);
  std::vector<RawClient> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(running.Client());
    slow.back().Send("GET /slow");
    while (running.server.Count().in_head < static_cast<size_t>(i) + 1) std::this_thread::yield();
  }
  CHECK(running.ClientFrom("127.0.0.2").Call("GET /x HTTP/1.1\r\n\r\n").status == 200);
  CHECK(slow[0].AtEnd());
  CHECK(slow[1].Call(" HTTP/1.1\r\n\r\n").status == 200);
}
