// Which source files change (inotify).
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "common/unique_fd.h"
#include "oci/result.h"

namespace local {

class SourceWatch {
 public:
  // Sources below the folder: C++ and what CMake reads. Left out are folders that are hidden, and
  // those called build and node_modules.
  static oci::Result<SourceWatch> Open(const std::string& folder);

  // Waits until sources have changed and then none more for `quiet`; their paths in the folder,
  // each once. Empty: `stop` can be read.
  std::vector<std::string> Await(int stop, std::chrono::milliseconds quiet);

 private:
  SourceWatch(common::UniqueFd events, std::string folder)
      : events_(std::move(events)), folder_(std::move(folder)) {}
  oci::Status Add(const std::string& folder);
  void Read(std::vector<std::string>& changed);

  common::UniqueFd events_;
  std::string folder_;
  std::map<int, std::string> watched_;  // folders by inotify's number
};

}  // namespace local
