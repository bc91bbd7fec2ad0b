#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace fotogal {

// So many random bytes, as text holds bytes. `random`: Random of ids.h.
inline std::string RandomBytes(const std::function<void(std::span<std::uint8_t>)>& random,
                               std::size_t count) {
  std::string bytes(count, '\0');
  random({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

}  // namespace fotogal
