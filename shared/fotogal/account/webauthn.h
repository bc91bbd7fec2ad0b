// What authenticators answer when a passkey is made and when somebody logs in with it: WebAuthn
// (level 3, sections 5.8.1, 6.1, 6.5 and 7). Pure functions over bytes from outside. Who made the
// authenticator is not asked for, so statements about that are read over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace fotogal::webauthn {

inline constexpr std::size_t kLeastCredentialId = 16;
inline constexpr std::size_t kMostCredentialId = 1023;
inline constexpr std::size_t kMostClientData = 4096;
inline constexpr std::size_t kMostAuthenticatorData = 4096;
inline constexpr std::size_t kMostAttestationObject = 16 * 1024;
inline constexpr std::size_t kMostSignature = 1024;

// Why something is not taken: a stable code for logs and tests, "wrong_origin".
struct Refused {
  std::string code;
};
template <class T>
using Checked = oci::Result<T, Refused>;
using oci::Unit;

// What an answer has to be for.
struct Expected {
  std::string rp_id;      // "photos.example"
  std::string origin;     // "https://photos.example"
  std::string challenge;  // base64url, as it was sent
};

struct NewCredential {
  std::string id;          // bytes
  std::string public_key;  // as COSE encodes it (cose_key.h)
  std::uint32_t sign_count = 0;
};
// Of navigator.credentials.create().
Checked<NewCredential> ReadRegistration(const Expected& expected, std::string_view client_data,
                                        std::string_view attestation_object);

// Of navigator.credentials.get(); all in bytes.
struct Assertion {
  std::string client_data, authenticator_data, signature;
};
struct Asserted {
  std::uint32_t sign_count = 0;
};
// Everything but the signature, so that nothing need be looked up for an answer to something else.
Checked<Asserted> ReadAssertion(const Expected& expected, const Assertion& assertion);
Checked<Unit> CheckSignature(const Assertion& assertion, std::string_view public_key);

}  // namespace fotogal::webauthn
