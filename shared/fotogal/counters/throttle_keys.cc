#include "fotogal/counters/throttle_keys.h"

#include <arpa/inet.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace fotogal {
namespace {

std::string Network(std::string_view address) {
  std::string text(address);
  constexpr std::string_view kMapped = "::ffff:";
  if (text.starts_with(kMapped)) return text.substr(kMapped.size());
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size() / 2};
}

}  // namespace

std::string ThrottleKey(const Config& config, char kind, std::string_view text) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> hash{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state,
                              reinterpret_cast<const unsigned char*>(config.cursor_key.data()),
                              config.cursor_key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(&kind), 1);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
  crypto_auth_hmacsha256_final(&state, hash.data());
  return std::string(1, kind) + ":" + Base64Url(hash);
}

std::string ThrottleKeyOfAddress(const Config& config, std::string_view address) {
  return ThrottleKey(config, 'a', Network(address));
}

std::string ThrottleKeyOfAccount(const Config& config, Id account) {
  return ThrottleKey(config, 'u', ToBase36(account));
}

std::string ThrottleKeyOfName(const Config& config, std::string_view login) {
  std::string folded(login);
  std::ranges::transform(folded, folded.begin(), [](unsigned char c) {
    return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
  });
  return ThrottleKey(config, 'n', folded);
}

std::string ThrottleKeyOfSession(const Config& config, std::string_view session_id) {
  return ThrottleKey(config, 's', session_id);
}

}  // namespace fotogal
