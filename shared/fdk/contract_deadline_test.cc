// Overrunning handlers: 504 before the agent gives up, and the process stays as long as that makes
// sense.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;
using namespace std::chrono_literals;

namespace {

// Waits until the file `until` exists, whatever the deadline.
std::string StubbornCall(const TestFunction& function, const std::string& until) {
  return AgentCall("", {{"X-Do: wait", "X-Until: " + function.file(until), DeadlineIn(1500ms)}});
}

void Touch(const TestFunction& function, const std::string& name) {
  std::filesystem::create_directory(function.file(name));
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

TEST_CASE("The next call waits for a handler that is late but comes back") {
  TestFunction function;
  CHECK(function.Call(StubbornCall(function, "go")).status == 504);
  auto next = function.Connect();
  next.Send(AgentCall("next"));
  Touch(function, "go");
  CHECK(next.Read().body == "next");
  CHECK(function.process().Running());
}

TEST_CASE("A handler that never comes back costs the next call a 502, and the process") {
  TestFunction function;
  CHECK(function.Call(StubbornCall(function, "never")).status == 504);
  CHECK(function.Call(AgentCall("next")).status == 502);
  CHECK(function.process().WaitExit() == 1);
  CHECK(function.process().AwaitStderr("still runs and the next call waits; exiting\n"));
  CHECK_FALSE(LinkExists(function.link()));
}

TEST_CASE("SIGTERM ends a process whose handler never comes back") {
  TestFunction function;
  CHECK(function.Call(StubbornCall(function, "never")).status == 504);
  function.process().Signal(SIGTERM);
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
