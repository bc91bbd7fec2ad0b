#include "fotogal/password.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("a password verifies against its own hash only") {
  const auto hash = HashPassword("correct horse battery");
  REQUIRE(hash.ok());
  CHECK(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(VerifyPassword("correct horse battery", *hash));
  CHECK_FALSE(VerifyPassword("correct horse batterz", *hash));
  CHECK_FALSE(VerifyPassword("", *hash));
  CHECK(*HashPassword("correct horse battery") != *hash);
}

TEST_CASE("broken hashes verify nothing") {
  for (const std::string& broken : {std::string(), std::string("x"), std::string(500, 'a')}) {
    CHECK_FALSE(VerifyPassword("anything at all", broken));
  }
  CHECK_FALSE(VerifyNothing("anything at all"));
}
