#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include "local/command/data_folder.h"
#include "local/command/up.h"

namespace local {

int ShowLogs(const std::string& data, const std::string& function) {
  namespace fs = std::filesystem;
  const DataFolder folder{data};
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder.Logs(), error)) {
    if (function.empty() || entry.path().stem() == function) files.push_back(entry.path());
  }
  if (files.empty()) {
    std::fprintf(stderr, "fotogal: no log%s in %s\n",
                 function.empty() ? "" : (" of " + function).c_str(), folder.Logs().c_str());
    return 1;
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
      if (function.empty()) std::cout << file.stem().string() << ": ";
      std::cout << line << '\n';
    }
  }
  return 0;
}

}  // namespace local
