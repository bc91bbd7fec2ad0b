#include "oci/files.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

using namespace oci;

TEST_CASE("a configured file that cannot be read is named by its key, its path and the reason") {
  const auto path =
      std::filesystem::temp_directory_path() / ("oci-files-test-" + std::to_string(::getpid()));
  CHECK(ReadConfiguredFile(path, "key_file").error().message ==
        "key_file: cannot read " + path.string() + ": No such file or directory");
  std::ofstream(path) << "secret\n";
  CHECK(ReadConfiguredFile(path, "key_file").value() == "secret\n");
  std::filesystem::remove(path);
  CHECK(ReadConfiguredFile("/tmp", "key_file").error().message ==
        "key_file: cannot read /tmp: Is a directory");
}

TEST_CASE("a path that begins with ~ is one below HOME") {
  const Environment at_home([](const std::string& name) {
    return name == "HOME" ? std::optional<std::string>("/home/ann") : std::nullopt;
  });
  CHECK(ExpandHome("~", at_home) == "/home/ann");
  CHECK(ExpandHome("~/.oci/config", at_home) == "/home/ann/.oci/config");
  CHECK(ExpandHome("/etc/~/config", at_home) == "/etc/~/config");
  CHECK(ExpandHome("~bob/config", at_home) == "~bob/config");
}

TEST_CASE("a token is taken without the spaces and line ends around it") {
  CHECK(TrimmedToken(" \t a b \r\n") == "a b");
  CHECK(TrimmedToken("a") == "a");
  CHECK(TrimmedToken(" \n").empty());
  CHECK(TrimmedToken("").empty());
}
