// `fotogal logs`: what the functions, the gateway and the stand-in wrote, merged by time.
#pragma once

#include <string>
#include <vector>

namespace local {

struct LogsOptions {
  std::string data = ".data";
  std::vector<std::string> sources = {};  // functions, "gateway", "stand-in"; none: all
  std::string since = {};                 // "10m": no older; empty: all
  bool follow = false;                    // go on with what is written, until it is stopped
  bool errors = false;                    // only what failed
  bool json = false;                      // lines as they were written
};
// The exit code.
int ShowLogs(const LogsOptions& options);

}  // namespace local
