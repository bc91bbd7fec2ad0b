#include "local/command/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <thread>
#include <vector>

#include "local/agent/spawner.h"

namespace local {
namespace {

using BrowserCommand = std::vector<std::string>;

oci::Error NotOpened(const std::string& why, const std::string& url) {
  return oci::ConfigurationError(why + ": open " + url + " yourself");
}

// The address replaces "%s", or is appended as the last word.
BrowserCommand CommandOf(const std::string& text, const std::string& url) {
  BrowserCommand command;
  bool placed = false;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (const auto at = word.find("%s"); at != std::string::npos) {
      word.replace(at, 2, url);
      placed = true;
    }
    command.push_back(std::move(word));
  }
  if (!command.empty() && !placed) command.push_back(url);
  return command;
}

oci::Result<BrowserCommand> FindBrowser(const std::string& url) {
  const char* variable = std::getenv("BROWSER");
  const std::string wanted = variable == nullptr ? "" : variable;
  std::istringstream names(wanted.empty() ? "xdg-open" : wanted);
  for (std::string name; std::getline(names, name, ':');) {
    BrowserCommand command = CommandOf(name, url);
    if (command.empty()) continue;
    const auto program = FindProgram(command[0]);
    if (!program) continue;
    command[0] = *program;
    return command;
  }
  if (!wanted.empty()) return NotOpened("BROWSER names no program that is there: " + wanted, url);
  return NotOpened("no browser was found (xdg-open is missing, and BROWSER is not set)", url);
}

// In a session of its own, so that Ctrl-C in this terminal does not close it, and with default
// signal handling.
oci::Result<pid_t> StartBrowser(BrowserCommand command, const std::string& url) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  std::vector<char*> arguments;
  for (auto& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = 0;
  const int failed =
      posix_spawn(&pid, arguments[0], &files, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return NotOpened(command[0] + ": " + std::strerror(failed), url);
  return pid;
}

}  // namespace

oci::Status OpenInBrowser(const std::string& url) {
  // A browser that cannot be started ends soon; one that was started runs on.
  constexpr std::chrono::seconds kLooked{1};
  OCI_ASSIGN_OR_RETURN(const auto command, FindBrowser(url));
  OCI_ASSIGN_OR_RETURN(const pid_t pid, StartBrowser(command, url));
  if (!EndsWithin(pid, kLooked)) {
    std::thread([pid] { waitpid(pid, nullptr, 0); }).detach();
    return oci::Ok();
  }
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return oci::Ok();
  return NotOpened(command[0] + " could not open it", url);
}

}  // namespace local
