// Looks for damage in a data folder. Changes nothing; a stand-in may be running.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace standin {

struct DataReport {
  struct Finding {
    std::filesystem::path path;
    std::string what;  // "is damaged: ..."
  };
  size_t buckets = 0, objects = 0;  // number of undamaged ones
  std::vector<Finding> findings;
};

// Checks that files of objects match their descriptions, that other JSON files are valid, and that
// only the owner can read what people have stored.
DataReport CheckData(const std::filesystem::path& folder);

}  // namespace standin
