#include "common/files.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

using common::ReadFile;

TEST_CASE("a file is read whole, byte for byte") {
  const auto path =
      std::filesystem::temp_directory_path() / ("files-test-" + std::to_string(::getpid()));
  for (const size_t size : {0UL, 1UL, 65535UL, 65536UL, 65537UL, 200'000UL}) {
    INFO(size);
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(i % 251);
    std::ofstream(path, std::ios::binary) << bytes;
    CHECK((ReadFile(path) == bytes));
  }
  std::filesystem::remove(path);
  CHECK_FALSE(ReadFile(path));
}

TEST_CASE("a pipe is read to its end, a folder is not read") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], "piped", 5) == 5);
  ::close(ends[1]);
  CHECK(ReadFile("/dev/fd/" + std::to_string(ends[0])) == "piped");
  ::close(ends[0]);
  CHECK_FALSE(ReadFile("/tmp"));
  CHECK_FALSE(ReadFile(""));
}
