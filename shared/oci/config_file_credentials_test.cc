#include "oci/config_file_credentials.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/credentials.h"
#include "oci/testing_credentials.h"

namespace oci {
namespace {

using namespace testing;

TEST_CASE("an API key from the usual place, from $OCI_CONFIG_FILE and from a path") {
  Home home;
  home.Write(".oci/key.pem", TestKeyPem());
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText());
  const auto usual = DefaultCredentials(home.environment(), [] { return testing::At(0); });
  REQUIRE(usual.ok());
  CHECK((*usual)->Get()->key_id == "ocid1.tenancy/ocid1.user/" + TestKey().Fingerprint());
  CHECK((*usual)->region() == "us-phoenix-1");
  CHECK((*usual)->tenancy_id() == "ocid1.tenancy");
  CHECK_FALSE((*usual)->Refresh());

  home.variables["OCI_CONFIG_FILE"] = "~/elsewhere";
  home.Write("elsewhere", "[DEFAULT]\n" + home.ConfigText() + "[p]\nuser=ocid1.two\nregion=IAD\n");
  home.variables["OCI_CONFIG_PROFILE"] = "p";
  const auto named = DefaultCredentials(home.environment(), [] { return testing::At(0); });
  REQUIRE(named.ok());
  CHECK((*named)->Get()->key_id == "ocid1.tenancy/ocid1.two/" + TestKey().Fingerprint());
  CHECK((*named)->region() == "us-ashburn-1");

  const auto given = ConfigFileCredentials(home.environment(), "~/.oci/config", "");
  REQUIRE(given.ok());
  CHECK((*given)->Get()->key_id == "ocid1.tenancy/ocid1.user/" + TestKey().Fingerprint());
}

TEST_CASE("the pass phrase may hold '=' and never shows in an error") {
  Home home;
  home.Write(".oci/key.pem", EncryptedPem(true));
  home.Write(".oci/config",
             "[DEFAULT]\n" + home.ConfigText() + "pass_phrase=" + kPassPhrase + "\n");
  REQUIRE(ConfigFileCredentials(home.environment(), "", "").ok());
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "pass_phrase=hunter2\n");
  const std::string message = Message(ConfigFileCredentials(home.environment(), "", ""));
  CHECK(Contains(message, "pass_phrase"));
  CHECK(Contains(message, "key.pem"));
  CHECK_FALSE(Contains(message, "hunter2"));
}

TEST_CASE("errors of the configuration file name the key and the file") {
  Home home;
  home.Write(".oci/key.pem", TestKeyPem());
  const std::string file = (home.path / ".oci/config").string();
  CHECK(Contains(Message(ConfigFileCredentials(home.environment(), "", "")), file));
  for (const std::string key : {"user", "fingerprint", "tenancy", "key_file"}) {
    INFO(key);
    std::string text = "[DEFAULT]\n" + home.ConfigText();
    const auto at = text.find("\n" + key + "=") + 1;
    text.erase(at, text.find('\n', at) - at);
    home.Write(".oci/config", text);
    const std::string message = Message(ConfigFileCredentials(home.environment(), "", ""));
    CHECK(Contains(message, file + " [DEFAULT]: " + key + " is missing"));
  }
  std::string misspelt = "[DEFAULT]\n" + home.ConfigText();
  misspelt.replace(misspelt.find("\ntenancy="), 9, "\ntennancy=");
  home.Write(".oci/config", misspelt);
  CHECK(Contains(Message(ConfigFileCredentials(home.environment(), "", "")),
                 "tenancy is missing; tennancy: did you mean tenancy?"));
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "fingerprint=00:11\n");
  CHECK(Contains(Message(ConfigFileCredentials(home.environment(), "", "")),
                 "fingerprint is 00:11, and that of the key in key_file is "));
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "key_file=~/.oci/none.pem\n");
  CHECK(Contains(Message(ConfigFileCredentials(home.environment(), "", "")), "none.pem"));
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "key_file=~/.oci\n");
  CHECK(Contains(Message(ConfigFileCredentials(home.environment(), "", "")), "key_file"));
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "key_content=secret\n");
  CHECK_FALSE(Contains(Message(ConfigFileCredentials(home.environment(), "", "")), "secret"));
}

TEST_CASE("a session token file makes the key id and is read again after a refusal") {
  Home home;
  home.Write(".oci/key.pem", TestKeyPem());
  home.Write("token", "t1\n");
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "security_token_file=~/token\n");
  const auto provider = ConfigFileCredentials(home.environment(), "", "");
  REQUIRE(provider.ok());
  CHECK((*provider)->Get()->key_id == "ST$t1");
  CHECK_FALSE((*provider)->Refresh());
  home.Write("token", "t2");
  CHECK((*provider)->Refresh());
  CHECK((*provider)->Get()->key_id == "ST$t2");
}

}  // namespace
}  // namespace oci
