// Makes retries find what the first try has begun: the first call with a key chooses the id of its
// result, and the key is stored with it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// The id and op for a result; stored before anything else is written, and the same for every retry.
struct Identity {
  Id id = 0;
  Op op;  // 0: an earlier call has created the result already
  bool IsMade() const { return op == 0; }
};
Identity NewIdentity(Services& services, oci::TimePoint now);

// The identity that the first call with this key chose; stored for `days`. `content`: what the
// request contains; 422 idempotency_key_reused when the first call had other content. An empty key:
// always a new identity.
Outcome<Identity> IdentityFor(const Context& context, UserId user, const std::string& key,
                              const std::string& content, int days);

// The same for two keys, without content and at once; neither may be empty.
Outcome<std::pair<Identity, Identity>> IdentitiesFor(
    const Context& context, UserId user, const std::pair<std::string, std::string>& keys, int days);

// For keys that the first call with each decides, several at once: true where that call had this
// content, now or earlier.
Outcome<std::vector<bool>> FixContents(const Context& context, UserId user,
                                       const std::vector<std::string>& keys,
                                       const std::string& content, int days);
// The same for what earlier calls have decided; nullopt: none has. ABSOLUTE.
Outcome<std::vector<std::optional<bool>>> FindContents(const Context& context, UserId user,
                                                       const std::vector<std::string>& keys,
                                                       const std::string& content);

// The identity's id belongs to somebody else's row: the next IdentityFor with this key returns
// another one. Does nothing for an empty key, when another call was faster, or when the result was
// created.
Outcome<Unit> Redraw(const Context& context, UserId user, const std::string& key,
                     const Identity& taken);

// The result for the key was created: further retries create nothing, even if it was deleted
// meanwhile. Does nothing for an empty key.
Outcome<Unit> MarkMade(const Context& context, UserId user, const std::string& key,
                       const Identity& identity);

// True when the result for the key was created, whatever its content. ABSOLUTE.
Outcome<bool> IsMade(const Context& context, UserId user, const std::string& key);

// The identity that an earlier call with this key has chosen; nullopt: there was none. 422
// idempotency_key_reused: there was one with other content. ABSOLUTE.
Outcome<std::optional<Identity>> FindIdentity(const Context& context, UserId user,
                                              const std::string& key, const std::string& content);

}  // namespace fotogal
