#include "oci/environment.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace oci {

Environment ProcessEnvironment() {
  const auto lookup = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
  const auto names = [] {
    std::vector<std::string> all;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      const std::string_view text(*entry);
      all.emplace_back(text.substr(0, text.find('=')));
    }
    return all;
  };
  return {lookup, names};
}

}  // namespace oci
