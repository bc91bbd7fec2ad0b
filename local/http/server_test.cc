#include "local/http/server.h"

#include <unistd.h>

#include "common/unique_fd.h"
#include "local/http/testing.h"

using fdk::testing::RawClient;
using local::testing::Echo;
using local::testing::Running;

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
    local::HttpServer server(local::HttpHandler(&Echo), {});
    auto inherited = local::Listener::Inherited(dup(held->fd()));
    REQUIRE(inherited.ok());
    server.Listen(std::move(*inherited));
    std::thread thread([&] { server.Run(); });
    CHECK(early.Read().body == "GET /early|||");
    server.Stop();
    thread.join();
  }
}

TEST_CASE("a handler that throws is answered for, and the server goes on") {
  Running running(
      local::HttpHandler([](const local::Request& request, const std::string&) -> local::Response {
        if (request.path == "/bad") throw std::runtime_error("as told");
        return {200, {}, "good"};
      }),
      {});
  auto client = running.Client();
  CHECK(client.Call("GET /bad HTTP/1.1\r\n\r\n").status == 500);
  CHECK(client.Call("GET /good HTTP/1.1\r\n\r\n").body == "good");
}

TEST_CASE("peers are told by their addresses, of either family") {
  const auto peer = [](const local::Request&, const std::string& address) -> local::Response {
    return {200, {}, address};
  };
  Running four(local::HttpHandler(peer), {});
  CHECK(four.ClientFrom("127.0.0.9").Call("GET / HTTP/1.1\r\n\r\n").body == "127.0.0.9");
  Running six(local::HttpHandler(peer), {}, "::1");
  sockaddr_in6 there{};
  there.sin6_family = AF_INET6;
  there.sin6_port = htons(static_cast<std::uint16_t>(six.port));
  there.sin6_addr = in6addr_loopback;
  common::UniqueFd fd(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(connect(fd.get(), reinterpret_cast<sockaddr*>(&there), sizeof(there)) == 0);
  CHECK(RawClient(std::move(fd)).Call("GET / HTTP/1.1\r\n\r\n").body == "::1");
}

TEST_CASE("a large answer comes whole, from memory and from a file") {
  std::string text(3'000'000, '\0');
  for (size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 + i / 1000);
  const auto handler = [&](const local::Request& request, const std::string&,
                           local::BodySource&) -> local::Reply {
    if (request.path == "/memory") return oci::HttpResponse{200, {}, text};
    auto body = std::make_shared<local::Body>();
    for (size_t at = 0; at < text.size(); at += 50'000)
      REQUIRE(body->Append(std::string_view(text).substr(at, 50'000)).ok());
    local::Reply reply = oci::HttpResponse{200, {}, ""};
    reply.large = body;
    return reply;
  };
  Running running(local::HeadHandler(handler), {});
  auto client = running.Client();
  for (const char* path : {"/memory", "/file", "/memory"}) {
    INFO(path);
    CHECK(client.Call(std::string("GET ") + path + " HTTP/1.1\r\n\r\n").body == text);
  }
}
