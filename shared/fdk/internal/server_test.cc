// The transport status is 200, 502 or 504, whatever comes in: any other makes Fn kill the
// container.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;

namespace {

bool IsTransportStatus(int status) { return status == 200 || status == 502 || status == 504; }

bool Works(const TestFunction& function) {
  return function.Call(AgentCall("still there")).body == "still there";
}

}  // namespace

TEST_CASE("Any path and any method is a call") {
  TestFunction function;
  const std::string line = GENERATE("GET /", "GET /call", "PUT /no/such/path", "POST /Call",
                                    "DELETE /call", "OPTIONS *", "PATCH /call?x", "BREW /pot",
                                    "CONNECT host:1", "POST /%zz", "POST /../..", "POST /call#x");
  auto client = function.Connect();
  const auto response = client.Call(
      line + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
  CHECK(response.status == 200);
  CHECK(response.body == "hi");
  CHECK(client.Call(AgentCall("again")).body == "again");
}

TEST_CASE("What is no HTTP request is answered 502, and the container stays") {
  TestFunction function;
  const std::string bytes = GENERATE(
      as<std::string>{}, "\n", "x\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\n\n", "POST /call HTTP/1.1\r\nno colon\r\n\r\n",
      "POST /call HTTP/1.1\r\n: x\r\n\r\n", "POST /call HTTP/1.1\r\n folded: x\r\n\r\n",
      "POST /call HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST /call HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
      "POST /call HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "POST /call HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "POST /call HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n",
      "POST /call HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "\x16\x03\x01\x02\xff\r\n\r\n",
      std::string("\0\0\r\n\r\n", 6), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  auto client = function.Connect();
  client.Send(bytes);
  const auto responses = client.ReadAll();
  REQUIRE(responses.size() == 1);
  CHECK(responses[0].status == 502);
  CHECK(responses[0].headers.Get("Content-Length") == "0");
  CHECK(Works(function));
}

TEST_CASE("Broken chunking is answered 502 and never reaches the handler") {
  TestFunction function;
  const std::string body = GENERATE("x\r\n", "-1\r\nab\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                                    "3\r\nab\r\n0\r\n\r\n", "3\nabc\n0\n\n", "FFFFFFFFFFFFFFFF\r\n",
                                    "7FFFFFFF\r\nab", "\r\n\r\n", "3\r\nabcX0\r\n\r\n", "0\r\n\rX");
  auto client = function.Connect();
  client.Send("POST /call HTTP/1.1\r\nTransfer-Encoding: chunked\r\nFn-Call-Id: c1\r\n\r\n" + body);
  client.FinishSending();
  const auto responses = client.ReadAll();
  REQUIRE(responses.size() == 1);
  CHECK(responses[0].status == 502);
  CHECK(function.process().AwaitStderr("call c1: the body is"));
  CHECK(Works(function));
}

TEST_CASE("A client that leaves in the middle costs nothing") {
  TestFunction function;
  const std::string whole = AgentCall("some body");
  for (size_t size = 0; size < whole.size(); size += 3) {
    auto client = function.Connect();
    client.Send(std::string_view(whole).substr(0, size));
    client.CloseNow();
  }
  CHECK(Works(function));
}

TEST_CASE("A client that leaves in the middle of the answer costs nothing") {
  TestFunction function;
  for (int round = 0; round < 10; ++round) {
    auto client = function.Connect();
    client.Send(AgentCall("", {{"X-Do: large", "X-Size: 6291456"}}));
    client.CloseNow();
  }
  CHECK(Works(function));
}

TEST_CASE("Headers that HTTP servers act upon are left to the handler") {
  TestFunction function;
  const std::string header =
      GENERATE("Range: bytes=0-1", "Range: xx", "Range: bytes=", "Range: bytes=5-1,7-",
               "Expect: 100-continue", "Expect: the unexpected", "Content-Encoding: gzip",
               "Content-Encoding: br", "Accept-Encoding: br, gzip", "If-None-Match: *",
               "If-Modified-Since: Sat, 21 Nov 2026 00:00:00 GMT", "Upgrade: h2c",
               "X-Empty:", "X-Escaped: %41%zz%u1234+%", "Content-Type: multipart/form-data",
               "Content-Type: multipart/form-data; boundary=");
  auto client = function.Connect();
  const auto report = client.Call(AgentCall("body", {{"X-Do: report", header}}));
  CHECK(report.status == 200);  // with Expect, the first answer is the only one
  const auto colon = header.find(':');
  const auto value = header.substr(std::min(colon + 2, header.size()));
  CHECK(report.body.find("\nh " + header.substr(0, colon) + "=" + value + "\n") !=
        std::string::npos);
  CHECK(report.body.find("bytes=4\n") != std::string::npos);
  const auto echo = client.Call(AgentCall("body", {{header}}));
  CHECK(echo.status == 200);
  CHECK(echo.body == "body");
  CHECK_FALSE(echo.headers.Get("Content-Encoding"));
}

TEST_CASE("What a handler throws is answered 502, logged on one line, and the connection stays") {
  TestFunction function;
  auto client = function.Connect();
  const auto thrown = client.Call(AgentCall("", {{"X-Do: throw", "Fn-Call-Id: c2"}}));
  CHECK(thrown.status == 502);
  CHECK(thrown.body.empty());
  CHECK(thrown.headers.Get("Content-Length") == "0");
  CHECK(client.Call(AgentCall("", {{"X-Do: throw-int", "Fn-Call-Id: c3"}})).status == 502);
  CHECK(client.Call(AgentCall("after")).body == "after");
  CHECK(function.process().AwaitStderr("fdk: call c2: failed: a thing went wrong; answered 502\n"));
  CHECK(function.process().AwaitStderr("fdk: call c3: failed: "));
}

TEST_CASE("A handler's status never becomes the transport's") {
  TestFunction function;
  auto client = function.Connect();
  for (const int status : {201, 204, 206, 302, 304, 400, 404, 413, 416, 500, 503, 599}) {
    const auto number = std::to_string(status);
    const auto response = client.Call(AgentCall(
        "b",
        {{"Fn-Intent: httprequest", "Fn-Http-H-X-Do: compose", "Fn-Http-H-X-Status: " + number}}));
    CHECK(response.status == 200);
    CHECK(response.headers.Get("Fn-Http-Status") == number);
    CHECK(client.Call(AgentCall("", {{"X-Do: compose", "X-Status: " + number}})).status == 200);
  }
  for (const char* status : {"0", "-1", "99", "100", "101", "600", "99999"}) {
    CHECK(client.Call(AgentCall("", {{"X-Do: compose", "X-Status: " + std::string(status)}}))
              .status == 502);
  }
  CHECK(function.process().AwaitStderr("answered status 99999"));
}

TEST_CASE("Mutated requests never get another status and never end the process") {
  TestFunction function;
  std::mt19937 random(20261121);
  const std::string seeds[] = {
      AgentCall("hello", {{"Fn-Call-Id: 1", "Range: bytes=0-"}}),
      AgentCall("hello",
                {{"Fn-Intent: httprequest", "Fn-Http-Request-Url: http://h/p?q",
                  "Fn-Http-H-Content-Type: text/plain", "Fn-Deadline: 2099-01-01T00:00:00Z"}}),
      "PUT /x HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"};
  const std::string pieces[] = {"\r\n",
                                "\n",
                                "\r",
                                ":",
                                " ",
                                "\t",
                                "%",
                                ";",
                                ",",
                                "0",
                                "f",
                                "-1",
                                std::string(1, '\0'),
                                "\xff",
                                "Content-Length: 3\r\n",
                                "\r\n\r\n"};
  const auto below = [&](size_t limit) { return random() % limit; };
  for (int round = 0; round < 1500; ++round) {
    std::string bytes = seeds[below(std::size(seeds))];
    for (size_t edits = 1 + below(4); edits > 0; --edits) {
      const size_t at = below(bytes.size());
      switch (below(3)) {
        case 0:
          bytes.erase(at, 1 + below(8));
          break;
        case 1:
          bytes.insert(at, pieces[below(std::size(pieces))]);
          break;
        default:
          bytes[at] = static_cast<char>(below(256));
      }
      if (bytes.empty()) bytes = "x";
    }
    auto client = function.Connect();
    client.Send(bytes);
    client.FinishSending();
    for (const auto& response : client.ReadAll()) {
      INFO(bytes);
      REQUIRE(IsTransportStatus(response.status));
    }
  }
  CHECK(Works(function));
  CHECK(function.process().Running());
}

TEST_CASE("Work for the time between calls runs after the answer, once, when no other call waits") {
  TestFunction function(Environment{{"TEST_WHEN_IDLE", "print"}});
  const auto times_idle = [&] {
    const std::string printed = function.process().Stdout();
    size_t count = 0;
    for (auto at = printed.find("idle\n"); at != std::string::npos;
         at = printed.find("idle\n", at + 1))
      ++count;
    return count;
  };
  CHECK(times_idle() == 0);
  auto first = function.Connect();
  first.Send(AgentCall("", {{"X-Do: wait", "X-Until: " + function.file("go")}}));
  REQUIRE(function.process().AwaitStderr("waiting"));
  auto second = function.Connect();  // waits behind the first
  second.Send(AgentCall("second"));
  std::filesystem::create_directory(function.file("go"));
  CHECK(first.Read().status == 200);
  CHECK(second.Read().body == "second");
  REQUIRE(Await([&] { return times_idle() >= 1; }));
  CHECK(second.Call(AgentCall("third")).body == "third");
  REQUIRE(Await([&] { return times_idle() >= 2; }));
  function.process().Signal(SIGTERM);
  CHECK(function.process().WaitExit() == 0);
  CHECK(times_idle() == 2);
}

TEST_CASE("Work between calls that throws is logged, and the process goes on") {
  TestFunction function(Environment{{"TEST_WHEN_IDLE", "throw"}});
  CHECK(function.Call(AgentCall("x")).body == "x");
  CHECK(function.process().AwaitStderr("fdk: between calls: no rest"));
  CHECK(Works(function));
}
