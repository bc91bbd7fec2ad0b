// `fotogal dev` with a small project: what changes is built and replaced while calls go on.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "common/files.h"
#include "fdk/testing/function_process.h"
#include "oci/curl_transport.h"
#include "tests/support/running_service.h"

using namespace tests;
namespace fs = std::filesystem;

namespace {

std::string Read(const std::string& path) { return common::ReadFile(path).value_or(""); }

// Two functions, greet and part. Their "compiler" is a shell script, which refuses sources with a
// syntax error and builds programs that answer with the greeting in their source.
struct Project {
  Project() {
    fs::create_directories(sources + "/functions");
    std::ofstream(sources + "/CMakeLists.txt") << R"(cmake_minimum_required(VERSION 3.25)
project(tiny NONE)
set(bin ${CMAKE_BINARY_DIR}/bin/functions)
file(MAKE_DIRECTORY ${bin})
foreach(name greet part)
  set(source ${CMAKE_SOURCE_DIR}/functions/${name}.in)
  add_custom_command(OUTPUT ${bin}/${name} DEPENDS ${source}
    COMMAND sh -n ${source} COMMAND rm -f ${bin}/${name} COMMAND install -m 755 ${source} ${bin}/${name})
  add_custom_target(${name} DEPENDS ${bin}/${name})
endforeach()
file(WRITE ${bin}/manifest.json [[[{"name": "greet", "memory_mb": 128, "timeout_s": 30},
  {"name": "part", "memory_mb": 128, "timeout_s": 30}]
]])
)";
    std::ofstream(specification) << R"({"routes": [
      {"path": "/v1/health", "methods": ["GET"], "backend": {"type": "STOCK_RESPONSE_BACKEND",
        "status": 200, "body": "ok", "headers": []}},
      {"path": "/greet", "methods": ["POST"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND",
        "functionId": "{{function.greet}}"}},
      {"path": "/part", "methods": ["POST"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND",
        "functionId": "{{function.part}}"}}]})";
    Write("greet", "one");
    Write("part", "bye");
    const std::string configure = "cmake -G Ninja -S " + sources + " -B " + build + " >/dev/null";
    REQUIRE(std::system(configure.c_str()) == 0);
  }
  void Write(const std::string& name, const std::string& greeting) const {
    std::ofstream(sources + "/functions/" + name + ".in")
        << "#!/bin/sh\nexport GREETING='" << greeting
        << "'\nexec " FOTOGAL_BIN_DIR "/agent_probe\n";
  }
  fdk::testing::TempFolder folder;
  std::string sources = folder.path() + "/sources", build = sources + "/build";
  std::string specification = folder.path() + "/specification.json";
};

// Runs `fotogal dev` with the project until the end of the test.
struct Dev {
  explicit Dev(const Project& project) : output(project.folder.path() + "/output") {
    const std::string command = "echo $$; exec " FOTOGAL_BIN_DIR "/fotogal dev --port 0 --data " +
                                project.folder.path() + "/data --specification " +
                                project.specification + " --sources " + project.sources +
                                " --build " + project.build + " >" + output + " 2>&1";
    pipe = popen(command.c_str(), "r");
    REQUIRE(std::fscanf(pipe, "%d", &pid) == 1);
    std::smatch told;
    REQUIRE(Says("swapped\n"));
    text = Read(output);
    INFO(text);
    REQUIRE(std::regex_search(text, told, std::regex("is ready at (\\S+)")));
    url = told[1];
  }
  ~Dev() {
    kill(pid, SIGTERM);
    pclose(pipe);
  }
  bool Says(const std::string& what) const {
    return Eventually([&] { return Read(output).find(what) != std::string::npos; });
  }
  // The response; "" and the status when it is an error.
  std::string Call(const std::string& path) const {
    const auto transport = oci::MakeCurlTransport({});
    const auto answer = transport->Send({"POST", url + path, {}, "env GREETING"},
                                        std::chrono::seconds(30), [] { return false; });
    if (!answer.ok()) return "lost: " + answer.error().message;
    return answer->status == 200 ? answer->body : "lost: " + std::to_string(answer->status);
  }
  std::string output, text, url;
  std::FILE* pipe = nullptr;
  pid_t pid = 0;
};

// Makes calls without a pause, from several threads.
class Callers {
 public:
  explicit Callers(const Dev& dev) {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this, &dev] {
        while (!stop_) {
          const auto answer = dev.Call("/greet");
          const std::lock_guard lock(mutex_);
          ++answers_[answer];
        }
      });
  }
  ~Callers() { Stop(); }
  bool AwaitAnswer(const std::string& answer) {
    return Eventually([&] {
      const std::lock_guard lock(mutex_);
      return answers_[answer] > 0;
    });
  }
  std::map<std::string, int> Stop() {
    stop_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return answers_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> answers_;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("a function whose source changes is built and swapped, and no call is lost") {
  const Project project;
  const Dev dev(project);
  CHECK(dev.Call("/greet") == "one");
  CHECK(dev.Call("/part") == "bye");
  std::map<std::string, int> answers;
  {
    Callers callers(dev);
    CHECK(callers.AwaitAnswer("one"));
    for (const char* greeting : {"two", "three", "four"}) {
      project.Write("greet", greeting);
      CHECK(callers.AwaitAnswer(greeting));
    }
    answers = callers.Stop();
  }
  for (const auto& [answer, count] : answers) {
    INFO(answer << " " << count << "\n" << Read(dev.output));
    CHECK_FALSE(answer.starts_with("lost: "));
  }
  CHECK(answers.size() == 4);
  CHECK(dev.Call("/greet") == "four");
  const auto output = Read(dev.output);
  CHECK(output.find("changed: functions/greet.in\n") != std::string::npos);
  CHECK(output.find("swapped: greet\n") != std::string::npos);  // and not part
  CHECK(output.find("swapped: part") == std::string::npos);
}

TEST_CASE("a build that fails is told with its errors, and what ran before goes on") {
  const Project project;
  const Dev dev(project);
  CHECK(dev.Call("/greet") == "one");
  project.Write("greet", "un'terminated");
  REQUIRE(dev.Says("the build has failed; what ran before goes on"));
  REQUIRE(dev.Says("greet.in: 4: Syntax error: Unterminated quoted string"));
  CHECK(dev.Call("/greet") == "one");
  project.Write("greet", "mended");
  REQUIRE(dev.Says("swapped: greet"));
  CHECK(dev.Call("/greet") == "mended");
}

TEST_CASE("sources that cannot be built start nothing") {
  const Project project;
  project.Write("greet", "un'terminated");
  const std::string output = project.folder.path() + "/output";
  const std::string command = FOTOGAL_BIN_DIR "/fotogal dev --port 0 --data " +
                              project.folder.path() + "/data --specification " +
                              project.specification + " --sources " + project.sources +
                              " --build " + project.build + " >" + output + " 2>&1";
  CHECK(WEXITSTATUS(std::system(command.c_str())) == 1);
  CHECK(Read(output).find("fotogal: the build has failed\n") != std::string::npos);
  CHECK(Read(output).find("Unterminated quoted string") != std::string::npos);
}
