// Verifies signatures of requests as OCI does (docs/contracts/README.md, "Signing and identity").
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/identity/rsa.h"
#include "oci/call.h"

namespace standin {

// The keys whose signatures are accepted: API keys by key id, and session tokens ("ST$<jwt>") that
// the authority has signed. A token contains the public key of its owner (claim `jwk`) and its
// expiry (`exp`). May be used from several threads at once.
class KeyRing {
 public:
  void AddApiKey(std::string key_id, PublicKey key);  // "<tenancy>/<user>/<fingerprint>"
  void SetAuthority(PublicKey key);
  // nullopt: unknown, expired, or not signed by the authority.
  std::optional<PublicKey> Find(std::string_view key_id, oci::TimePoint now);
  // Whether `key`, which was found by the id, has signed the text. NoSQL's drivers send one
  // signature with thousands of requests, so the answer is remembered.
  bool Verifies(const std::string& key_id, const PublicKey& key, const std::string& text,
                const std::string& signature);

 private:
  struct Session {
    PublicKey key;
    oci::TimePoint expires;
  };
  std::optional<Session> ReadToken(std::string_view token) const;

  std::mutex mutex_;
  std::map<std::string, PublicKey, std::less<>> api_keys_;
  std::optional<PublicKey> authority_;
  std::map<std::string, Session, std::less<>> sessions_;  // tokens that were verified before
  std::unordered_map<std::string, bool> verified_;        // by key id, signature and text
};

// The parameters of the Authorization header, in any order.
struct SignatureHeader {
  std::string key_id, algorithm, version, signature;
  std::vector<std::string> headers;  // as written
};
std::optional<SignatureHeader> ParseSignatureHeader(std::string_view value);

// The refusal (401) of a request without a valid signature; nullopt: the signature is valid.
std::optional<Response> RefuseUnlessSigned(const Request& request, KeyRing& keys,
                                           oci::TimePoint now);

}  // namespace standin
