// Starting and stopping.
#include <signal.h>
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "common/rfc3339.h"
#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;

namespace {

struct Failed {
  int code;
  std::string line;
};

Failed StartAndFail(const Environment& environment) {
  FunctionProcess process(TestFunctionPath(), environment);
  const int code = process.WaitExit();
  const auto line = process.Stderr();
  const auto time_end = line.find(' ');
  CHECK(common::ParseRfc3339(line.substr(0, time_end)));
  CHECK(line.substr(time_end + 1).starts_with("fdk: cannot start: "));
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  return {code, line};
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A wrong setting ends the start with code 2 and names the variable") {
  const auto missing = StartAndFail({});
  CHECK(missing.code == 2);
  CHECK(Contains(missing.line, "FN_LISTENER"));
  for (const char* listener : {"tcp:1234", "unix:relative.sock", "/tmp/x"}) {
    const auto wrong = StartAndFail({{"FN_LISTENER", listener}});
    CHECK(wrong.code == 2);
    CHECK(Contains(wrong.line, listener));
  }
  const auto format = StartAndFail({{"FN_LISTENER", "unix:/tmp/x"}, {"FN_FORMAT", "json"}});
  CHECK(format.code == 2);
  CHECK(Contains(format.line, "FN_FORMAT"));
  const auto debug = StartAndFail({{"FDK_DEBUG_LISTEN", "nonsense"}});
  CHECK(debug.code == 2);
  CHECK(Contains(debug.line, "FDK_DEBUG_LISTEN"));
}

TEST_CASE("A failing step ends the start with code 1 and is named") {
  const auto failed = StartAndFail({{"FN_LISTENER", "unix:/nonexistent-folder/lsnr.sock"}});
  CHECK(failed.code == 1);
  CHECK(Contains(failed.line, "bind(/nonexistent-folder/phonylsnr.sock): No such file"));
}

TEST_CASE("FN_FORMAT may be absent or empty") {
  TestFunction function(Environment{{"FN_FORMAT", ""}});
  CHECK(function.Call(AgentCall("x")).body == "x");
}

TEST_CASE("Whoever connects as soon as the link appears is served") {
  const TempFolder folder;
  const auto link = folder.path() + "/lsnr.sock";
  for (int round = 0; round < 20; ++round) {
    FunctionProcess process(TestFunctionPath(), {{"FN_LISTENER", "unix:" + link}});
    while (!LinkExists(link) && process.Running()) {  // no pause: the moment itself
    }
    struct stat status {};
    REQUIRE(::stat(link.c_str(), &status) == 0);
    REQUIRE((status.st_mode & 0777) == 0666);
    REQUIRE(RawClient::Unix(link).Call(AgentCall("early")).body == "early");
    process.Signal(SIGTERM);
    REQUIRE(process.WaitExit() == 0);
    REQUIRE(std::filesystem::is_empty(folder.path()));
  }
}

TEST_CASE("A process that was killed leaves files that the next one replaces") {
  const TempFolder folder;
  const auto link = folder.path() + "/lsnr.sock";
  {
    FunctionProcess killed(TestFunctionPath(), {{"FN_LISTENER", "unix:" + link}});
    REQUIRE(Await([&] { return LinkExists(link); }));
    killed.Signal(SIGKILL);
    REQUIRE(killed.WaitExit() == 128 + SIGKILL);
  }
  REQUIRE(LinkExists(link));
  FunctionProcess next(TestFunctionPath(), {{"FN_LISTENER", "unix:" + link}});
  REQUIRE(Await([&] {
    try {
      return RawClient::Unix(link).Call(AgentCall("x")).body == "x";
    } catch (const std::runtime_error&) {
      return false;  // the old link
    }
  }));
}

TEST_CASE("SIGTERM and SIGINT end an idle process with 0 and remove the socket") {
  const int signal = GENERATE(SIGTERM, SIGINT);
  TestFunction function;
  auto idle = function.Connect();
  REQUIRE(idle.Call(AgentCall("x")).status == 200);
  function.process().Signal(signal);
  CHECK(function.process().WaitExit() == 0);
  CHECK_FALSE(LinkExists(function.link()));
  CHECK_FALSE(std::filesystem::exists(function.file("phonylsnr.sock")));
  CHECK(idle.AtEnd());
}

TEST_CASE("SIGTERM lets the call under way finish") {
  TestFunction function;
  auto client = function.Connect();
  client.Send(
      AgentCall("", {{"X-Do: wait", "X-Mind-Cancel: 1", "X-Until: " + function.file("go")}}));
  REQUIRE(function.process().AwaitStderr("waiting"));
  function.process().Signal(SIGTERM);
  function.process().Signal(SIGTERM);
  CHECK(function.process().Running());
  std::filesystem::create_directory(function.file("go"));
  const auto response = client.Read();
  CHECK(response.status == 200);
  CHECK(response.body == "waited");
  CHECK(function.process().WaitExit() == 0);
  CHECK_FALSE(LinkExists(function.link()));
}

TEST_CASE("SIGTERM while a body is still coming lets the call finish") {
  TestFunction function(Environment{{"FN_LOGFRAME_NAME", "frame"}, {"FN_LOGFRAME_HDR", "X-Frame"}});
  auto client = function.Connect();
  const auto whole = AgentCall(std::string(100'000, 'b'), {{"X-Frame: 1"}});
  client.Send(whole.substr(0, 70'000));
  REQUIRE(function.process().AwaitStderr("frame=1"));
  function.process().Signal(SIGTERM);
  client.Send(whole.substr(70'000));
  CHECK(client.Read().status == 200);
  CHECK(function.process().WaitExit() == 0);
}

TEST_CASE("A call that was sent before SIGTERM is answered") {
  TestFunction function;
  const std::string until = "X-Until: " + function.file("go");
  auto first = function.Connect();
  first.Send(AgentCall("", {{"X-Do: wait", until}}));
  REQUIRE(function.process().AwaitStderr("waiting"));
  auto second = function.Connect();  // waits behind the first
  second.Send(AgentCall("second"));
  function.process().Signal(SIGTERM);
  std::filesystem::create_directory(function.file("go"));
  CHECK(first.Read().status == 200);
  CHECK(second.Read().body == "second");
  CHECK(function.process().WaitExit() == 0);
}
