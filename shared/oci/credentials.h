// Who signs: an API key from an OCI configuration file, or the resource principal of a function.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "oci/call.h"
#include "oci/result.h"

namespace oci {

// A parsed RSA private key. Copies share it; signing is safe from several threads.
class PrivateKey {
 public:
  // pem: PKCS#8 or PKCS#1, encrypted or not. The error names no secret.
  static Result<PrivateKey> FromPem(std::string_view pem, std::string_view pass_phrase = {});
  // Base64 of RSASSA-PKCS1-v1_5 with SHA-256.
  Result<std::string> Sign(std::string_view text) const;
  // Of the public half, as OCI shows it: "80:20:8b:...".
  std::string Fingerprint() const;

 private:
  std::shared_ptr<void> key_;
};

struct Credentials {
  std::string key_id;  // "<tenancy>/<user>/<fingerprint>" or "ST$<token>"
  PrivateKey key;
};

// Safe to use from several threads.
class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;
  // The credentials to sign with now; a resource principal re-reads its files before the token
  // expires.
  virtual Result<Credentials> Get() = 0;
  // After a 401: forget what is cached. True when reading again can help.
  virtual bool Refresh() { return false; }
  // What the source says; empty when it does not know.
  virtual std::string region() const = 0;  // identifier, such as "us-ashburn-1"
  virtual std::string tenancy_id() const = 0;
  virtual std::string compartment_id() const { return {}; }
};

// Variables by name. Whoever can list them gives their names too: only so is a misspelt one found.
class Environment {
 public:
  using Lookup = std::function<std::optional<std::string>(const std::string& name)>;
  using Names = std::function<std::vector<std::string>()>;

  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Environment> && std::is_convertible_v<F, Lookup>)
      Environment(
          F&& lookup, Names names = [] { return std::vector<std::string>(); })
      : lookup_(std::forward<F>(lookup)), names_(std::move(names)) {}

  std::optional<std::string> operator()(const std::string& name) const { return lookup_(name); }
  std::vector<std::string> names() const { return names_(); }

 private:
  Lookup lookup_;
  Names names_;
};
// The process's own environment; it lists its names.
Environment ProcessEnvironment();

// ~/.oci/config: `path` or $OCI_CONFIG_FILE or the usual place; profiles inherit
// from [DEFAULT]. Errors name the key and the file. With security_token_file the key id is the
// session token's.
Result<std::shared_ptr<CredentialsProvider>> ConfigFileCredentials(const Environment& environment,
                                                                   std::string path,
                                                                   std::string profile);
// Resource principal version 2.2 (docs/contracts/README.md, "Signing and identity"):
// OCI_RESOURCE_PRINCIPAL_*; paths or values; re-read 5 min before expiry.
Result<std::shared_ptr<CredentialsProvider>> ResourcePrincipal(const Environment& environment,
                                                               Clock clock);
// The resource principal when OCI_RESOURCE_PRINCIPAL_VERSION is set, else the configuration file
// ($OCI_CONFIG_PROFILE).
Result<std::shared_ptr<CredentialsProvider>> DefaultCredentials(const Environment& environment,
                                                                Clock clock);

}  // namespace oci
