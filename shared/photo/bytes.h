// Reads and writes numbers in byte strings. The caller must have checked that the bytes exist.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photo {

inline unsigned Byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
inline unsigned Big16(std::string_view bytes, std::size_t at) {
  return Byte(bytes, at) << 8 | Byte(bytes, at + 1);
}
inline std::uint32_t Big32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(Big16(bytes, at)) << 16 | Big16(bytes, at + 2);
}
inline unsigned Little16(std::string_view bytes, std::size_t at) {
  return Byte(bytes, at) | Byte(bytes, at + 1) << 8;
}
inline std::uint32_t Little32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(Little16(bytes, at + 2)) << 16 | Little16(bytes, at);
}
inline void AppendBig16(std::string& to, unsigned value) {
  to += static_cast<char>(value >> 8 & 0xff);
  to += static_cast<char>(value & 0xff);
}
inline void AppendBig32(std::string& to, std::uint32_t value) {
  AppendBig16(to, value >> 16);
  AppendBig16(to, value & 0xffff);
}

}  // namespace photo
