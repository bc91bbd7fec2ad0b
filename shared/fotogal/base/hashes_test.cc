#include "fotogal/base/hashes.h"

#include <catch2/catch_test_macros.hpp>

#include "common/base64.h"

using namespace fotogal;

TEST_CASE("secrets hash to 43 characters of base64url") {
  CHECK(Sha256Base64Url("abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  CHECK(Sha256Base64Url("").size() == 43);
}

TEST_CASE("a keyed hash is HMAC-SHA-256, whatever the key's length") {
  // RFC 4231, cases 1, 2 and 6.
  CHECK(common::Hex(KeyedHash(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(common::Hex(KeyedHash("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(common::Hex(KeyedHash(std::string(131, '\xaa'),
                              "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
