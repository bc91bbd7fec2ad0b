#include "terminal/progress.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <functional>

using terminal::Progress;

namespace {

std::string Shown(bool is_terminal, const std::function<void(Progress&)>& use) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* file = open_memstream(&text, &size);
  Progress progress(file, is_terminal);
  use(progress);
  std::fclose(file);
  std::string shown(text, size);
  std::free(text);
  return shown;
}

void CountTo200(Progress& progress) {
  progress.Begin("people", 200);
  for (int i = 0; i < 200; ++i) progress.Advance(1);
  progress.End();
}

}  // namespace

TEST_CASE("progress is a bar on a terminal") {
  const auto shown = Shown(true, &CountTo200);
  CHECK(shown.find('\n') == shown.size() - 1);
  CHECK(shown.find("[###############...............] 100 of 200") != std::string::npos);
  CHECK(shown.find("[##############################] 200 of 200") != std::string::npos);
}

TEST_CASE("progress is a line every tenth elsewhere") {
  const auto shown = Shown(false, &CountTo200);
  CHECK(shown.starts_with("people: 0 of 200\npeople: 20 of 200\n"));
  CHECK(std::count(shown.begin(), shown.end(), '\n') == 11);
  CHECK(shown.find('\r') == std::string::npos);
  CHECK(Shown(false, [](Progress& progress) {
          progress.Begin("unknown", 0);
          progress.Advance(5);
          progress.End();
        }) == "unknown: 0 of 0\nunknown: 5 of 5\n");
}

TEST_CASE("lines stand above the bar, with what is under way beside it") {
  const auto shown = Shown(true, [](Progress& progress) {
    progress.Begin("tables", 2);
    progress.Show("users");
    progress.Say("+ users");
    progress.Advance(1);
    progress.Abandon();
    progress.Abandon();
  });
  CHECK(shown.find("0 of 2 users\033[K\r\033[K+ users\n") != std::string::npos);
  CHECK(shown.ends_with("1 of 2 users\033[K\n"));
}
