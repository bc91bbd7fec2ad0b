#include "fotogal/account/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <cstdio>

#include "common/percent.h"

namespace fotogal::totp {
namespace {

constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kSha1Bytes = 20;

std::array<unsigned char, kSha1Bytes> HmacSha1(std::string_view key, std::int64_t counter) {
  std::array<unsigned char, 8> message{};
  for (std::size_t i = 0; i < message.size(); ++i)
    message[i] = static_cast<unsigned char>(counter >> (8 * (message.size() - 1 - i)));
  std::array<unsigned char, kSha1Bytes> mac{};
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
       mac.data(), nullptr);
  return mac;
}

bool IsSame(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::int64_t StepAt(oci::TimePoint moment) { return moment.time_since_epoch() / kStep; }

std::string CodeOf(std::string_view secret, std::int64_t step) {
  const auto mac = HmacSha1(secret, step);
  const std::size_t offset = mac.back() & 0x0f;  // RFC 4226, 5.3: dynamic truncation
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | mac[offset + i];
  char code[kDigits + 1];
  std::snprintf(code, sizeof code, "%06u", (number & 0x7fffffffU) % kModulus);
  return code;
}

std::optional<std::int64_t> StepOf(std::string_view secret, std::string_view code,
                                   oci::TimePoint now, std::int64_t used) {
  const std::int64_t present = StepAt(now);
  std::optional<std::int64_t> found;
  for (std::int64_t step = present - 1; step <= present + 1; ++step) {
    if (IsSame(CodeOf(secret, step), code) && step > used) found = step;
  }
  return found;
}

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (count += 8; count >= 5; count -= 5) text += kAlphabet[bits >> (count - 5) & 31];
  }
  if (count > 0) text += kAlphabet[bits << (5 - count) & 31];
  return text;
}

std::string OtpauthUrl(std::string_view service, std::string_view username,
                       std::string_view secret) {
  const std::string issuer = common::PercentEncode(service);
  return "otpauth://totp/" + issuer + ":" + common::PercentEncode(username) +
         "?secret=" + Base32(secret) + "&issuer=" + issuer;
}

}  // namespace fotogal::totp
