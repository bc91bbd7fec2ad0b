// Pictures that nobody should send: cut off, spoilt, lying about themselves, hiding something, made
// to exhaust whoever reads them. The same ones for one seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tests {

enum class Fate { kRefused, kMade, kEither };

struct HostileFile {
  std::string name;
  std::string bytes;
  Fate fate = Fate::kEither;
  // Must not be found in anything that is made of it.
  std::string secret{};
};

std::vector<HostileFile> HostileFiles(std::uint32_t seed);

}  // namespace tests
