#include "oci/resource_principal.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/credentials.h"
#include "oci/crypto.h"
#include "oci/testing_credentials.h"

namespace oci {
namespace {

using namespace testing;

std::string Token(int64_t expires, const std::string& extra = "") {
  const std::string claims = R"({"exp":)" + std::to_string(expires) +
                             R"(,"res_tenant":"T","res_compartment":"C")" + extra + "}";
  return Base64Url(R"({"alg":"RS256"})") + "." + Base64Url(claims) + ".c2ln";
}

struct Principal : Home {
  Principal() {
    variables["OCI_RESOURCE_PRINCIPAL_VERSION"] = "2.2";
    variables["OCI_RESOURCE_PRINCIPAL_RPST"] = Write("rpst", Token(10000) + "\n");
    variables["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"] = Write("private.pem", TestKeyPem());
    variables["OCI_RESOURCE_PRINCIPAL_REGION"] = "phx";
  }
  Result<std::shared_ptr<CredentialsProvider>> Make() {
    return DefaultCredentials(environment(), [this] { return now; });
  }
  TimePoint now = testing::At(1000);
};

TEST_CASE("a resource principal from files") {
  Principal principal;
  const auto provider = principal.Make();
  REQUIRE(provider.ok());
  CHECK((*provider)->Get()->key_id == "ST$" + Token(10000));
  CHECK((*provider)->region() == "us-phoenix-1");
  CHECK((*provider)->tenancy_id() == "T");
  CHECK((*provider)->compartment_id() == "C");

  principal.Write("rpst", Token(20000));
  principal.now = testing::At(10000 - 301);
  CHECK((*provider)->Get()->key_id == "ST$" + Token(10000));
  principal.now = testing::At(10000 - 300);
  CHECK((*provider)->Get()->key_id == "ST$" + Token(20000));
}

TEST_CASE("a resource principal keeps what is good while its files are being exchanged") {
  Principal principal;
  const auto provider = principal.Make();
  REQUIRE(provider.ok());
  principal.Write("rpst", "");
  principal.now = testing::At(9900);
  CHECK((*provider)->Get()->key_id == "ST$" + Token(10000));
  principal.now = testing::At(10001);
  const auto expired = (*provider)->Get();
  REQUIRE_FALSE(expired.ok());
  CHECK(Contains(expired.error().message, "OCI_RESOURCE_PRINCIPAL_RPST"));
  principal.Write("rpst", Token(20000));
  principal.now = testing::At(10100);
  CHECK((*provider)->Get()->key_id == "ST$" + Token(20000));
}

TEST_CASE("a refused resource principal is read again and helps only when it changed") {
  Principal principal;
  const auto provider = principal.Make();
  REQUIRE(provider.ok());
  CHECK_FALSE((*provider)->Refresh());
  principal.Write("rpst", Token(20000));
  CHECK((*provider)->Refresh());
  CHECK((*provider)->Get()->key_id == "ST$" + Token(20000));
}

TEST_CASE("a resource principal given as values is never read again") {
  Principal principal;
  principal.variables["OCI_RESOURCE_PRINCIPAL_RPST"] = Token(10000);
  principal.variables["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"] = EncryptedPem(true);
  principal.variables["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE"] = kPassPhrase;
  const auto provider = principal.Make();
  REQUIRE(provider.ok());
  principal.now = testing::At(99999);
  CHECK((*provider)->Get()->key_id == "ST$" + Token(10000));
  CHECK_FALSE((*provider)->Refresh());
}

TEST_CASE("errors of a resource principal name the variable and show no secret") {
  Principal principal;
  for (const std::string name : {"RPST", "PRIVATE_PEM", "REGION"}) {
    Principal broken;
    broken.variables.erase("OCI_RESOURCE_PRINCIPAL_" + name);
    CHECK(Message(broken.Make()) == "OCI_RESOURCE_PRINCIPAL_" + name + " is not set");
  }
  for (const std::string version : {"1.1", "3.0", "9"}) {
    principal.variables["OCI_RESOURCE_PRINCIPAL_VERSION"] = version;
    CHECK(Contains(Message(principal.Make()), "only 2.2"));
  }
  principal.variables["OCI_RESOURCE_PRINCIPAL_VERSION"] = "2.2";
  principal.variables["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE"] = "hunter2";
  const std::string mixed = Message(principal.Make());
  CHECK(Contains(mixed, "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE"));
  CHECK_FALSE(Contains(mixed, "hunter2"));
  principal.variables.erase("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE");
  for (const std::string& token : std::vector<std::string>{
           "not-a-token", "a.b.c", "a." + Base64Url("[]") + ".c", "a." + Base64Url("{}") + ".c",
           "a." + Base64Url(R"({"exp":"soon"})") + ".c"}) {
    INFO(token);
    principal.variables["OCI_RESOURCE_PRINCIPAL_RPST"] = token;
    const std::string message = Message(principal.Make());
    CHECK(Contains(message, "OCI_RESOURCE_PRINCIPAL_RPST"));
    CHECK_FALSE(Contains(message, token));
  }
}

}  // namespace
}  // namespace oci
