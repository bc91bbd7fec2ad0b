// Sessions: rows keyed by a hash of the token. Idle ones end after 7 days, all after 90; the store
// decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

struct Session {
  static constexpr auto kTable = schema::kSessions;

  std::string id;  // a hash of its token
  UserId user_id = 0;
  std::int64_t created_ts = 0, expire_ts = 0, last_used_ts = 0;  // ms

  static constexpr auto Columns() {
    return std::tuple(Column("random_token", &Session::id), Column("user_id", &Session::user_id),
                      Column("created_ts", &Session::created_ts),
                      Column("expire_ts", &Session::expire_ts),
                      Column("last_used_ts", &Session::last_used_ts));
  }
};

struct NewSession {
  std::string token;  // the only time it is seen
  oci::TimePoint expires_at;
};

// 429 too_many: of the account's budget of sessions.
Outcome<NewSession> StartSession(const Context& context, UserId user_id);
// nullopt: no such session, or it has ended. ABSOLUTE.
Outcome<std::optional<Session>> FindSession(const Context& context, const std::string& session_id);
// The session of a token, its end moved on when it was last used more than an hour ago. Of several
// tokens that which was started last among those that stand; each costs a read.
Outcome<std::optional<Session>> UseSession(const Context& context,
                                           const std::vector<std::string>& tokens);
Outcome<Unit> EndSession(const Context& context, const std::string& session_id);
// Those that have not ended, last used first. ABSOLUTE.
Outcome<std::vector<Session>> SessionsOf(const Context& context, UserId user_id);
// All of a person's but that one ("": all).
Outcome<Unit> EndSessionsOf(const Context& context, UserId user_id, const std::string& but = {});

}  // namespace fotogal
