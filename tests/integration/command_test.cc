// `fotogal` itself, as somebody types it.
#include <signal.h>
#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "fdk/testing/function_process.h"
#include "local/http/listener.h"
#include "tests/support/typed_command.h"

using namespace tests;

namespace {

std::string LineOf(std::FILE* pipe) {
  char line[1024];
  return std::fgets(line, sizeof line, pipe) == nullptr ? "" : line;
}

}  // namespace

TEST_CASE("help is given when nothing is asked, and on every level, with an example") {
  for (const char* arguments :
       {"", "help", "--help", "bench", "help bench", "bench help", "help up", "up --help",
        "up help", "bench feed --help", "bench load --help", "bench page --help",
        "completion --help", "down --help", "ps --help", "dev --help"}) {
    INFO(arguments);
    const Ran ran = Run(arguments);
    CHECK(ran.exit_code == 0);
    CHECK(Has(ran.output, "Usage: "));
    CHECK(Has(ran.output, "Example: "));
  }
}

TEST_CASE("the version is told, and completion for each shell") {
  CHECK(Has(Run("--version").output, "commit "));
  for (const char* shell : {"bash", "zsh", "fish"})
    CHECK(Run(std::string("completion ") + shell).exit_code == 0);
  CHECK(Run("completion tcsh").exit_code == 1);
}

TEST_CASE("what is misspelt is an error that names what may be meant") {
  const std::pair<const char*, const char*> typed[] = {
      {"inovke", "did you mean invoke?"},
      {"help lgos", "did you mean logs?"},
      {"up --prot 1", "did you mean --port? (see fotogal up --help)"},
      {"UP", "did you mean up?"},
      {"frobnicate", "no sub-command frobnicate"}};
  for (const auto& [arguments, told] : typed) {
    INFO(arguments);
    const Ran ran = Run(arguments);
    CHECK(ran.exit_code == 1);
    CHECK(Has(ran.output, told));
  }
}

TEST_CASE("a port that is taken is told with one that is free, a web client that is missing too") {
  const auto taken = local::Listener::On("127.0.0.1", 0);
  REQUIRE(taken.ok());
  const fdk::testing::TempFolder folder;
  const std::string data = " --data " + folder.path() + "/data";
  const Ran up = Run("up --port " + std::to_string(taken->port()) + data);
  CHECK(up.exit_code == 1);
  CHECK(Has(up.output, "Address already in use; --port "));
  CHECK(Has(up.output, " is free"));
  const Ran web = Run("up --port 0 --web " + folder.path() + "/none" + data);
  CHECK(web.exit_code == 1);
  CHECK(Has(web.output, "/none: there is no such folder"));
  CHECK(Has(Run("up --port 0 --web " + folder.path() + data).output, "it has no index.html"));
  const Ran faults = Run("up --port 0 --faults " + folder.path() + "/none" + data);
  CHECK(faults.exit_code == 1);
  CHECK(Has(faults.output, "/none: no such file"));
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/data"));
}

TEST_CASE("a data folder that is misspelt is an error that names it, for every command") {
  const fdk::testing::TempFolder folder;
  const std::string none = folder.path() + "/none";
  for (const char* command : {"invoke health", "logs", "check", "reconcile", "moderate list", "ps",
                              "down", "faults off"}) {
    INFO(command);
    const Ran ran = Run(std::string(command) + " --data " + none + " </dev/null");
    CHECK(ran.exit_code == 1);
    CHECK(Has(ran.output, none + ": no such data folder"));
  }
  const Ran up = Run("up --port 0 --data " + none + "/data");
  CHECK(up.exit_code == 1);
  CHECK(Has(up.output, none + "/data: there is no folder " + none + " to make it in"));
  CHECK_FALSE(std::filesystem::exists(none));
}

TEST_CASE("what is wrong in a configuration is told with its place and with what would fit") {
  const fdk::testing::TempFolder folder;
  const std::string file = folder.path() + "/fotogal.json";
  const auto told = [&](const std::string& text, const std::string& arguments) {
    std::ofstream(file) << text;
    return Run(arguments + file).output;
  };
  for (const char* command : {"status --config ", "deploy --config ", "provision --config "})
    CHECK(told(R"({"regio": "gru"})", command) ==
          "fotogal: " + file + ": regio is not known here; did you mean region?\n");
  CHECK(told(R"({"sorce": {}})", "import-v1 --config ") ==
        "fotogal: " + file + ": sorce is not known here; did you mean source?\n");
  const std::string up = "up --port 0 --data " + folder.path() + "/data ";
  CHECK(Has(told(R"({"routs": []})", up + "--specification "),
            file + ": deployment specification: "));
  CHECK(
      Has(told(R"({"routes": [], "routs": []})", up + "--specification "),
          "routs: unknown key routs; known here: requestPolicies, loggingPolicies, routes; did you "
          "mean routes?"));
  CHECK(Has(Run(up, "FOTOGAL_BUDGETS=coments=1/2").output,
            "\"coments\" is not known here; did you mean comments?"));
}

TEST_CASE("an option's value that is out of its range is told with the range") {
  const Ran ran = Run("up --client-rate 0");
  CHECK(ran.exit_code == 1);
  CHECK(Has(ran.output, "0 not in range 1 to 1000000 (see fotogal up --help)"));
}

TEST_CASE("bench feed writes where it is told, and nowhere else") {
  const fdk::testing::TempFolder folder;
  const std::string there = folder.path() + "/here";
  std::filesystem::create_directories(there + "/bench/results");
  const std::string in = "cd " + there + " && ";
  const Ran printed = Run("bench feed --most 10", in);
  CHECK(Has(printed.output, "| people followed |"));
  CHECK(std::filesystem::is_empty(there + "/bench/results"));
  CHECK(Run("bench feed --most 10 --out out", in).exit_code == printed.exit_code);
  CHECK(std::filesystem::file_size(there + "/out/feed.md") > 100);
  CHECK(std::filesystem::file_size(there + "/out/feed.svg") > 100);
  CHECK(Run("bench feed --most 10 --out /dev/null", in).exit_code == 1);
}

TEST_CASE("logs go on with what is written while they are followed") {
  const fdk::testing::TempFolder folder;
  const std::string logs = folder.path() + "/logs";
  std::filesystem::create_directories(logs);
  const auto append = [&](const std::string& name, const std::string& text) {
    std::ofstream(logs + "/" + name, std::ios::app) << text;
  };
  append("feed.log", "first\n");
  const std::string command = FOTOGAL_BIN_DIR "/fotogal logs -f --json --data " + folder.path();
  std::FILE* pipe = popen(("echo $$; exec " + command).c_str(), "r");
  REQUIRE(pipe != nullptr);
  const pid_t follower = std::stoi(LineOf(pipe));
  CHECK(LineOf(pipe) == "first\n");
  append("feed.log", "sec");
  append("feed.log", "ond\n");
  CHECK(LineOf(pipe) == "second\n");
  append("like.log", "of a file that was not there\n");
  CHECK(LineOf(pipe) == "of a file that was not there\n");
  REQUIRE(kill(follower, SIGINT) == 0);
  CHECK(LineOf(pipe).empty());
  CHECK(WIFSIGNALED(pclose(pipe)));
}
