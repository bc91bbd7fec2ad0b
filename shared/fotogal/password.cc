#include "fotogal/password.h"

#include <sodium.h>

#include <array>

namespace fotogal {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr size_t kMemoryBytes = 19 * 1024 * 1024;

// The hash of a random password that nobody kept.
constexpr const char* kNobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$KKfTzPegEKd/bAHXLeboVg$tb1zOK/"
    "IMsoE+ZR209xyaMEnwMWz3HnE7Km7L+18Qyg";

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
  return hash.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool VerifyNothing(std::string_view password) {
  VerifyPassword(password, kNobodysHash);
  return false;
}

}  // namespace fotogal
