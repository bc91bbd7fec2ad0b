#include "terminal/signals.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

namespace {

// What becomes of a process that is sent SIGTERM before it does that: its status of wait().
int StatusOf(void (*act)()) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    terminal::BlockSignals();
    raise(SIGTERM);
    act();
    _exit(7);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

TEST_CASE("a blocked signal ends nothing, and is waited for in order") {
  const int ignored = StatusOf([] {});
  REQUIRE(WIFEXITED(ignored));
  CHECK(WEXITSTATUS(ignored) == 7);
  const int awaited = StatusOf(&terminal::AwaitStopSignal);
  REQUIRE(WIFEXITED(awaited));
  CHECK(WEXITSTATUS(awaited) == 7);
}

TEST_CASE("a command that may be stopped at any moment is ended by the signal") {
  const int status = StatusOf(&terminal::UnblockSignals);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}
