#include "fotogal/base/secret_box.h"

#include <sodium.h>

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace fotogal;

Services ServicesWith(const std::string& key) {
  REQUIRE(sodium_init() >= 0);
  Services services;
  services.config.cursor_key = key;
  services.random = [](std::span<std::uint8_t> bytes) {
    randombytes_buf(bytes.data(), bytes.size());
  };
  return services;
}

TEST_CASE("secret box: opened for the same purpose with the same key only") {
  const auto services = ServicesWith("a key of the tests");
  const auto sealed = SealSecret(services, "letters", "a secret");
  CHECK(OpenSecret(services, "letters", sealed) == "a secret");
  CHECK(OpenSecret(services, "numbers", sealed) == std::nullopt);
  CHECK(OpenSecret(ServicesWith("another key of the tests"), "letters", sealed) == std::nullopt);
  CHECK(OpenSecret(services, "letters", SealSecret(services, "letters", "")) == "");
}

TEST_CASE("secret box: what is damaged is not opened") {
  const auto services = ServicesWith("a key of the tests");
  const auto sealed = SealSecret(services, "letters", "a secret");
  for (size_t i = 0; i < sealed.size(); ++i) {
    auto damaged = sealed;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    // the last character has bits that mean nothing
    if (i + 1 < sealed.size()) CHECK(OpenSecret(services, "letters", damaged) == std::nullopt);
  }
  CHECK(OpenSecret(services, "letters", "") == std::nullopt);
  CHECK(OpenSecret(services, "letters", sealed.substr(0, 30)) == std::nullopt);
  CHECK(OpenSecret(services, "letters", "no base64!") == std::nullopt);
}

TEST_CASE("secret box: the same text is sealed differently each time, and cannot be read") {
  const auto services = ServicesWith("a key of the tests");
  const auto sealed = SealSecret(services, "letters", "ann@example.com");
  CHECK(sealed != SealSecret(services, "letters", "ann@example.com"));
  CHECK(sealed.find("ann") == std::string::npos);
}

}  // namespace
