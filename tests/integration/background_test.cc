// `fotogal up --detach`, `ps` and `down`, as somebody types them.
#include <signal.h>
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "fdk/testing/function_process.h"
#include "local/http/listener.h"
#include "local/running/data_folder.h"
#include "tests/support/pseudo_terminal.h"
#include "tests/support/running_service.h"
#include "tests/support/typed_command.h"

using namespace tests;

namespace {

std::string Line(const std::string& path) {
  std::string line;
  std::getline(std::ifstream(path), line);
  return line;
}

// One that runs in the background until the end of the test, whatever becomes of it.
struct Background {
  explicit Background(const std::string& more = "", const std::string& before = "") {
    up = Run("up --detach --port 0 --data " + data() + " " + more, before);
    INFO(up.output);
    REQUIRE(up.exit_code == 0);
    std::smatch told;
    REQUIRE(std::regex_search(up.output, told, std::regex("process (\\d+)")));
    pid = std::stoi(told[1]);
    REQUIRE(std::regex_search(up.output, told, std::regex("is ready at (http://\\S+)")));
    url = told[1];
  }
  ~Background() { Run("down --data " + data()); }
  std::string data() const { return folder.path() + "/data"; }

  fdk::testing::TempFolder folder;
  Ran up;
  pid_t pid = 0;
  std::string url;
};

Json Ps(const std::string& data) { return Json::parse(Run("ps --json --data " + data).output); }

Json FunctionIn(const Json& told, const std::string& name) {
  for (const auto& function : told.at("functions"))
    if (function.at("name") == name) return function;
  return nullptr;
}

// The instances of a function, those alone that are in that state; "": in any.
std::vector<pid_t> InstancesOf(const std::string& name, const std::string& data,
                               const std::string& state = "") {
  std::vector<pid_t> pids;
  const Json function = FunctionIn(Ps(data), name);
  for (const auto& instance : function.at("instances"))
    if (state.empty() || instance["state"] == state) pids.push_back(instance["pid"].get<pid_t>());
  return pids;
}

}  // namespace

TEST_CASE("one in the background is up when the command returns, told by ps, and ended by down") {
  Background background;
  CHECK(Has(background.up.output, "data    " + background.data() + "\n"));
  CHECK(Has(background.up.output, "log     " + background.data() + "/logs/up.log\n"));
  CHECK(Has(background.up.output, "fotogal down --data " + background.data()));
  CHECK(kill(background.pid, 0) == 0);
  CHECK(Run("invoke health --data " + background.data() + " </dev/null").exit_code == 0);

  const auto told = Ps(background.data());
  CHECK(told["url"] == background.url);
  CHECK(told["pid"] == background.pid);
  CHECK(told["functions"].size() == 21);
  const auto health = FunctionIn(told, "health");
  CHECK(health["calls"].get<int>() >= 2);  // one of `up` itself
  CHECK(health["failures"] == 0);
  REQUIRE(health["instances"].size() >= 1);
  CHECK(health["memory_bytes"].get<long>() > 1'000'000);
  CHECK(kill(health["instances"][0]["pid"].get<int>(), 0) == 0);
  CHECK(FunctionIn(told, "export")["instances"].empty());
  const auto table = Run("ps --data " + background.data());
  CHECK(std::regex_search(table.output, std::regex("\nhealth +1 +\\d+ +0 +\\d+\\.\\d MB\n")));

  const auto second = Run("up --detach --port 0 --data " + background.data());
  CHECK(second.exit_code == 1);
  CHECK(Has(second.output, "in use by another fotogal, process " + std::to_string(background.pid) +
                               ", which answers at " + background.url +
                               "; stop it: fotogal down --data " + background.data()));

  const auto down = Run("down --data " + background.data());
  CHECK(down.exit_code == 0);
  CHECK(down.output == "stopped process " + std::to_string(background.pid) + "\n");
  CHECK_FALSE(local::MarkOf(background.pid));
  CHECK_FALSE(std::filesystem::exists(background.data() + "/run.json"));
  const auto again = Run("down --data " + background.data());
  CHECK(again.exit_code == 0);
  CHECK(Has(again.output, "no fotogal is running in "));
  const auto nobody = Run("ps --data " + background.data());
  CHECK(nobody.exit_code == 1);
  CHECK(Has(nobody.output, "no fotogal is running here"));
}

TEST_CASE("what ps asks is told to nobody who does not sign, nor by another host's name") {
  const RunningService service;
  const std::string url = local::ReadRunning({service.data()})->functions_url + "/local/functions";
  const auto status_of = [&](const std::string& more) {
    std::FILE* pipe = popen(("curl -s -o /dev/null -w '%{http_code}' " + more + url).c_str(), "r");
    char text[16] = "";
    REQUIRE(std::fgets(text, sizeof text, pipe) != nullptr);
    pclose(pipe);
    return std::string(text);
  };
  CHECK(status_of("") == "401");
  CHECK(status_of("-H 'Host: photos.example' ") == "421");
}

