// Pictures whose renditions have to look as they do in a browser.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tests {

struct Look {
  std::string name, bytes;
  // What Chromium 156 shows; nullopt: it is left to a browser to say.
  std::optional<std::array<int, 3>> shown{};
  bool carried = false;  // the renditions have the profile, and the same numbers
};

const std::vector<Look>& Looks();

}  // namespace tests
