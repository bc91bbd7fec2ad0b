// What makes a retry find what the first try began: the first call with a key fixes the identity of
// its result.
#pragma once

#include <optional>
#include <string>

#include "fotogal/ids.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

// Fixed before anything is stored, the same for every retry.
struct Identity {
  Id id = 0;
  Id op = 0;
};
Identity NewIdentity(Services& services, oci::TimePoint now);

// The identity that the first call with this key chose, remembered for `days`. `content` is what
// the request carries: 422 idempotency_key_reused when that call carried something else. An empty
// key: always a new one.
Outcome<Identity> IdentityFor(Services& services, oci::Call& call, Id user, const std::string& key,
                              const std::string& content, int days);

// The identity that a call with this key has chosen before; nullopt: none has, or not for this
// content. ABSOLUTE.
Outcome<std::optional<Identity>> FindIdentity(Services& services, oci::Call& call, Id user,
                                              const std::string& key, const std::string& content);

}  // namespace fotogal
