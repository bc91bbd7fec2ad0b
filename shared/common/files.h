#pragma once

#include <optional>
#include <string>

namespace common {

// The whole of a file; nullopt: there is none, it is a folder, or it cannot be read (errno says
// why).
std::optional<std::string> ReadFile(const std::string& path);

}  // namespace common
