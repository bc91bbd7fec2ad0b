// What requests are signed with, and where that comes from.
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
  // After a 401: forget what is cached. True when reading again can help.
  virtual bool Refresh() { return false; }
  // What the source says; empty when it does not know.
  virtual std::string region() const = 0;  // identifier, such as "us-ashburn-1"
  virtual std::string tenancy_id() const = 0;
  virtual std::string compartment_id() const { return {}; }
};

}  // namespace oci
