// RSA keys: creating them and verifying signatures.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace standin {

// A public RSA key. Copies share it; several threads may verify at once.
class PublicKey {
 public:
  static std::optional<PublicKey> FromPem(std::string_view pem);
  // {"kty":"RSA","n":"<base64url>","e":"<base64url>"}
  static std::optional<PublicKey> FromJwk(const nlohmann::json& jwk);

  // RSASSA-PKCS1-v1_5 with SHA-256; raw signature bytes.
  bool Verifies(std::string_view text, std::string_view signature) const;
  std::string Pem() const;
  nlohmann::json Jwk() const;
  // "80:20:8b:...", as OCI shows it.
  std::string Fingerprint() const;

 private:
  friend std::optional<PublicKey> PublicKeyOf(std::string_view private_pem);
  std::shared_ptr<void> key_;
};

// A new private key of 2048 bits, PKCS#8 PEM.
std::string MakeRsaKey();
// nullopt: not a private key.
std::optional<PublicKey> PublicKeyOf(std::string_view private_pem);

}  // namespace standin