TEST_CASE("a call that fails is told by ps") {
  Background background;
  // Calls of `up` itself may be under way still, and have been answered by more than one instance.
  REQUIRE(Eventually([&] { return InstancesOf("health", background.data(), "busy").empty(); }));
  const auto all = InstancesOf("health", background.data());
  REQUIRE_FALSE(all.empty());
  for (const auto pid : all) REQUIRE(kill(pid, SIGSTOP) == 0);  // the next call is not answered
  std::FILE* call = Begin("invoke health --data " + background.data() + " </dev/null");
  const bool is_busy =
      Eventually([&] { return !InstancesOf("health", background.data(), "busy").empty(); });
  for (const auto pid : all) REQUIRE(kill(pid, SIGKILL) == 0);
  const auto ended = EndOf(call);
  INFO(ended.output);
  REQUIRE(is_busy);
  CHECK(ended.exit_code == 1);
  const auto health = FunctionIn(Ps(background.data()), "health");
  CHECK(health["failures"] == 1);
  CHECK(health["last_failure"]["status"] == 502);
  CHECK(health["last_failure"]["message"] == "error receiving function response");
  const auto shown =
      RunAtTerminal("TERM=xterm " FOTOGAL_BIN_DIR "/fotogal ps --data " + background.data());
  CHECK(Has(shown.text, "\x1b[31m20"));
  const auto plain = RunAtTerminal("TERM=xterm NO_COLOR=1 " FOTOGAL_BIN_DIR "/fotogal ps --data " +
                                   background.data());
  CHECK_FALSE(Has(plain.text, "\x1b[31m"));
  CHECK(Has(plain.text, " 502 error receiving"));
}

TEST_CASE("what does not come up in the background is told, and nothing stays") {
  const fdk::testing::TempFolder folder;
  const auto taken = local::Listener::On("127.0.0.1", 0);
  REQUIRE(taken.ok());
  const std::string data = folder.path() + "/data";
  const auto up = Run("up --detach --port " + std::to_string(taken->port()) + " --data " + data);
  CHECK(up.exit_code == 1);
  CHECK(Has(up.output, "fotogal: 127.0.0.1:" + std::to_string(taken->port()) + ": "));
  CHECK_FALSE(std::filesystem::exists(data));
  const auto nowhere = Run("up --detach --data " + folder.path() + "/misspelt/data");
  CHECK(nowhere.exit_code == 1);
  CHECK(Has(nowhere.output, "there is no folder " + folder.path() + "/misspelt"));
}

TEST_CASE("a killed one's run file ends nobody, and the next one starts over it") {
  Background background;
  REQUIRE(kill(background.pid, SIGKILL) == 0);
  REQUIRE(Eventually([&] { return !local::MarkOf(background.pid); }));
  REQUIRE(std::filesystem::exists(background.data() + "/run.json"));
  const auto ps = Run("ps --data " + background.data());
  CHECK(ps.exit_code == 1);
  CHECK(Has(ps.output, "the last one was killed"));
  const auto down = Run("down --data " + background.data());
  CHECK(down.exit_code == 0);
  CHECK(Has(down.output, "no fotogal is running in "));
  CHECK(Run("up --detach --port 0 --data " + background.data()).exit_code == 0);
}

TEST_CASE("up opens the browser when it is asked to, in the background and not") {
  const fdk::testing::TempFolder folder;
  const std::string browser = folder.path() + "/browser", told = folder.path() + "/told";
  std::ofstream(browser) << "#!/bin/sh\necho \"$1\" >" << told << ".part\nmv " << told << ".part "
                         << told << "\n";
  chmod(browser.c_str(), 0755);
  {
    Background background("--open", "BROWSER=" + browser);
    REQUIRE(Eventually([&] { return std::filesystem::exists(told); }));
    CHECK(Line(told) == background.url);
  }
  std::filesystem::remove(told);
  setenv("BROWSER", browser.c_str(), 1);
  RunningService service({{"--open"}, ""});
  REQUIRE(Eventually([&] { return std::filesystem::exists(told); }));
  CHECK(Line(told) == "http://localhost:" + std::to_string(service.port()));
  unsetenv("BROWSER");
  Background without("--open", "BROWSER=/nowhere/browser");
  CHECK(Has(without.up.output, "open " + without.url + " yourself"));
}

TEST_CASE("a wait is told on a terminal, and only there") {
  Background background;
  const Json health = FunctionIn(Ps(background.data()), "health");
  for (const auto& instance : health.at("instances"))
    kill(instance.at("pid").get<int>(), SIGSTOP);  // does not hear that it is to end
  const auto shown =
      RunAtTerminal("TERM=xterm " FOTOGAL_BIN_DIR "/fotogal down --data " + background.data());
  INFO(shown.text);
  CHECK(shown.exit_code == 0);
  CHECK(std::regex_search(shown.text, std::regex("\rstopping process \\d+, 1 s\x1b\\[K")));
  CHECK(std::regex_search(shown.text, std::regex("\r\x1b\\[Kstopped process \\d+\r\n$")));
  Background other;
  const auto plain = Run("down --data " + other.data());
  CHECK(plain.output == "stopped process " + std::to_string(other.pid) + "\n");
}
