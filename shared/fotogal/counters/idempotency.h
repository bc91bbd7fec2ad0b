// What makes a retry find what the first try began: the first call with a key fixes the identity of
// its result.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Fixed before anything is stored, the same for every retry.
struct Identity {
  Id id = 0;
  Op op;  // 0: an earlier call has made it
  bool IsMade() const { return op == 0; }
};
Identity NewIdentity(Services& services, oci::TimePoint now);

// The identity that the first call with this key chose, remembered for `days`. `content` is what
// the request carries: 422 idempotency_key_reused when that call carried something else. An empty
// key: always a new one.
Outcome<Identity> IdentityFor(const Context& context, UserId user, const std::string& key,
                              const std::string& content, int days);

// The identity's id was found to be somebody else's: the next IdentityFor with this key answers
// another. Nothing for an empty key, when another call was quicker, or when it has been made.
Outcome<Unit> Redraw(const Context& context, UserId user, const std::string& key,
                     const Identity& taken);

// What the key stands for has been made: whoever retries from now on makes nothing any more, also
// when it has been removed meanwhile. Nothing for an empty key.
Outcome<Unit> MarkMade(const Context& context, UserId user, const std::string& key,
                       const Identity& identity);

// Whether what the key stands for has been made, whatever it carried. ABSOLUTE.
Outcome<bool> IsMade(const Context& context, UserId user, const std::string& key);

// The identity that a call with this key has chosen before; nullopt: none has. 422
// idempotency_key_reused: one has, for other content. ABSOLUTE.
Outcome<std::optional<Identity>> FindIdentity(const Context& context, UserId user,
                                              const std::string& key, const std::string& content);

}  // namespace fotogal
