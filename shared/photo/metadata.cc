#include "photo/metadata.h"

#include "photo/bytes.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr unsigned kOrientationTag = 0x0112, kShort = 3;

// Reads a TIFF block in its byte order.
struct Tiff {
  std::string_view bytes;
  bool big = false;
  unsigned At16(std::size_t at) const { return big ? Big16(bytes, at) : Little16(bytes, at); }
  std::uint32_t At32(std::size_t at) const { return big ? Big32(bytes, at) : Little32(bytes, at); }
};

}  // namespace

int OrientationOf(std::string_view tiff) {
  constexpr std::size_t kHead = 8, kEntry = 12;
  if (tiff.size() < kHead + 2) return 1;
  const Tiff block{tiff, tiff.starts_with("MM"sv)};
  if (!block.big && !tiff.starts_with("II"sv)) return 1;
  const std::size_t directory = block.At32(4);
  if (block.At16(2) != 42 || directory < kHead || directory > tiff.size() - 2) return 1;
  const unsigned entries = block.At16(directory);
  for (unsigned i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * kEntry;
    if (at + kEntry > tiff.size()) return 1;
    if (block.At16(at) != kOrientationTag) continue;
    const unsigned value = block.At16(at + 8);
    const bool good = block.At16(at + 2) == kShort && value >= 1 && value <= 8;
    return good ? static_cast<int>(value) : 1;
  }
  return 1;
}

std::string OrientationBlock(int orientation) {
  std::string block("MM\0*\0\0\0\x08"sv);
  AppendBig16(block, 1);
  AppendBig16(block, kOrientationTag);
  AppendBig16(block, kShort);
  AppendBig32(block, 1);
  AppendBig16(block, static_cast<unsigned>(orientation));
  AppendBig16(block, 0);
  AppendBig32(block, 0);
  return block;
}

bool IsProfile(std::string_view icc) {
  constexpr std::size_t kHead = 128, kTag = 12;
  if (icc.size() < kHead + 4 || icc.size() > kMaxProfileBytes) return false;
  if (Big32(icc, 0) != icc.size() || icc.substr(36, 4) != "acsp"sv) return false;
  const std::size_t tags = Big32(icc, kHead);
  if (tags == 0 || tags > (icc.size() - kHead - 4) / kTag) return false;
  for (std::size_t i = 0; i < tags; ++i) {
    const std::size_t at = kHead + 4 + i * kTag;
    const std::size_t offset = Big32(icc, at + 4), length = Big32(icc, at + 8);
    if (offset > icc.size() || length > icc.size() - offset) return false;
  }
  return true;
}

bool ProfileFits(std::string_view icc, int channels) {
  return icc.size() > 20 && icc.substr(16, 4) == (channels == 1 ? "GRAY"sv : "RGB "sv);
}

}  // namespace photo
