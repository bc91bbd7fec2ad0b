// Runs a command at a terminal of its own and records what it shows.
#pragma once

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace tests {

struct ShownAtTerminal {
  std::string text;  // everything that was shown, including escape sequences
  int exit_code = -1;
};

// Runs a shell command at a pseudo-terminal until it ends.
inline ShownAtTerminal RunAtTerminal(const std::string& command) {
  int outer = -1;
  const pid_t pid = forkpty(&outer, nullptr, nullptr, nullptr);
  if (pid < 0) throw std::runtime_error("forkpty");
  if (pid == 0) {
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  ShownAtTerminal shown;
  char piece[4096];
  // EIO: the other side has ended
  for (ssize_t count; (count = read(outer, piece, sizeof piece)) > 0;)
    shown.text.append(piece, static_cast<size_t>(count));
  int status = 0;
  waitpid(pid, &status, 0);
  close(outer);
  if (WIFEXITED(status)) shown.exit_code = WEXITSTATUS(status);
  return shown;
}

}  // namespace tests
