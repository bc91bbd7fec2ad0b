// Handlers that take too long: 504 before the agent gives up, and the process stays if the handler
// returns.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;
using namespace std::chrono_literals;

namespace {

// Waits for a file that nobody creates, beyond any deadline.
std::string StubbornCall(const TestFunction& function) {
  return AgentCall("", {{"X-Do: wait", "X-Until: " + function.file("never"), DeadlineIn(1500ms)}});
}

}  // namespace

TEST_CASE("An overrun is answered 504, cancels the token, and the container stays") {
  TestFunction function;
  auto client = function.Connect();
  const auto call =
      AgentCall("", {{"X-Do: wait", "X-Mind-Cancel: 1", "X-Until: never", DeadlineIn(1500ms)}});
  const auto response = client.Call(call);
  CHECK(response.status == 504);
  CHECK(response.headers.Get("Content-Length") == "0");
  CHECK(client.AtEnd());  // the handler's own answer never comes
  CHECK(function.process().AwaitStderr("action ran"));
  CHECK(function.process().AwaitStderr("its own answer is discarded"));
  CHECK(function.Call(AgentCall("next", {{DeadlineIn(30s)}})).body == "next");
}

TEST_CASE("A handler that never comes back ends the process, before anybody calls") {
  TestFunction function;
  CHECK(function.Call(StubbornCall(function)).status == 504);
  CHECK(function.process().WaitExit() == 1);
  CHECK(function.process().AwaitStderr("does not come back; exiting\n"));
  CHECK_FALSE(LinkExists(function.link()));
}

TEST_CASE("Only a call that is in the socket when the process ends gets 502") {
  TestFunction function;
  auto hung = function.Connect();
  auto next = function.Connect();
  hung.Send(StubbornCall(function));
  next.Send(AgentCall("next"));
  CHECK(hung.Read().status == 504);
  CHECK(next.Read().status == 502);
  CHECK(function.process().WaitExit() == 1);
}

TEST_CASE("SIGTERM ends a process whose handler never comes back") {
  TestFunction function;
  auto hung = function.Connect();
  hung.Send(StubbornCall(function));
  function.process().Signal(SIGTERM);
  CHECK(hung.Read().status == 504);
  CHECK(function.process().WaitExit() == 0);
  CHECK_FALSE(LinkExists(function.link()));
}

TEST_CASE("A call that comes after its deadline is answered 504 without the handler") {
  TestFunction function;
  auto client = function.Connect();
  const auto late = AgentCall("A", {{"X-Do: print", "Fn-Deadline: 2020-01-01T00:00:00Z"}});
  CHECK(client.Call(late).status == 504);
  CHECK(function.Call(AgentCall("next")).body == "next");
  CHECK(function.process().Stdout().empty());
}

TEST_CASE("A body that does not come before the deadline is answered 504") {
  TestFunction function;
  auto client = function.Connect();
  client.Send("POST /call HTTP/1.1\r\n" + DeadlineIn(1500ms) +
              "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
  CHECK(client.Read().status == 504);
  CHECK(client.AtEnd());
  CHECK(function.Call(AgentCall("next")).body == "next");
}

TEST_CASE("Many calls with near deadlines, one after the other") {
  TestFunction function;
  for (int round = 0; round < 3; ++round) {
    auto client = function.Connect();
    CHECK(client
              .Call(AgentCall(
                  "", {{"X-Do: wait", "X-Mind-Cancel: 1", "X-Until: never", DeadlineIn(1500ms)}}))
              .status == 504);
    CHECK(function.Call(AgentCall("ok", {{DeadlineIn(30s)}})).body == "ok");
  }
}

TEST_CASE(
    "A deadline cut to whole seconds gets the fraction of the moment of sending, never more") {
  TestFunction function;
  auto client = function.Connect();
  const auto now = [] {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  };
  bool has_fraction = false;
  CHECK(Await([&] {
    const auto agents = now() + 30s;
    const auto cut_off = std::chrono::floor<std::chrono::seconds>(agents);
    const auto response = client.Call(AgentCall("", {{"X-Do: deadline", CutDeadline(cut_off)}}));
    const auto got = TimePoint(std::chrono::milliseconds(std::stoll(response.body)));
    CHECK(got >= cut_off);
    CHECK(got <= agents);
    has_fraction = got > cut_off;
    return has_fraction;
  }));
}
