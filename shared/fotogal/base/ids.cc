#include "fotogal/base/ids.h"

#include <algorithm>
#include <array>

#include "common/base64.h"
#include "fotogal/base/random_bytes.h"

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

Op NewOp(oci::TimePoint now, const Random& random) {
  std::array<std::uint8_t, 4> bytes{};
  random(bytes);
  Id noise = 0;
  for (const auto byte : bytes) noise = noise << 8 | byte;
  return FirstOpAt(now).value() + noise;
}

Op FirstOpAt(oci::TimePoint moment) {
  return std::max<Id>(0, (ToMillis(moment) - kEpochMillis) / 1000) << kOpRandomBits;
}

oci::TimePoint TimeOfOp(Op op) {
  return FromMillis((op.value() >> kOpRandomBits) * 1000 + kEpochMillis);
}

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

std::string RandomText(const Random& random, size_t bytes) {
  return common::Base64Url(RandomBytes(random, bytes));
}

std::string NewToken(const Random& random) { return RandomText(random, 32); }

std::int64_t ToMillis(oci::TimePoint moment) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

oci::TimePoint FromMillis(std::int64_t millis) {
  return oci::TimePoint(std::chrono::milliseconds(millis));
}

}  // namespace fotogal
