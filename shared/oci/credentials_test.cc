#include "oci/credentials.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "oci/config_file.h"
#include "oci/testing.h"

namespace oci {
namespace {

using testing::TestKey;
using testing::TestKeyPem;
using testing::Vectors;

const std::string kPassPhrase = "a=b == c";

// The test key, encrypted: PKCS#8, or the older PKCS#1 form.
std::string EncryptedPem(bool pkcs8) {
  const std::string pem = TestKeyPem();
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  const auto* phrase = reinterpret_cast<const unsigned char*>(kPassPhrase.data());
  const int size = static_cast<int>(kPassPhrase.size());
  if (pkcs8) {
    PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), kPassPhrase.data(), size, nullptr,
                                  nullptr);
  } else {
    PEM_write_bio_PrivateKey_traditional(out, key, EVP_aes_256_cbc(), phrase, size, nullptr,
                                         nullptr);
  }
  char* data = nullptr;
  const long length = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<size_t>(length));
  BIO_free(in);
  BIO_free(out);
  EVP_PKEY_free(key);
  return text;
}

// A folder of its own for each test, and an environment that sees it as HOME.
struct Home {
  Home() {
    static int count = 0;
    path = std::filesystem::temp_directory_path() /
           ("oci-credentials-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path / ".oci");
    variables["HOME"] = path.string();
  }
  ~Home() { std::filesystem::remove_all(path); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
  Environment environment() const {
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      if (found == variables.end()) return std::nullopt;
      return found->second;
    };
  }
  std::string ConfigText() const {
    return "user=ocid1.user\nfingerprint=" + TestKey().Fingerprint() +
           "\ntenancy=ocid1.tenancy\nregion=us-phoenix-1\nkey_file=~/.oci/key.pem\n";
  }
  std::filesystem::path path;
  std::map<std::string, std::string> variables;
};

std::string Message(const Result<std::shared_ptr<CredentialsProvider>>& result) {
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == "configuration");
  return result.error().message;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("keys: plain, encrypted in both forms, and not usable") {
  const std::string signature = TestKey().Sign("x").value();
  for (const bool pkcs8 : {true, false}) {
    const std::string pem = EncryptedPem(pkcs8);
    REQUIRE(PrivateKey::FromPem(pem, kPassPhrase).ok());
    CHECK(PrivateKey::FromPem(pem, kPassPhrase)->Sign("x").value() == signature);
    CHECK(PrivateKey::FromPem(pem).error().message == "the private key needs a pass phrase");
    CHECK(PrivateKey::FromPem(pem, "wrong").error().message ==
          "the private key's pass phrase is wrong");
  }
  CHECK(PrivateKey::FromPem(TestKeyPem() + "OCI_API_KEY\n").ok());
  CHECK(PrivateKey::FromPem(TestKeyPem(), "not needed").ok());
  CHECK_FALSE(PrivateKey::FromPem("").ok());
  CHECK_FALSE(
      PrivateKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").ok());
  CHECK_FALSE(PrivateKey().Sign("x").ok());
  CHECK(TestKey().Fingerprint() == Vectors()["fingerprint"]);
}

TEST_CASE("the configuration file's text") {
  const std::string text =
      "\xEF\xBB\xBF# comment\r\n\r\n[DEFAULT]\r\n user = u1 \r\npass_phrase=a=b == c\r\n"
      "[other]\r\nUser=u2\r\n;x\r\n[DEFAULT]\r\nregion=r\r\n";
  const auto fallback = ParseConfigFile(text, "DEFAULT", "f").value();
  CHECK(fallback == ConfigProfile{{"user", "u1"}, {"pass_phrase", "a=b == c"}, {"region", "r"}});
  const auto other = ParseConfigFile(text, "other", "f").value();
  CHECK(other == ConfigProfile{{"user", "u2"}, {"pass_phrase", "a=b == c"}, {"region", "r"}});
  CHECK(ParseConfigFile(text, "none", "f").error().message == "f has no profile [none]");
  CHECK(ParseConfigFile("[a]\nsecret", "a", "f").error().message ==
        "f line 2: a line is neither key=value nor a section");
  CHECK(ParseConfigFile("k=v\n[a]", "a", "f").error().message ==
        "f line 1: key k stands before the first section");
  CHECK_FALSE(ParseConfigFile("[]", "a", "f").ok());
  CHECK_FALSE(ParseConfigFile("[a\nk=v", "a", "f").ok());
  CHECK_FALSE(ParseConfigFile("[a]\n=v", "a", "f").ok());
}

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
  home.Write(".oci/config", "[DEFAULT]\n" + home.ConfigText() + "fingerprint=00:11\n");
  CHECK(Contains(Message(ConfigFileCredentials(home.environment(), "", "")), "fingerprint"));
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
