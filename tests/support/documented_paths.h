// The paths of the API that functions serve, as the document names them: the gateway's routes do not,
// where several paths share one.
#pragma once

#include <fstream>
#include <set>
#include <string>

namespace tests {

inline std::set<std::string> PathsOfFunctions() {
  std::ifstream document(FOTOGAL_SOURCE_DIR "/api-gateway/openapi.yaml");
  std::set<std::string> paths;
  for (std::string line; std::getline(document, line);) {
    const bool is_path = line.starts_with("  /v1/") && line.ends_with(":");
    if (is_path) paths.insert(line.substr(2, line.size() - 3));
  }
  // Object Storage serves these.
  std::erase_if(paths, [](const std::string& path) {
    return path.starts_with("/v1/put/") || path.starts_with("/v1/get/");
  });
  return paths;
}

}  // namespace tests
