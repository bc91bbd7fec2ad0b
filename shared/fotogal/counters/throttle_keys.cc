#include "fotogal/counters/throttle_keys.h"

#include <arpa/inet.h>

#include <array>

#include "common/ascii.h"
#include "common/base64.h"
#include "fotogal/base/hashes.h"

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
  return std::string(1, kind) + ":" +
         common::Base64Url(KeyedHash(config.cursor_key, std::string(1, kind).append(text)));
}

std::string ThrottleKeyOfAddress(const Config& config, std::string_view address) {
  return ThrottleKey(config, 'a', Network(address));
}

std::string ThrottleKeyOfAccount(const Config& config, UserId account) {
  return ThrottleKey(config, 'u', ToBase36(account));
}

std::string ThrottleKeyOfName(const Config& config, std::string_view login) {
  return ThrottleKey(config, 'n', common::Lower(login));
}

std::string ThrottleKeyOfSecondFactor(const Config& config, UserId account) {
  return ThrottleKey(config, 't', ToBase36(account));
}

std::string ThrottleKeyOfPasskeys(const Config& config, UserId account) {
  return ThrottleKey(config, 'k', ToBase36(account));
}

std::string ThrottleKeyOfSession(const Config& config, std::string_view session_id) {
  return ThrottleKey(config, 's', session_id);
}

}  // namespace fotogal
