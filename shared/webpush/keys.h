// Keys on the curve P-256, as Web Push uses them: 32 bytes of a private key, and 65 bytes of a
// public one (0x04, x, y: not compressed).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace webpush {

inline constexpr std::size_t kPrivateKeyBytes = 32, kPublicKeyBytes = 65;

// Whether these bytes are a public key: of the right length, and a point of the curve.
bool IsPublicKey(std::string_view bytes);

// May be used from several threads at once.
class PrivateKey {
 public:
  // nullopt: not 32 bytes, or no number that the curve allows.
  static std::optional<PrivateKey> From(std::string_view bytes);
  // A new one; nullopt: there were no random numbers.
  static std::optional<PrivateKey> Make();

  const std::string& public_key() const { return public_key_; }
  // The secret that both owners of two keys get (ECDH), 32 bytes. nullopt: no public key.
  std::optional<std::string> SecretWith(std::string_view public_key) const;
  // ES256: r and s, 64 bytes, as JSON Web Tokens have them.
  std::optional<std::string> Sign(std::string_view message) const;

 private:
  struct Loaded;
  std::shared_ptr<const Loaded> loaded_;
  std::string public_key_;
};

}  // namespace webpush
