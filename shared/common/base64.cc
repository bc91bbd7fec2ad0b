#include "common/base64.h"

#include <array>
#include <cstdint>

namespace common {
namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t kNoDigit = 64;

// The value of each character; those outside of the alphabet have a value that is too large.
constexpr std::array<std::uint8_t, 256> ValuesOf(std::string_view alphabet) {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}
constexpr auto kStandardValues = ValuesOf(kStandard), kUrlValues = ValuesOf(kUrl);

std::string Encode(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int count = 0;  // how many bits are not written yet
  for (const unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += alphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) text += alphabet[bits << (6 - count) & 63];
  return text;
}

struct Decoded {
  std::string bytes;
  bool ends_clean = true;  // the bits after the last whole byte are zero
};

std::optional<Decoded> Decode(std::string_view digits,
                              const std::array<std::uint8_t, 256>& values) {
  if (digits.size() % 4 == 1) return std::nullopt;
  Decoded decoded;
  decoded.bytes.reserve(digits.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;  // how many bits do not make a byte yet
  for (const unsigned char digit : digits) {
    if (values[digit] == kNoDigit) return std::nullopt;
    bits = bits << 6 | values[digit];
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded.bytes += static_cast<char>(bits >> count);
  }
  decoded.ends_clean = (bits & ((1U << count) - 1)) == 0;
  return decoded;
}

}  // namespace

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::string Base64(std::string_view bytes) {
  std::string text = Encode(bytes, kStandard);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  auto decoded = Decode(text, kStandardValues);
  if (!decoded) return std::nullopt;
  return std::move(decoded->bytes);
}

std::string Base64Url(std::string_view bytes) { return Encode(bytes, kUrl); }

std::optional<std::string> Base64UrlDecode(std::string_view text) {
  auto decoded = Decode(text, kUrlValues);
  if (!decoded || !decoded->ends_clean) return std::nullopt;
  return std::move(decoded->bytes);
}

}  // namespace common
