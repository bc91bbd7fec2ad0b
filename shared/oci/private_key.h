// The private key that signs requests.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace oci {

// A parsed RSA private key. Copies share the key; several threads may sign at once.
class PrivateKey {
 public:
  // pem: PKCS#8 or PKCS#1, encrypted or not. The error message contains no secret.
  static Result<PrivateKey> FromPem(std::string_view pem, std::string_view pass_phrase = {});
  // Base64 of RSASSA-PKCS1-v1_5 with SHA-256.
  Result<std::string> Sign(std::string_view text) const;
  // The fingerprint of the public key as OCI shows it: "80:20:8b:...".
  std::string Fingerprint() const;

 private:
  std::shared_ptr<void> key_;
};

}  // namespace oci
