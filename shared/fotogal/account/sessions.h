// Sessions: rows with a hash of the token as key. A session ends after 7 days without use, and
// after 90 days at the latest; the row decides.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

// Where the browser of a session takes pushes (pushes/subscriptions.h).
struct PushSubscription {
  std::string endpoint;      // an address of a push service; "": it takes none
  std::string p256dh, auth;  // the browser's keys, in base64url
  // Minutes of the person's day between which nothing is sent; both 0: there are no such hours.
  int quiet_from = 0, quiet_to = 0;
  int utc_offset = 0;  // of the person's clock, in minutes

  bool is_on() const { return !endpoint.empty(); }
  friend void to_json(nlohmann::json& json, const PushSubscription& push);
  friend void from_json(const nlohmann::json& json, PushSubscription& push);
};

struct Session {
  static constexpr auto kTable = schema::kSessions;

  std::string id;  // a hash of its token
  UserId user_id = 0;
  std::int64_t created_ts = 0, expire_ts = 0, last_used_ts = 0;  // ms
  std::string device;  // in words: "Firefox on Windows"; "": not known
  // Of a suspended account. Only a hint, so that others need not look: the account's row decides.
  bool suspended = false;
  PushSubscription push = {};

  static constexpr auto Columns() {
    return std::tuple(
        Column("random_token", &Session::id), Column("user_id", &Session::user_id),
        Column("created_ts", &Session::created_ts), Column("expire_ts", &Session::expire_ts),
        Column("last_used_ts", &Session::last_used_ts), Column("device", &Session::device),
        Column("suspended", &Session::suspended), Column("push", &Session::push));
  }
};

struct NewSession {
  std::string token;  // only known when the session is created
  oci::TimePoint expires_at;
};

// 429 too_many: the account's budget of sessions is used up. suspended: the account is.
Outcome<NewSession> StartSession(const Context& context, UserId user_id,
                                 const std::string& device = {}, bool suspended = false);
// nullopt: there is no such session, or it has ended. ABSOLUTE.
Outcome<std::optional<Session>> FindSession(const Context& context, const std::string& session_id);
// The session of a token; if it was last used more than an hour ago, its end is moved. Of several
// tokens, the newest session that still exists; each token costs a read.
Outcome<std::optional<Session>> UseSession(const Context& context,
                                           const std::vector<std::string>& tokens);
Outcome<Unit> EndSession(const Context& context, const std::string& session_id);
// All sessions that have not ended, the last used first. ABSOLUTE.
Outcome<std::vector<Session>> SessionsOf(const Context& context, UserId user_id);
// Marks all of a person's sessions as those of a suspended account, or takes the mark away.
Outcome<Unit> MarkSessionsOf(const Context& context, UserId user_id, bool suspended);
// Ends all of a person's sessions but that one ("": all).
Outcome<Unit> EndSessionsOf(const Context& context, UserId user_id, const std::string& but = {});

}  // namespace fotogal
