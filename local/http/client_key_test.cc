#include "local/http/client_key.h"

#include <catch2/catch_test_macros.hpp>

using local::ClientKey;

TEST_CASE("an IPv4 address is one client, however it is written") {
  CHECK(ClientKey("192.0.2.7") == "192.0.2.7");
  CHECK(ClientKey("192.0.2.8") != ClientKey("192.0.2.7"));
  CHECK(ClientKey("::ffff:192.0.2.7") == "192.0.2.7");
}

TEST_CASE("a /64 of IPv6 is one client, the next one another") {
  CHECK(ClientKey("2001:db8:1:2::1") == "2001:db8:1:2::/64");
  CHECK(ClientKey("2001:db8:1:2:ffff:ffff:ffff:ffff") == ClientKey("2001:db8:1:2::"));
  CHECK(ClientKey("2001:db8:1:3::") != ClientKey("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  CHECK(ClientKey("::1") == "::/64");
}

TEST_CASE("a text that is no address is its own key") {
  CHECK(ClientKey("") == "");
  CHECK(ClientKey("somebody") == "somebody");
}
