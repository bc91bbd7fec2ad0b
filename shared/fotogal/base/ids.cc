#include "fotogal/base/ids.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace fotogal {
namespace {

constexpr std::int64_t kEpochMillis = 1577836800000;  // 2020-01-01T00:00:00Z
constexpr int kRandomBits = 12;
constexpr int kOpRandomBits = 32;
constexpr Id kIdLimit = Id{1} << 53;
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

}  // namespace

Id NewId(oci::TimePoint now, const Random& random) {
  std::array<std::uint8_t, 2> bytes{};
  random(bytes);
  const Id noise = (bytes[0] << 8 | bytes[1]) & ((1 << kRandomBits) - 1);
  return FirstIdAt(now) + noise;
}

Id FirstIdAt(oci::TimePoint moment) {
  return std::max<Id>(0, ToMillis(moment) - kEpochMillis) << kRandomBits;
}

oci::TimePoint TimeOf(Id id) { return FromMillis((id >> kRandomBits) + kEpochMillis); }

Id NewOp(oci::TimePoint now, const Random& random) {
  std::array<std::uint8_t, 4> bytes{};
  random(bytes);
  Id noise = 0;
  for (const auto byte : bytes) noise = noise << 8 | byte;
  return FirstOpAt(now) + noise;
}

Id FirstOpAt(oci::TimePoint moment) {
  return std::max<Id>(0, (ToMillis(moment) - kEpochMillis) / 1000) << kOpRandomBits;
}

oci::TimePoint TimeOfOp(Id op) { return FromMillis((op >> kOpRandomBits) * 1000 + kEpochMillis); }

std::string ToBase36(Id id) {
  if (id <= 0) return "0";
  std::string text;
  for (; id > 0; id /= 36) text += kDigits[id % 36];
  std::reverse(text.begin(), text.end());
  return text;
}

std::optional<Id> FromBase36(std::string_view text) {
  if (text.empty() || text.size() > 11 || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  Id id = 0;
  for (char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    id = id * 36 + static_cast<Id>(digit);
    if (id >= kIdLimit) return std::nullopt;
  }
  return id;
}

std::string ToString(const ImageRef& ref) {
  return ToBase36(ref.author) + "-" + ToBase36(ref.image);
}

std::optional<ImageRef> ParseImageRef(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto author = FromBase36(text.substr(0, dash));
  const auto image = FromBase36(text.substr(dash + 1));
  if (!author || !image) return std::nullopt;
  return ImageRef{*author, *image};
}

std::string NewToken(const Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random(bytes);
  return Base64Url(bytes);
}

std::string Base64Url(std::span<const std::uint8_t> bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  size_t length = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                       text.data(), text.size(), nullptr, &length, &end,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

std::string Sha256Base64Url(std::string_view text) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  return Base64Url(digest);
}

std::int64_t ToMillis(oci::TimePoint moment) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

oci::TimePoint FromMillis(std::int64_t millis) {
  return oci::TimePoint(std::chrono::milliseconds(millis));
}

std::string ToRfc3339(oci::TimePoint moment) {
  const auto millis = ToMillis(moment);
  const std::time_t seconds = millis / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 40> text{};
  const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + length, text.size() - length, ".%03dZ",
                static_cast<int>(millis % 1000));
  return text.data();
}

}  // namespace fotogal
