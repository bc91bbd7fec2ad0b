// Runs the example as its README section says: FDK_DEBUG_LISTEN and curl.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "fdk/testing/function_process.h"

namespace {

struct Hello {
  Hello() {
    const std::string announcement = "listening on ";
    REQUIRE(process.AwaitStderr(announcement + "http://127.0.0.1:"));
    const auto log = process.Stderr();
    const auto start = log.find(announcement) + announcement.size();
    url = log.substr(start, log.find('\n', start) - start);
  }
  std::string Curl(const std::string& arguments) const {
    std::FILE* pipe = ::popen(("curl --silent --show-error " + arguments).c_str(), "r");
    std::string output;
    std::array<char, 4096> piece;
    while (const size_t size = std::fread(piece.data(), 1, piece.size(), pipe)) {
      output.append(piece.data(), size);
    }
    REQUIRE(::pclose(pipe) == 0);
    return output;
  }

  fdk::testing::FunctionProcess process{std::string(FOTOGAL_BIN_DIR) + "/hello",
                                        {{"FDK_DEBUG_LISTEN", "127.0.0.1:0"}}};
  std::string url;
};

}  // namespace

TEST_CASE("The example greets whom curl names") {
  const Hello hello;
  CHECK(hello.Curl("--data Ann " + hello.url + "/hello") == "Hello, Ann!\n");
  CHECK(hello.Curl(hello.url + "/hello") == "Hello, world!\n");
}

TEST_CASE("A large upload with curl arrives whole") {
  const Hello hello;
  const fdk::testing::TempFolder folder;
  const std::string name(3 << 20, 'n');  // curl asks "Expect: 100-continue" first
  std::ofstream(folder.path() + "/name") << name;
  CHECK(hello.Curl("--data-binary @" + folder.path() + "/name " + hello.url) ==
        "Hello, " + name + "!\n");
}

TEST_CASE("The example between its marks is eight lines long") {
  std::ifstream file(std::string(FOTOGAL_SOURCE_DIR) + "/examples/hello/main.cc");
  int lines = 0;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "// [hello]") {
      inside = !inside;
    } else if (inside && !line.empty()) {
      ++lines;
    }
  }
  CHECK(lines <= 8);
  CHECK(lines > 4);
}
