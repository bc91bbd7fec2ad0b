#include "local/standin/management/certificate.h"

#include <catch2/catch_test_macros.hpp>

#include "common/rfc3339.h"
#include "local/standin/testing_certificate.h"

namespace standin {

TEST_CASE("a certificate tells its hosts, each once, and its end") {
  const auto facts = ReadCertificate(testing::kCertificate);
  REQUIRE(facts);
  CHECK(facts->subject_names == std::vector<std::string>{"photos.example.com", "www.example.com"});
  CHECK(common::Rfc3339(facts->not_valid_after) == testing::kCertificateEnds);
}

TEST_CASE("what is no certificate is none") {
  const std::string whole = testing::kCertificate;
  CHECK_FALSE(ReadCertificate(""));
  CHECK_FALSE(ReadCertificate("photos.example.com"));
  CHECK_FALSE(ReadCertificate(whole.substr(0, whole.size() / 2)));
  CHECK_FALSE(ReadCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
}

}  // namespace standin
