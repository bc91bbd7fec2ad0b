#include "terminal/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

using terminal::WaitLine;

namespace {

// What is written comes out at the other end.
struct Pipe {
  Pipe() {
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    in = fdopen(ends[1], "w");
  }
  ~Pipe() {
    if (in != nullptr) std::fclose(in);
    close(ends[0]);
  }
  std::string Until(const std::string& part) {
    char c = 0;
    while (text.find(part) == std::string::npos && read(ends[0], &c, 1) == 1) text += c;
    return text;
  }
  std::string MarkOrDelete() {
    std::fclose(in);
    in = nullptr;
    return Until("\001");
  }
  int ends[2];
  std::FILE* in = nullptr;
  std::string text;
};

// A pseudo-terminal's inner end.
struct Terminal {
  Terminal() {
    outer = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(grantpt(outer) == 0);
    REQUIRE(unlockpt(outer) == 0);
    inner = std::fopen(ptsname(outer), "w");
    REQUIRE(inner != nullptr);
  }
  ~Terminal() {
    std::fclose(inner);
    close(outer);
  }
  int outer = -1;
  std::FILE* inner = nullptr;
};

struct Variable {
  Variable(const char* name_in, const char* value) : name(name_in) {
    if (const char* old = std::getenv(name)) before = old;
    value == nullptr ? unsetenv(name) : setenv(name, value, 1);
  }
  ~Variable() { before.empty() ? unsetenv(name) : setenv(name, before.c_str(), 1); }
  const char* name;
  std::string before;
};

}  // namespace

TEST_CASE("colours are for terminals, and for nobody who wants none") {
  const Variable no_colour("NO_COLOR", nullptr), term("TERM", "xterm");
  Terminal terminal;
  Pipe pipe;
  CHECK(terminal::IsTerminal(terminal.inner));
  CHECK(terminal::WantsColour(terminal.inner));
  CHECK_FALSE(terminal::IsTerminal(pipe.in));
  CHECK_FALSE(terminal::WantsColour(pipe.in));
  for (const char* value : {"1", "0"}) {
    const Variable set("NO_COLOR", value);
    CHECK_FALSE(terminal::WantsColour(terminal.inner));
  }
  const Variable empty("NO_COLOR", "");
  CHECK(terminal::WantsColour(terminal.inner));
  const Variable dumb("TERM", "dumb");
  CHECK_FALSE(terminal::WantsColour(terminal.inner));
}

TEST_CASE("a wait is drawn on a terminal, wiped when it is over, and lines stand above it") {
  Pipe pipe;
  {
    WaitLine wait(pipe.in, true, std::chrono::milliseconds(0));
    wait.Begin("starting");
    CHECK(pipe.Until(" s\033[K").find("\rstarting, 0 s\033[K") != std::string::npos);
    pipe.text.clear();
    wait.Say("a line");
    CHECK(pipe.Until(" s\033[K").starts_with("\r\033[Ka line\n\rstarting, "));
    pipe.text.clear();
    wait.Begin("stopping");
    pipe.Until("stopping, ");
  }
  CHECK(pipe.MarkOrDelete().ends_with("\r\033[K"));
}

TEST_CASE("a short wait is not drawn, and none where there is no terminal") {
  for (const bool is_terminal : {true, false}) {
    INFO(is_terminal);
    Pipe pipe;
    {
      WaitLine wait(pipe.in, is_terminal, std::chrono::hours(is_terminal ? 1 : 0));
      wait.Begin("starting");
      wait.Say("a line");
      wait.End();
    }
    CHECK(pipe.MarkOrDelete() == "a line\n");
  }
}
