// Runs `fotogal` as a person types it.
#pragma once

#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <string>

namespace tests {

struct Ran {
  std::string output;  // both streams
  int exit_code = -1;
};

// before: shell commands to run first. EndOf waits for its end.
inline std::FILE* Begin(const std::string& arguments, const std::string& before = "") {
  const std::string command = before + " " FOTOGAL_BIN_DIR "/fotogal " + arguments + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  return pipe;
}

inline Ran EndOf(std::FILE* pipe) {
  Ran ran;
  char piece[1024];
  for (size_t got; (got = std::fread(piece, 1, sizeof piece, pipe)) > 0;)
    ran.output.append(piece, got);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ran.exit_code = WEXITSTATUS(status);
  return ran;
}

inline Ran Run(const std::string& arguments, const std::string& before = "") {
  return EndOf(Begin(arguments, before));
}

inline bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace tests
