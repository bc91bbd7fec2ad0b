// `fotogal logs`: shows what the functions, the gateway and the stand-in have written, sorted by
// time.
#pragma once

#include <string>
#include <vector>

namespace local {

struct LogsOptions {
  std::string data = ".data";
  std::vector<std::string> sources = {};  // functions, "gateway", "stand-in"; empty: all
  std::string since = {};                 // "10m": nothing older; empty: everything
  bool follow = false;  // keep showing what is written, until the command is stopped
  bool errors = false;  // only failures
  bool json = false;    // show the lines as they were written
};
// Returns the exit code.
int ShowLogs(const LogsOptions& options);

}  // namespace local
