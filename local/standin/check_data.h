// What is broken in a data folder. Nothing is changed; a running stand-in may go on meanwhile.
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
  size_t buckets = 0, objects = 0;  // whole ones
  std::vector<Finding> findings;
};

// Files of objects against their own description, other files of JSON for being that, and that
// nobody but the owner may read what people have stored.
DataReport CheckData(const std::filesystem::path& folder);

}  // namespace standin
