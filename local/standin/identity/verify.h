// Signatures of requests, verified as OCI does it (docs/contracts/README.md, "Signing and
// identity").
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/identity/rsa.h"
#include "oci/call.h"

namespace standin {

// Whose signatures are accepted: API keys by key id, and session tokens ("ST$<jwt>") that the
// authority's key has signed; such a token names the key of its holder (claim `jwk`) and its end
// (`exp`). Safe from several threads at once.
class KeyRing {
 public:
  void AddApiKey(std::string key_id, PublicKey key);  // "<tenancy>/<user>/<fingerprint>"
  void SetAuthority(PublicKey key);
  // nullopt: unknown, expired or not signed by the authority.
  std::optional<PublicKey> Find(std::string_view key_id, oci::TimePoint now);

 private:
  struct Session {
    PublicKey key;
    oci::TimePoint expires;
  };
  std::optional<Session> ReadToken(std::string_view token) const;

  std::mutex mutex_;
  std::map<std::string, PublicKey, std::less<>> api_keys_;
  std::optional<PublicKey> authority_;
  std::map<std::string, Session, std::less<>> sessions_;  // tokens seen before
};

// The Authorization header's parameters, in any order.
struct SignatureHeader {
  std::string key_id, algorithm, version, signature;
  std::vector<std::string> headers;  // as written
};
std::optional<SignatureHeader> ParseSignatureHeader(std::string_view value);

// The refusal (401) of a request whose signature does not hold; nullopt: it holds.
std::optional<Response> RefuseUnlessSigned(const Request& request, KeyRing& keys,
                                           oci::TimePoint now);

}  // namespace standin
