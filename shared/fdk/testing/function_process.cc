#include "fdk/testing/function_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "common/files.h"

namespace fdk::testing {

TempFolder::TempFolder() {
  char name[] = "/tmp/fdk-test-XXXXXX";
  if (!::mkdtemp(name)) throw std::runtime_error("mkdtemp");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

FunctionProcess::FunctionProcess(const std::string& executable, const Environment& environment) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : environment) pairs.push_back(name + "=" + value);
  std::vector<char*> env;
  for (auto& pair : pairs) env.push_back(pair.data());
  env.push_back(nullptr);
  const auto out = logs_.path() + "/out";
  const auto err = logs_.path() + "/err";
  std::string program = executable;
  char* const arguments[] = {program.data(), nullptr};
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 1);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
    ::execve(program.c_str(), arguments, env.data());
    ::_exit(127);
  }
}

FunctionProcess::~FunctionProcess() {
  if (!Running()) return;
  Signal(SIGKILL);
  WaitExit();
}

void FunctionProcess::Signal(int signal) const { ::kill(pid_, signal); }

int FunctionProcess::WaitExit() {
  Await([&] { return !Running(); });
  return exit_code_;
}

bool FunctionProcess::Running() {
  if (exit_code_ >= 0) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

bool FunctionProcess::AwaitStderr(const std::string& text) {
  const auto found = [&] { return Stderr().find(text) != std::string::npos; };
  Await([&] { return found() || !Running(); });
  return found();
}

std::string FunctionProcess::ReadLog(const std::string& name) const {
  return common::ReadFile(logs_.path() + "/" + name).value_or("");
}

TestFunction::TestFunction(Environment environment)
    : process_(TestFunctionPath(), [&] {
        environment.emplace("FN_LISTENER", "unix:" + link());
        environment.emplace("FN_FORMAT", "http-stream");
        return environment;
      }()) {
  const bool started = Await([&] { return LinkExists(link()) || !process_.Running(); });
  if (!started || !process_.Running()) throw std::runtime_error("no start: " + process_.Stderr());
}

std::string TestFunctionPath() { return std::string(FOTOGAL_BIN_DIR) + "/fdk_test_function"; }

bool Await(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

bool LinkExists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

}  // namespace fdk::testing
