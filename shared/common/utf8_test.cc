#include "common/utf8.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace common {
namespace {

// By the definition: decodes to a scalar value whose shortest form is these bytes.
bool IsOneCharacter(const std::string& bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::size_t size = bytes.size();
  const unsigned first = byte(0);
  if (size == 1) return first < 0x80;
  static constexpr unsigned kLeads[] = {0, 0, 0xc0, 0xe0, 0xf0};
  static constexpr unsigned kMasks[] = {0, 0, 0xe0, 0xf0, 0xf8};
  static constexpr unsigned kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if ((first & kMasks[size]) != kLeads[size]) return false;
  unsigned scalar = first & ~kMasks[size] & 0xff;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return false;
    scalar = scalar << 6 | (byte(i) & 0x3f);
  }
  return scalar >= kLeast[size] && scalar <= 0x10ffff && (scalar < 0xd800 || scalar > 0xdfff);
}

TEST_CASE("utf-8: every first and second byte is judged as the definition says") {
  std::string wrong;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      for (std::size_t size = 1; size <= 4; ++size) {
        std::string bytes(size, '\x80');
        bytes[0] = static_cast<char>(first);
        if (size > 1) bytes[1] = static_cast<char>(second);
        if (size > 1 && first < 0x80) continue;  // several characters
        if (IsUtf8(bytes) != IsOneCharacter(bytes)) wrong += bytes + "\n";
      }
    }
  }
  CHECK(wrong == "");
}

TEST_CASE("utf-8: texts") {
  CHECK(IsUtf8(""));
  CHECK(IsUtf8(std::string_view("a\0b", 3)));
  CHECK(IsUtf8("caf\xC3\xA9 \xE2\x98\x83 \xF0\x9F\x93\xB7"));
  CHECK_FALSE(IsUtf8("caf\xC3"));
  CHECK_FALSE(IsUtf8("\xE2\x98"));
  CHECK_FALSE(IsUtf8("\xF0\x9F\x93"));
  CHECK_FALSE(IsUtf8("caf\xE9"));
}

}  // namespace
}  // namespace common
