#include "bench/page/running.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <regex>
#include <stdexcept>
#include <vector>

#include "common/unique_fd.h"

extern char** environ;

namespace bench {
namespace {

std::string NewFolder() {
  char pattern[] = "/tmp/fotogal-bench-XXXXXX";
  if (mkdtemp(pattern) == nullptr) throw std::runtime_error("no folder for the data");
  return pattern;
}

int AwaitPort(int output) {
  std::string printed;
  char piece[1024];
  for (;;) {
    const auto got = read(output, piece, sizeof(piece));
    if (got <= 0) throw std::runtime_error("fotogal up ended before it was ready: " + printed);
    printed.append(piece, static_cast<size_t>(got));
    if (const int port = PortIn(printed); port != 0) return port;
  }
}

}  // namespace

int PortIn(const std::string& printed) {
  // releases before passkeys said 127.0.0.1
  static const std::regex ready(
      "FotoGal is ready at http://(?:localhost|127\\.0\\.0\\.1):(\\d+)\n");
  std::smatch found;
  return std::regex_search(printed, found, ready) ? std::stoi(found[1]) : 0;
}

std::string BuildOf(const std::string& program) {
  FILE* pipe = popen(("'" + program + "' --version").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error(program + " cannot be started");
  char line[256] = "";
  if (fgets(line, sizeof(line), pipe) == nullptr) line[0] = '\0';
  if (pclose(pipe) != 0) throw std::runtime_error(program + " is no fotogal");
  std::string build(line);
  return build.substr(0, build.find('\n'));
}

Running::Running(const std::string& program) : data_(NewFolder()) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  const common::UniqueFd output(ends[0]);
  common::UniqueFd input(ends[1]);
  // All people here have one address, and sign up within minutes.
  setenv("FOTOGAL_BUDGETS", "signups=1000/1000,uploads=1000/1000", 0);
  std::vector<std::string> arguments = {program, "up", "--port", "0", "--data", data_};
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
  const int failed =
      posix_spawn(&pid_, program.c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  input = common::UniqueFd();
  if (failed != 0) throw std::runtime_error(program + " cannot be started");
  port_ = AwaitPort(output.get());
}

Running::~Running() {
  if (pid_ != 0) {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(data_, ignored);
}

}  // namespace bench
