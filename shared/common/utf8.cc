#include "common/utf8.h"

#include <cstddef>

namespace common {
namespace {

// How long a character is and which second bytes it may have (Unicode Standard, table 3-7); a size
// of 0: no character begins so.
struct Lead {
  std::size_t size;
  unsigned char least, most;
};

Lead LeadOf(unsigned char first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xc2) return {0, 0, 0};
  if (first < 0xe0) return {2, 0x80, 0xbf};
  if (first == 0xe0) return {3, 0xa0, 0xbf};
  if (first == 0xed) return {3, 0x80, 0x9f};
  if (first < 0xf0) return {3, 0x80, 0xbf};
  if (first == 0xf0) return {4, 0x90, 0xbf};
  if (first < 0xf4) return {4, 0x80, 0xbf};
  if (first == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

}  // namespace

bool IsUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Lead lead = LeadOf(static_cast<unsigned char>(bytes[at]));
    if (lead.size == 0 || lead.size > bytes.size() - at) return false;
    for (std::size_t i = 1; i < lead.size; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[at + i]);
      const unsigned char least = i == 1 ? lead.least : 0x80;
      const unsigned char most = i == 1 ? lead.most : 0xbf;
      if (byte < least || byte > most) return false;
    }
    at += lead.size;
  }
  return true;
}

}  // namespace common
