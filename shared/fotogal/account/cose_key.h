// Public keys of passkeys: COSE keys (RFC 9052, 9053, 8230) of the three algorithms that browsers
// are asked for, in the one encoding that WebAuthn allows (CTAP 2's canonical CBOR). Pure functions
// over bytes from outside.
#pragma once

#include <optional>
#include <string_view>

namespace fotogal::webauthn {

// As COSE numbers them, and in the order in which browsers are asked for them.
inline constexpr int kEdDsa = -8;    // Ed25519
inline constexpr int kEs256 = -7;    // ECDSA over P-256 with SHA-256
inline constexpr int kRs256 = -257;  // RSASSA-PKCS1-v1_5 with SHA-256, of 2048 to 4096 bits
inline constexpr int kAlgorithms[] = {kEdDsa, kEs256, kRs256};

// The bytes of the key with which `bytes` begin. nullopt: they begin with none, with one of another
// kind, or with one that is no key: a point that is not on the curve, say.
std::optional<std::string_view> KeyAt(std::string_view bytes);

// Whether the signature of the message is by the owner of the key, which KeyAt has returned. ECDSA:
// in DER.
bool IsSignedBy(std::string_view key, std::string_view message, std::string_view signature);

}  // namespace fotogal::webauthn
