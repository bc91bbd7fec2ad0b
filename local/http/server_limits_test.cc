// Limits of size, tested with the last byte that is allowed and the first that is not.
#include <atomic>

#include "local/http/testing.h"

using fdk::testing::RawClient;
using local::HttpServer;
using local::testing::Running;

namespace {

constexpr size_t kHead = 8192;

std::string Chunked(const std::string& body) {
  char size[32];
  std::snprintf(size, sizeof(size), "%zx\r\n", body.size());
  return "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + (size + body) + "\r\n0\r\n\r\n";
}

std::string Sized(const std::string& body) {
  return "PUT / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Request line, headers and empty line together.
std::string HeadOf(size_t size) {
  const std::string begin = "GET / HTTP/1.1\r\nX: ";
  return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

std::string LineOf(size_t size) { return "GET /" + std::string(size - 16, 'x') + " HTTP/1.1\r\n"; }

HttpServer::Options WithHead(size_t bytes) {
  HttpServer::Options options;
  options.max_head_bytes = bytes;
  return options;
}

}  // namespace

TEST_CASE("a head may have so many bytes, and not one more") {
  Running running(WithHead(kHead));
  CHECK(HeadOf(kHead).size() == kHead);
  CHECK(running.Ask(HeadOf(kHead)).status == 200);
  CHECK(running.Ask(HeadOf(kHead + 1)).status == 431);
  CHECK(running.Ask(HeadOf(kHead + 100'000)).status == 431);
  CHECK(running.Ask("GET / HTTP/1.1\r\nX: " + std::string(kHead, 'x')).status == 431);  // unended
}

TEST_CASE("a request line that alone is over the limit is 414") {
  Running running(WithHead(kHead));
  CHECK(LineOf(kHead).size() == kHead);
  CHECK(running.Ask(LineOf(kHead - 2) + "\r\n").status == 200);
  CHECK(running.Ask(LineOf(kHead - 1) + "\r\n").status == 431);  // the empty line is part of it
  CHECK(running.Ask(LineOf(kHead) + "\r\n").status == 431);
  CHECK(running.Ask(LineOf(kHead + 1) + "\r\n").status == 414);
  CHECK(running.Ask("GET /" + std::string(kHead, 'x')).status == 414);  // unended
}

TEST_CASE("the limit of heads counts each head, not the body nor the next request") {
  Running running(WithHead(kHead));
  auto client = running.Client();
  client.Send(HeadOf(kHead) + Sized(std::string(20'000, 'b')) + HeadOf(kHead));
  for (int i = 0; i < 3; ++i) CHECK(client.Read().status == 200);
  CHECK(running.Ask("nonsense\r\n\r\n" + std::string(20'000, 'x')).status == 400);
}

TEST_CASE("a body may have so many bytes, declared or chunked, and not one more") {
  HttpServer::Options options;
  options.max_body_bytes = 100'000;
  Running running(options);
  const std::string most(100'000, 'b');
  for (const auto& send : {Sized, Chunked}) {
    auto client = running.Client();
    const auto answer = client.Call(send(most));
    CHECK(answer.status == 200);
    CHECK(answer.body.ends_with("|" + most));
    CHECK(client.Call(send(most)).status == 200);  // the connection can still be used
    const auto refused = client.Call(send(most + "b"));
    CHECK(refused.status == 413);
    CHECK(refused.headers.Get("Connection") == "close");
    CHECK(client.AtEnd());
  }
}

TEST_CASE("a declared body over the limit is refused before any of it has come") {
  HttpServer::Options options;
  options.max_body_bytes = 10;
  Running running(options);
  auto client = running.Client();
  CHECK(client.Call("PUT / HTTP/1.1\r\nContent-Length: 11\r\n\r\n").status == 413);
  auto asking = running.Client();
  CHECK(
      asking.Call("PUT / HTTP/1.1\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n").status ==
      413);
}

TEST_CASE("a chunked body is refused at the first byte over the limit") {
  HttpServer::Options options;
  options.max_body_bytes = 10;
  Running running(options);
  auto client = running.Client();
  client.Send("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n0123456789");
  client.Send("0");  // the rest is not waited for
  CHECK(client.Read().status == 413);
}

TEST_CASE("a client that is still sending when it is refused can read the response") {
  HttpServer::Options options;
  options.max_body_bytes = 10;
  Running running(options);
  const std::string piece(1 << 20, 'b');
  for (const char* head : {"PUT / HTTP/1.1\r\nContent-Length: 67108864\r\n\r\n",
                           "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4000000\r\n"}) {
    INFO(head);
    auto client = running.Client();
    REQUIRE(client.Send(head));
    for (int i = 0; i < 64; ++i) REQUIRE(client.Send(piece));  // the peer reads all of it
    CHECK(client.Read().status == 413);
    CHECK(client.AtEnd());
  }
}

TEST_CASE("100 Continue comes only when somebody wants the body") {
  std::atomic<int> read = 0;
  const auto handler = [&](const local::Request& request, const std::string&,
                           local::BodySource& body) -> local::Reply {
    if (request.path == "/refused") return oci::HttpResponse{401, {}, "no"};
    auto got = body.Read(5);
    if (!got.ok()) return oci::HttpResponse{got.error().http_status, {}, "too much"};
    ++read;
    return oci::HttpResponse{200, {}, *std::move(*got).Text()};
  };
  Running running(local::HeadHandler(handler), {});
  const std::string rest = " HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  auto refused = running.Client();
  const auto answer = refused.Call("PUT /refused" + rest);
  CHECK(answer.status == 401);
  CHECK(answer.headers.Get("Connection") == "close");  // unknown whether a body will follow
  CHECK(refused.AtEnd());
  auto taken = running.Client();
  taken.Send("PUT /" + rest);
  CHECK(taken.Read(false).status == 100);
  taken.Send("hello");
  CHECK(taken.Read().body == "hello");
  CHECK(read == 1);
}

TEST_CASE(
    "a body that nobody asked for is skipped when it is small, and else ends the connection") {
  const auto handler = [](const local::Request& request, const std::string&,
                          local::BodySource&) -> local::Reply {
    return oci::HttpResponse{404, {}, request.path};
  };
  Running running(local::HeadHandler(handler), {});
  auto client = running.Client();
  const std::string small(64 * 1024, 's');
  client.Send("PUT /1 HTTP/1.1\r\nContent-Length: 65536\r\n\r\n");
  CHECK(client.Read().body == "/1");  // at once
  client.Send(small + "GET /2 HTTP/1.1\r\n\r\n");
  CHECK(client.Read().body == "/2");
  const auto last = client.Call("PUT /3 HTTP/1.1\r\nContent-Length: 65537\r\n\r\n");
  CHECK(last.headers.Get("Connection") == "close");
  CHECK(client.AtEnd());
}
