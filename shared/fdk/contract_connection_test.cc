// Connections: any number, one after the other or at the same time, with data split anywhere.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <list>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;

TEST_CASE("One connection serves thousands of calls") {
  TestFunction function;
  auto client = function.Connect();
  for (int i = 0; i < 3000; ++i) {
    const auto body = std::to_string(i);
    const auto response = client.Call(AgentCall(body));
    REQUIRE(response.status == 200);
    REQUIRE(response.body == body);
    REQUIRE_FALSE(response.headers.Get("Connection"));
    REQUIRE_FALSE(response.headers.Get("Keep-Alive"));
  }
}

TEST_CASE("Any number of connections, one after the other") {
  TestFunction function;
  for (int i = 0; i < 500; ++i) {
    const auto body = std::to_string(i);
    REQUIRE(function.Call(AgentCall(body)).body == body);
  }
}

TEST_CASE("Silent connections and incomplete heads delay nobody") {
  TestFunction function;
  auto silent = function.Connect();
  auto half = function.Connect();
  half.Send("POST /call HTTP/1.1\r\nX-Half:");
  CHECK(function.Call(AgentCall("one")).body == "one");
  CHECK(half.Call(" x\r\nContent-Length: 3\r\n\r\ntwo").body == "two");
  CHECK(silent.Call(AgentCall("three")).body == "three");
}

TEST_CASE("Of too many idle connections the oldest are closed") {
  TestFunction function;
  std::list<RawClient> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(function.Connect());
    if (i % 10 == 0) {
      REQUIRE(clients.back().Call(AgentCall("x")).body == "x");
    }
  }
  CHECK(clients.back().Call(AgentCall("last")).body == "last");
  CHECK(clients.front().AtEnd());
}

TEST_CASE("A call may come in any pieces") {
  TestFunction function;
  const auto whole = AgentCall("pieces of a body", {{"Content-Type: a/b"}, 5});
  for (const size_t piece : {1UL, 2UL, 3UL, 50UL}) {
    auto client = function.Connect();
    for (size_t at = 0; at < whole.size(); at += piece) {
      REQUIRE(client.Send(std::string_view(whole).substr(at, piece)));
    }
    const auto response = client.Read();
    CHECK(response.status == 200);
    CHECK(response.body == "pieces of a body");
    CHECK(response.headers.Get("Content-Type") == "a/b");
  }
  auto client = function.Connect();
  const auto head_end = whole.find("\r\n\r\n") + 4;
  client.Send(std::string_view(whole).substr(0, head_end));
  client.Send(std::string_view(whole).substr(head_end));
  CHECK(client.Read().body == "pieces of a body");
}

TEST_CASE("Calls in one segment are answered in order") {
  TestFunction function;
  auto client = function.Connect();
  client.Send(AgentCall("1") + "\r\n" + AgentCall("2") + AgentCall("3"));
  CHECK(client.Read().body == "1");
  CHECK(client.Read().body == "2");
  CHECK(client.Read().body == "3");
}

TEST_CASE("A connection that the client wants closed is closed after the answer") {
  TestFunction function;
  auto client = function.Connect();
  client.Send(AgentCall("bye", {{"Connection: close"}}));
  const auto response = client.Read();
  CHECK(response.body == "bye");
  CHECK(response.headers.Get("Connection") == "close");
  CHECK(client.AtEnd());
}

TEST_CASE("A container that was frozen between calls goes on where it was") {
  TestFunction function;
  auto client = function.Connect();
  CHECK(client.Call(AgentCall("before", {{DeadlineIn(std::chrono::seconds(60))}})).body ==
        "before");
  function.process().Signal(SIGSTOP);
  client.Send(AgentCall("after"));
  auto other = function.Connect();
  function.process().Signal(SIGCONT);
  CHECK(client.Read().body == "after");
  CHECK(other.Call(AgentCall("other")).body == "other");
}
