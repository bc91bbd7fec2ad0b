#include "common/percent.h"

#include "common/ascii.h"

namespace common {
namespace {

// The byte of the escape ("%2F") at the beginning of `text`; nullopt: there is none.
std::optional<char> EscapedByte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const int high = HexDigit(text[1]), low = HexDigit(text[2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const unsigned char c : text) {
    const bool unreserved = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                            (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded += static_cast<char>(c);
    } else {
      encoded += '%';
      encoded += kDigits[c >> 4];
      encoded += kDigits[c & 15];
    }
  }
  return encoded;
}

std::optional<std::string> PercentDecode(std::string_view text) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (!EscapedByte(text.substr(at))) return std::nullopt;
  }
  return PercentDecodeLoosely(text);
}

std::string PercentDecodeLoosely(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (const auto byte = EscapedByte(text.substr(i))) {
      decoded += *byte;
      i += 2;
    } else {
      decoded += plus == Plus::kIsSpace && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace common
