#include "oci/credentials.h"

#include "oci/testing_credentials.h"

using namespace oci;
using namespace oci::testing;

TEST_CASE("a resource principal goes before a configuration file") {
  Home home;
  home.Write(".oci/key.pem", TestKeyPem());
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText());
  const auto clock = [] { return At(0); };
  const auto from_file = DefaultCredentials(home.environment(), clock);
  REQUIRE(from_file.ok());
  CHECK((*from_file)->tenancy_id() == "ocid1.tenancy");

  home.variables["OCI_RESOURCE_PRINCIPAL_VERSION"] = "2.2";
  CHECK(Contains(Message(DefaultCredentials(home.environment(), clock)),
                 "OCI_RESOURCE_PRINCIPAL_RPST"));
}

TEST_CASE("the configuration file's profile is told by $OCI_CONFIG_PROFILE") {
  Home home;
  home.Write(".oci/key.pem", TestKeyPem());
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "[p]\nregion=IAD\n");
  home.variables["OCI_CONFIG_PROFILE"] = "p";
  const auto named = DefaultCredentials(home.environment(), [] { return At(0); });
  REQUIRE(named.ok());
  CHECK((*named)->region() == "us-ashburn-1");
}
