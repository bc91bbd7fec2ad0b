#include "fotogal/base/text_points.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace fotogal::text {
namespace {

struct Script {
  TextPoint first, last;
};

// From Thai to Myanmar, Hangul, Khmer, and from the radicals of Chinese on, without Latin's and
// others' later blocks.
constexpr std::array<Script, 7> kUnspaced = {{{0xe00, 0x109f},
                                              {0x1100, 0x11ff},
                                              {0x1780, 0x17ff},
                                              {0x2e80, 0xa4cf},
                                              {0xa960, 0xa97f},
                                              {0xac00, 0xd7ff},
                                              {0xf900, 0xfaff}}};
constexpr TextPoint kWideForms = 0xff00, kLastWideForm = 0xffef, kAstralIdeographs = 0x20000;

bool IsUnspaced(TextPoint c) {
  return std::ranges::any_of(kUnspaced,
                             [c](Script block) { return c >= block.first && c <= block.last; }) ||
         (c >= kWideForms && c <= kLastWideForm) || c >= kAstralIdeographs;
}

}  // namespace

std::optional<std::vector<TextPoint>> PointsOf(std::string_view text) {
  std::vector<TextPoint> points;
  points.reserve(text.size());
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t point = 0;
    const auto read =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    if (read <= 0) return std::nullopt;
    points.push_back(point);
    at += static_cast<size_t>(read);
  }
  return points;
}

std::string Utf8Of(std::span<const TextPoint> points) {
  std::string text;
  for (const TextPoint point : points) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(point, bytes.data());
    text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(length));
  }
  return text;
}

std::string Beginning(const std::string& text, size_t most) {
  size_t points = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && ++points > most) return text.substr(0, at) + "…";
  }
  return text;
}

bool IsLetterPoint(TextPoint c) {
  const auto category = utf8proc_category(c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool IsMarkPoint(TextPoint c) {
  const auto category = utf8proc_category(c);
  return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool IsDigitPoint(TextPoint c) { return utf8proc_category(c) == UTF8PROC_CATEGORY_ND; }

bool IsAsciiWord(TextPoint c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsSpacedWord(TextPoint c) {
  return c >= 0x80 && !IsUnspaced(c) && (IsLetterPoint(c) || IsMarkPoint(c) || IsDigitPoint(c));
}

bool IsSymbolOrWord(TextPoint c) {
  if (c < 0x80) return false;
  const auto category = utf8proc_category(c);
  const bool is_symbol = category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO;
  return is_symbol || IsLetterPoint(c) || IsMarkPoint(c) || IsDigitPoint(c);
}

}  // namespace fotogal::text
