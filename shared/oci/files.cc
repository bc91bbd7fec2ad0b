#include "oci/files.h"

#include <cerrno>
#include <cstring>

#include "common/files.h"

namespace oci {

Result<std::string> ReadConfiguredFile(const std::string& path, const std::string& key) {
  auto text = common::ReadFile(path);
  if (!text) return ConfigurationError(key + ": cannot read " + path + ": " + std::strerror(errno));
  return *std::move(text);
}

std::string ExpandHome(const std::string& path, const Environment& environment) {
  if (path != "~" && path.rfind("~/", 0) != 0) return path;
  return environment("HOME").value_or("") + path.substr(1);
}

std::string TrimmedToken(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace oci
