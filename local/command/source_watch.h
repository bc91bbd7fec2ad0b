// Reports which source files change (inotify).
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
  // Watches C++ sources and CMake's files below the folder, except in hidden folders and in those
  // called build and node_modules.
  static oci::Result<SourceWatch> Open(const std::string& folder);

  // Waits until files have changed and no more have for `quiet`; returns their paths in the folder,
  // each once. Empty: `stop` is readable.
  std::vector<std::string> Await(int stop, std::chrono::milliseconds quiet);

 private:
  SourceWatch(common::UniqueFd events, std::string folder)
      : events_(std::move(events)), folder_(std::move(folder)) {}
  oci::Status Add(const std::string& folder);
  void Read(std::vector<std::string>& changed);

  common::UniqueFd events_;
  std::string folder_;
  std::map<int, std::string> watched_;  // folders by inotify's watch number
};

}  // namespace local
