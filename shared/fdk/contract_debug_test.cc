// FDK_DEBUG_LISTEN: the same over TCP, and plain HTTP for curl.
#include <catch2/catch_test_macros.hpp>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;

namespace {

struct DebugFunction {
  DebugFunction() {
    const std::string announcement = "listening on http://127.0.0.1:";
    REQUIRE(process.AwaitStderr(announcement));
    const auto text = process.Stderr();
    port = std::stoi(text.substr(text.find(announcement) + announcement.size()));
  }
  RawClient Connect() const { return RawClient::Tcp(port); }

  FunctionProcess process{TestFunctionPath(), {{"FDK_DEBUG_LISTEN", "127.0.0.1:0"}}};
  int port = 0;
};

}  // namespace

TEST_CASE("Plain HTTP is answered with the handler's status and headers") {
  DebugFunction function;
  auto client = function.Connect();
  const auto response = client.Call(
      "PUT /any/path?x=%20 HTTP/1.1\r\nHost: h\r\nX-Do: compose\r\nX-Status: 404\r\n"
      "X-Set: X-Mine|1\r\nContent-Length: 4\r\n\r\nbody");
  CHECK(response.status == 404);
  CHECK(response.headers.Get("X-Mine") == "1");
  CHECK_FALSE(response.headers.Get("Fn-Http-Status"));
  CHECK(response.body == "body");
  const auto report = client.Call("DELETE /a/b?c=%20 HTTP/1.1\r\nHost: h\r\nX-Do: report\r\n\r\n");
  CHECK(report.body.starts_with("http\nmethod=DELETE\nurl=/a/b?c=%20\npath=/a/b\nquery=c=%20\n"));
}

TEST_CASE("A call as Fn sends it is answered as Fn expects") {
  DebugFunction function;
  const auto response =
      function.Connect().Call(AgentCall("b", {{"Fn-Intent: httprequest", "Fn-Http-H-X-Do: compose",
                                               "Fn-Http-H-X-Status: 404", "Fn-Http-Method: GET"}}));
  CHECK(response.status == 200);
  CHECK(response.headers.Get("Fn-Http-Status") == "404");
}

TEST_CASE("HEAD, and statuses without a body, leave the connection in step") {
  DebugFunction function;
  auto client = function.Connect();
  CHECK(
      client
          .Call("PUT / HTTP/1.1\r\nX-Do: compose\r\nX-Status: 204\r\nContent-Length: 4\r\n\r\nbody")
          .status == 204);
  client.Send("HEAD / HTTP/1.1\r\nX-Do: large\r\nX-Size: 5\r\n\r\n");
  const auto head = client.Read(false);
  CHECK(head.status == 200);
  CHECK(head.headers.Get("Content-Length") == "5");
  CHECK(client.Call("GET / HTTP/1.1\r\nX-Do: large\r\nX-Size: 5\r\n\r\n").body == "xxxxx");
}

TEST_CASE("A client that asks before sending its body is told to go on") {
  DebugFunction function;
  auto client = function.Connect();
  client.Send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.Read().status == 100);
  client.Send("ok");
  CHECK(client.Read().body == "ok");
}

TEST_CASE("A handler that throws is answered 502 here too") {
  DebugFunction function;
  CHECK(function.Connect().Call("GET / HTTP/1.1\r\nX-Do: throw\r\n\r\n").status == 502);
}
