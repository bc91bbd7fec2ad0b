#include "local/http/server.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fdk/testing/raw_client.h"

using fdk::testing::RawClient;

namespace {

// Answers with what it was asked: method, path, query, headers, body.
standin::Response Echo(const standin::Request& request, const std::string&) {
  std::string text = request.method + " " + request.path + "|" + request.query + "|";
  for (const auto& [name, value] : request.headers) text += name + "=" + value + ";";
  return {200, {{"Content-Type", "text/plain"}}, text + "|" + request.body};
}

struct Running {
  explicit Running(local::HttpServer::Options options = {}) : server(&Echo, std::move(options)) {
    auto listener = local::Listener::On("127.0.0.1", 0);
    REQUIRE(listener.ok());
    port = listener->port();
    server.Listen(std::move(*listener));
    thread = std::thread([this] { server.Run(); });
  }
  ~Running() {
    server.Stop();
    thread.join();
  }
  fdk::testing::RawResponse Ask(const std::string& bytes) {
    return RawClient::Tcp(port).Call(bytes);
  }

  local::HttpServer server;
  int port = 0;
  std::thread thread;
};

}  // namespace

TEST_CASE("requests arrive as they were sent: targets, headers, ranges, encodings") {
  Running running;
  const auto reply = running.Ask(
      "PUT /a%20b//c?q=%2F&r HTTP/1.1\r\nX-Caption: 100%25 a%00b\r\nRange: nonsense\r\nAccept: "
      "1\r\n"
      "Accept: 2\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
      "3\r\n\r\na=b");
  CHECK(reply.status == 200);
  CHECK(reply.body ==
        "PUT /a%20b//c|q=%2F&r|X-Caption=100%25 a%00b;Range=nonsense;Accept=1;Accept=2;"
        "Content-Type=application/x-www-form-urlencoded;Content-Length=3;|a=b");
}

TEST_CASE("an absolute target is its path, of its host") {
  Running running;
  CHECK(running.Ask("GET http://a.example:80/x/y?z HTTP/1.1\r\nHost: b\r\n\r\n").body ==
        "GET /x/y|z|Host=a.example:80;|");
  CHECK(running.Ask("GET HTTP://a.example?z HTTP/1.1\r\n\r\n").body == "GET /|z|Host=a.example;|");
  CHECK(running.Ask("OPTIONS * HTTP/1.1\r\n\r\n").body == "OPTIONS *|||");
}

TEST_CASE("an answer to HEAD has GET's length and no body") {
  Running running;
  auto client = RawClient::Tcp(running.port);
  for (int i = 0; i < 2; ++i) {  // twice: a body would be read as the second answer
    client.Send("HEAD /x HTTP/1.1\r\n\r\n");
    const auto reply = client.Read(false);
    CHECK(reply.status == 200);
    CHECK(reply.headers.Get("Content-Length") == std::to_string(std::string("HEAD /x|||").size()));
  }
}

TEST_CASE("pipelined requests are all answered, in order") {
  Running running;
  auto client = RawClient::Tcp(running.port);
  client.Send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
  for (const char* path : {"/1", "/2", "/3"})
    CHECK(client.Read().body == std::string("GET ") + path + "|||");
}

TEST_CASE("what is no HTTP request is 400, and a long target is nothing special") {
  Running running;
  for (const char* bad :
       {"nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\x01"
        "b\r\n\r\n",
        "GET / HTTP/1.1\r\nA : b\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"}) {
    INFO(bad);
    CHECK(running.Ask(bad).status == 400);
  }
  CHECK(running.Ask("GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\n\r\n").status == 200);
}

TEST_CASE("a body that is not framed as it says is 400") {
  Running running;
  for (const char* chunks : {"zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}x\r\n0\r\n\r\n", "-1\r\n\r\n"}) {
    INFO(chunks);
    const auto answer = running.Ask(
        std::string("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n") + chunks);
    CHECK(answer.status == 400);
  }
}

TEST_CASE("a body over the limit is refused, and the connection goes on") {
  local::HttpServer::Options options;
  options.max_body_bytes = 10;
  Running running(options);
  CHECK(running.Ask("PUT / HTTP/1.1\r\nContent-Length: 11\r\n\r\n01234567890").status == 413);
  CHECK(
      running
          .Ask("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n")
          .status == 413);
  CHECK(running.Ask("PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789").status == 200);
}

TEST_CASE("idle and half-sent connections hold up nobody, and stopping does not wait for them") {
  std::vector<RawClient> idle;
  Running running;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(RawClient::Tcp(running.port));
    idle.back().Send("GET /hal");
  }
  CHECK(running.Ask("GET / HTTP/1.1\r\n\r\n").status == 200);
}

TEST_CASE("who connects while one server is replaced by the next is answered by the next") {
  const auto held = local::Listener::On("127.0.0.1", 0);
  REQUIRE(held.ok());
  for (int round = 0; round < 3; ++round) {
    auto early = RawClient::Tcp(held->port());
    early.Send("GET /early HTTP/1.1\r\n\r\n");
    local::HttpServer server(&Echo, {});
    auto inherited = local::Listener::Inherited(dup(held->fd()));
    REQUIRE(inherited.ok());
    server.Listen(std::move(*inherited));
    std::thread thread([&] { server.Run(); });
    CHECK(early.Read().body == "GET /early|||");
    server.Stop();
    thread.join();
  }
}
