#include "fotogal/base/password.h"

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

TEST_CASE("nobody's password costs a comparison too") {
  const auto before = HashesComputed();
  CHECK_FALSE(VerifyNothing("anything at all"));
  CHECK(HashesComputed() == before + 1);
}

TEST_CASE("broken hashes verify nothing") {
  for (const std::string& broken : {std::string(), std::string("x"), std::string(500, 'a')}) {
    CHECK_FALSE(VerifyPassword("anything at all", broken));
  }
  CHECK_FALSE(VerifyNothing("anything at all"));
}

TEST_CASE("hashes of the original FotoGal verify and are to be made anew") {
  // werkzeug.security.generate_password_hash, method pbkdf2:sha256:150000
  const std::string old =
      "pbkdf2:sha256:150000$aB3dEf9h$"
      "db4fc1bc25394333ff44782bdb2ef2acbe869404df9706d3b9e183cc95c62576";
  CHECK(VerifyPassword("correct horse", old));
  CHECK_FALSE(VerifyPassword("correct horsf", old));
  CHECK_FALSE(VerifyPassword("", old));
  CHECK(NeedsRehash(old));
  CHECK(IsPasswordHash(old));
  const auto hash = HashPassword("correct horse");
  REQUIRE(hash.ok());
  CHECK_FALSE(NeedsRehash(*hash));
  CHECK(IsPasswordHash(*hash));
  // A salt may hold what separates the parts.
  CHECK(VerifyPassword(
      "ol\xc3\xa1",
      "pbkdf2:sha256:1000$s$lt$d562fd4d22f779d9c911d878c6d82c1dd69873269c5bbf7600583ea54998f6f4"));
}

TEST_CASE("old hashes that are malformed or too costly verify nothing") {
  const std::string digest = "569dff783fe8e92cc40083cb83104351b4087e04e40aab8a1b0f59e27b519e55";
  const std::string good = "pbkdf2:sha256:1000$s$" + digest;
  REQUIRE(VerifyPassword("x", good));
  for (const std::string& broken :
       {"pbkdf2:sha256:1000001$s$" + digest, "pbkdf2:sha256:0$s$" + digest,
        "pbkdf2:sha256:-1$s$" + digest, "pbkdf2:sha256:+1000$s$" + digest,
        "pbkdf2:sha256:1000x$s$" + digest, "pbkdf2:sha256:$s$" + digest,
        "pbkdf2:sha256:1000$$" + digest, "pbkdf2:sha256:1000$s" + digest,
        "pbkdf2:sha1:1000$s$" + digest, good + "0", good.substr(0, good.size() - 1),
        good.substr(0, good.size() - 2), good.substr(0, good.size() - 1) + "g",
        std::string("pbkdf2:sha256:99999999999999999999$s$") + digest}) {
    INFO(broken);
    CHECK_FALSE(VerifyPassword("x", broken));
    CHECK_FALSE(IsPasswordHash(broken));
  }
}
