#pragma once

#include <optional>
#include <string>

namespace common {

// The content of a file; nullopt: it does not exist, is a folder, or cannot be read (errno says
// why).
std::optional<std::string> ReadFile(const std::string& path);

}  // namespace common
