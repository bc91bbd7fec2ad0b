#include "nosql/signature.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/signer.h"
#include "oci/testing.h"

namespace nosql {
namespace {

using std::chrono::seconds;

// Credentials that a resource principal replaces while the process lives.
class Rotating : public oci::CredentialsProvider {
 public:
  oci::Result<oci::Credentials> Get() override {
    if (broken) return oci::ConfigurationError("no token");
    return oci::Credentials{key_id, key_};
  }
  bool Refresh() override {
    ++refreshes;
    return true;
  }
  std::string region() const override { return ""; }
  std::string tenancy_id() const override { return ""; }

  std::string key_id = "ST$one";
  bool broken = false;
  int refreshes = 0;

 private:
  oci::PrivateKey key_ = oci::testing::TestKey();
};

struct Signed {
  oci::TimePoint now = oci::testing::At(1388957500);
  std::shared_ptr<Rotating> credentials = std::make_shared<Rotating>();
  Signature signature{"https://nosql.example.com/V2/nosql/data", credentials,
                      [this] { return now; }};

  oci::HeaderList Headers() {
    oci::HttpRequest request;
    REQUIRE(signature.Sign(request).ok());
    return request.headers;
  }
  std::string Date() { return std::string(oci::FindHeader(Headers(), "date")); }
};

TEST_CASE("signature: covers date, target and host, and verifies") {
  Signed signed_;
  const auto headers = signed_.Headers();
  const auto text =
      oci::SigningString("POST", "/V2/nosql/data", headers, {"date", "(request-target)", "host"});
  REQUIRE(text);
  CHECK(*text ==
        "date: Sun, 05 Jan 2014 21:31:40 GMT\n"
        "(request-target): post /V2/nosql/data\n"
        "host: nosql.example.com");
  const auto expected = oci::testing::TestKey().Sign(*text);
  CHECK(oci::FindHeader(headers, "authorization") ==
        oci::AuthorizationHeader("ST$one", {"date", "(request-target)", "host"}, expected.value()));
}

TEST_CASE("signature: one serves four minutes") {
  Signed signed_;
  const std::string first = signed_.Date();
  signed_.now += Signature::kLifetime - seconds(1);
  CHECK(signed_.Date() == first);
  signed_.now += seconds(1);
  CHECK(signed_.Date() != first);
}

TEST_CASE("signature: a thawed process, whose clock has jumped ahead, makes a new one") {
  Signed signed_;
  const std::string first = signed_.Date();
  signed_.now += std::chrono::hours(20);
  CHECK(signed_.Date() == oci::HttpDate(signed_.now));
  CHECK(signed_.Date() != first);
}

TEST_CASE("signature: a clock that was set back makes a new one") {
  Signed signed_;
  signed_.Date();
  signed_.now -= seconds(30);
  CHECK(signed_.Date() == oci::HttpDate(signed_.now));
}

TEST_CASE("signature: early renewal, only when it is due, and never the first one") {
  Signed signed_;
  signed_.credentials->broken = true;
  signed_.signature.RenewEarly();  // nothing to renew: asks for no credentials
  signed_.credentials->broken = false;
  const std::string first = signed_.Date();
  signed_.now += Signature::kEarly - seconds(1);
  signed_.signature.RenewEarly();
  CHECK(signed_.Date() == first);
  signed_.now += seconds(1);
  signed_.signature.RenewEarly();
  CHECK(signed_.Date() == oci::HttpDate(signed_.now));
}

TEST_CASE("signature: an early renewal that fails leaves the present one") {
  Signed signed_;
  const std::string first = signed_.Date();
  signed_.now += Signature::kEarly;
  signed_.credentials->broken = true;
  signed_.signature.RenewEarly();
  signed_.credentials->broken = false;
  CHECK(signed_.Date() == first);
}

TEST_CASE("signature: new credentials are used with the next request") {
  Signed signed_;
  signed_.Headers();
  signed_.credentials->key_id = "ST$two";
  CHECK(oci::FindHeader(signed_.Headers(), "authorization").find("keyId=\"ST$two\"") !=
        std::string::npos);
}

TEST_CASE("signature: a refused one is forgotten, and credentials are read again") {
  Signed signed_;
  const std::string first = signed_.Date();
  signed_.now += seconds(10);
  CHECK(signed_.Date() == first);
  signed_.signature.Refuse();
  CHECK(signed_.credentials->refreshes == 1);
  CHECK(signed_.Date() == oci::HttpDate(signed_.now));
}

TEST_CASE("signature: without credentials there is none") {
  Signed signed_;
  signed_.credentials->broken = true;
  oci::HttpRequest request;
  CHECK(signed_.signature.Sign(request).error().code == "configuration");
}

}  // namespace
}  // namespace nosql
