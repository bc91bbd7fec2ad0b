#include "local/running/folder_owner.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>

using namespace local;

namespace {

// A process that waits for a signal; reaped at the end.
struct Sleeper {
  Sleeper() {
    pid = fork();
    if (pid == 0) {
      signal(SIGTERM, SIG_DFL);
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, nullptr);
      for (;;) pause();
    }
  }
  ~Sleeper() {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  bool IsAlive() const {
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
    return info.si_pid == 0;
  }
  pid_t pid = 0;
};

constexpr std::chrono::seconds kPatience{20};

}  // namespace

TEST_CASE("a process has one mark as long as it lives, and it is read back") {
  const Sleeper sleeper;
  const auto mark = MarkOf(sleeper.pid);
  REQUIRE(mark);
  CHECK(MarkOf(sleeper.pid) == mark);
  CHECK(ParseMark(ToText(*mark)) == mark);
  CHECK(MarkOf(getpid()) != mark);
  for (const char* text : {"", "\n", "12", "x y", "-1 5@b", "0 5@b"}) CHECK_FALSE(ParseMark(text));
  CHECK_FALSE(MarkOf(0));
  CHECK_FALSE(MarkOf(-1));
}

TEST_CASE("a process is ended by its mark, and is gone when that is told") {
  const Sleeper sleeper;
  const auto mark = MarkOf(sleeper.pid).value();
  const auto ended = EndProcess(mark, kPatience);
  REQUIRE(ended.ok());
  CHECK(*ended == Ended::kYes);
  CHECK_FALSE(sleeper.IsAlive());
  CHECK_FALSE(MarkOf(sleeper.pid));  // not reaped yet, but it has ended
  CHECK(EndProcess(mark, kPatience).value() == Ended::kNobody);
}

TEST_CASE("a process that has got the number of another one is left alone") {
  const Sleeper sleeper;
  auto mark = MarkOf(sleeper.pid).value();
  const auto at = mark.started.find('@');
  for (const std::string& started : {"1" + mark.started.substr(at), mark.started.substr(0, at + 1),
                                     mark.started.substr(0, at) + "@another-boot"}) {
    INFO(started);
    CHECK(EndProcess({mark.pid, started}, kPatience).value() == Ended::kNobody);
    CHECK(sleeper.IsAlive());
  }
}

TEST_CASE("a process that does not end in time is reported, and not killed") {
  Sleeper sleeper;
  REQUIRE(kill(sleeper.pid, SIGSTOP) == 0);  // it does not react
  int status = 0;
  REQUIRE(waitpid(sleeper.pid, &status, WUNTRACED) == sleeper.pid);  // stopping takes a moment
  REQUIRE(WIFSTOPPED(status));
  const auto ended = EndProcess(MarkOf(sleeper.pid).value(), std::chrono::milliseconds(1));
  CHECK(ended.value() == Ended::kNotYet);
  CHECK(sleeper.IsAlive());
}
