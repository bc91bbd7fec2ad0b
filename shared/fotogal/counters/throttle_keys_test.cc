#include "fotogal/counters/throttle_keys.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("keys tell kinds, people and secrets apart, and nothing of what they are of") {
  Config config;
  config.cursor_key = std::string(32, 'k');
  CHECK(ThrottleKey(config, 'a', "x").starts_with("a:"));
  CHECK(ThrottleKey(config, 'a', "x") == ThrottleKey(config, 'a', "x"));
  CHECK(ThrottleKey(config, 'a', "x").substr(2) != ThrottleKey(config, 'b', "x").substr(2));
  CHECK(ThrottleKeyOfName(config, "Ann@Example.com") ==
        ThrottleKeyOfName(config, "ann@example.COM"));
  CHECK(ThrottleKeyOfName(config, "ann").find("ann") == std::string::npos);
  CHECK(ThrottleKeyOfAccount(config, 7) != ThrottleKeyOfAccount(config, 8));
  CHECK(ThrottleKeyOfPasskeys(config, 7) != ThrottleKeyOfSecondFactor(config, 7));
  CHECK(ThrottleKeyOfSession(config, "s") != ThrottleKeyOfSession(config, "t"));
  // Of IPv6 the first 64 bits, and an IPv4 address however it comes.
  CHECK(ThrottleKeyOfAddress(config, "2001:db8::1") == ThrottleKeyOfAddress(config, "2001:db8::2"));
  CHECK(ThrottleKeyOfAddress(config, "2001:db8::1") !=
        ThrottleKeyOfAddress(config, "2001:db8:0:1::1"));
  CHECK(ThrottleKeyOfAddress(config, "::ffff:192.0.2.1") ==
        ThrottleKeyOfAddress(config, "192.0.2.1"));
  CHECK(ThrottleKeyOfAddress(config, "192.0.2.1") != ThrottleKeyOfAddress(config, "192.0.2.2"));
  Config other = config;
  other.cursor_key[0] = 'l';
  CHECK(ThrottleKeyOfAccount(other, 7) != ThrottleKeyOfAccount(config, 7));
}
