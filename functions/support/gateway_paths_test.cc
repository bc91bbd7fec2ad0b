#include "functions/support/gateway_paths.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("a pre-authenticated request's address becomes a path of the gateway") {
  CHECK(fotogal::GatewayPathToRead("/p/secret/n/name/b/bucket/o/a%2Fb") ==
        "/v1/get/secret/n/name/b/bucket/o/a%2Fb");
  CHECK(fotogal::GatewayPathToWrite("/p/secret/n/name/b/bucket/o/a") ==
        "/v1/put/secret/n/name/b/bucket/o/a");
}
