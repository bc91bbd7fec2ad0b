// The credentials that requests are signed with, and the interface of what provides them.
#pragma once

#include <string>

#include "oci/private_key.h"
#include "oci/result.h"

namespace oci {

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
  // Called after a 401: drops cached credentials. True when reading them again may give others.
  virtual bool Refresh() { return false; }
  // As the source of the credentials says; empty when it does not say.
  virtual std::string region() const = 0;  // identifier, such as "us-ashburn-1"
  virtual std::string tenancy_id() const = 0;
  virtual std::string compartment_id() const { return {}; }
};

}  // namespace oci
