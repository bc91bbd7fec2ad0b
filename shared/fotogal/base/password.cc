#include "fotogal/base/password.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace fotogal {
namespace {

thread_local std::uint64_t hashes_computed = 0;

constexpr unsigned long long kPasses = 2;
constexpr size_t kMemoryBytes = 19 * 1024 * 1024;

// The hash of a random password that nobody kept.
constexpr const char* kNobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$KKfTzPegEKd/bAHXLeboVg$tb1zOK/"
    "IMsoE+ZR209xyaMEnwMWz3HnE7Km7L+18Qyg";

constexpr std::string_view kOldPrefix = "pbkdf2:sha256:";
constexpr int kMostIterations = 1'000'000;  // half a second
constexpr size_t kLongestSalt = 128;
constexpr size_t kDigestBytes = 32;

// A hash of the original FotoGal, as werkzeug writes it.
struct OldHash {
  int iterations = 0;
  std::string_view salt;  // used as it stands, not decoded
  std::array<unsigned char, kDigestBytes> digest{};
};

std::optional<OldHash> ParseOldHash(std::string_view text) {
  if (!text.starts_with(kOldPrefix)) return std::nullopt;
  text.remove_prefix(kOldPrefix.size());
  const auto salt_at = text.find('$');
  const auto digest_at = text.rfind('$');
  if (salt_at == std::string_view::npos || salt_at == digest_at) return std::nullopt;
  OldHash hash;
  const auto number = text.substr(0, salt_at);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), hash.iterations);
  if (error != std::errc() || end != number.data() + number.size() || hash.iterations < 1 ||
      hash.iterations > kMostIterations) {
    return std::nullopt;
  }
  hash.salt = text.substr(salt_at + 1, digest_at - salt_at - 1);
  if (hash.salt.empty() || hash.salt.size() > kLongestSalt) return std::nullopt;
  const auto hex = text.substr(digest_at + 1);
  size_t length = 0;
  if (hex.size() != 2 * kDigestBytes ||
      sodium_hex2bin(hash.digest.data(), hash.digest.size(), hex.data(), hex.size(), nullptr,
                     &length, nullptr) != 0 ||
      length != kDigestBytes) {
    return std::nullopt;
  }
  return hash;
}

bool VerifyOld(std::string_view password, const OldHash& hash) {
  std::array<unsigned char, kDigestBytes> digest{};
  const int made = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                                     reinterpret_cast<const unsigned char*>(hash.salt.data()),
                                     static_cast<int>(hash.salt.size()), hash.iterations,
                                     EVP_sha256(), static_cast<int>(digest.size()), digest.data());
  return made == 1 && sodium_memcmp(digest.data(), hash.digest.data(), digest.size()) == 0;
}

}  // namespace

oci::Result<std::string> HashPassword(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), kPasses, kMemoryBytes) !=
      0) {
    return oci::Error{"out_of_memory", "Argon2id needs 19 MiB", 0, "", true};
  }
  return std::string(hash.data());
}

bool VerifyPassword(std::string_view password, const std::string& hash) {
  ++hashes_computed;
  if (const auto old = ParseOldHash(hash)) return VerifyOld(password, *old);
  return hash.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::uint64_t HashesComputed() { return hashes_computed; }

bool VerifyNothing(std::string_view password) {
  VerifyPassword(password, kNobodysHash);
  return false;
}

bool IsPasswordHash(const std::string& hash) {
  return ParseOldHash(hash).has_value() || hash.starts_with("$argon2id$");
}

bool NeedsRehash(const std::string& hash) { return hash.starts_with(kOldPrefix); }

}  // namespace fotogal
