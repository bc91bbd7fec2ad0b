// The key that signs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

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

}  // namespace oci
