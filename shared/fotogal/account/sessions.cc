#include "fotogal/account/sessions.h"

#include <algorithm>

#include "common/base64.h"
#include "fotogal/account/account_statements.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kSlideEvery{1};
constexpr int kSessionsInFlight = 8;
constexpr int kIdleDays = static_cast<int>(schema::kSessionIdle.count());

std::int64_t Millis(std::chrono::milliseconds duration) { return duration.count(); }

std::int64_t EndAfterUse(std::int64_t created_ts, std::int64_t now) {
  return std::min(now + Millis(schema::kSessionIdle),
                  created_ts + Millis(schema::kSessionLifetime));
}

oci::nosql::Key KeyOf(const std::string& session_id) { return {{"random_token", session_id}}; }

// True when the text has the form of NewToken; other texts cannot be tokens and are not looked up.
bool MayBeToken(const std::string& token) {
  constexpr size_t kBytes = 32;
  const auto bytes = common::Base64UrlDecode(token);
  return bytes && bytes->size() == kBytes;
}

Outcome<Unit> Slide(const Context& context, Session& session, std::int64_t now) {
  session.expire_ts = EndAfterUse(session.created_ts, now);
  session.last_used_ts = now;
  static_assert(kIdleDays == 7, "as the TTL of the statement");
  OCI_RETURN_IF_ERROR(context.Execute(kSessionsSlide,
                                      {{"$t", session.id}, {"$e", session.expire_ts}, {"$n", now}},
                                      Repeated::kSame));
  return Unit{};
}

}  // namespace

void to_json(nlohmann::json& json, const PushSubscription& push) {
  if (!push.is_on()) {
    json = nullptr;
    return;
  }
  json = {{"endpoint", push.endpoint}, {"p256dh", push.p256dh},
          {"auth", push.auth},         {"quiet_from", push.quiet_from},
          {"quiet_to", push.quiet_to}, {"utc_offset", push.utc_offset}};
}

void from_json(const nlohmann::json& json, PushSubscription& push) {
  push.endpoint = json.value("endpoint", "");
  push.p256dh = json.value("p256dh", "");
  push.auth = json.value("auth", "");
  push.quiet_from = json.value("quiet_from", 0);
  push.quiet_to = json.value("quiet_to", 0);
  push.utc_offset = json.value("utc_offset", 0);
}

Outcome<NewSession> StartSession(const Context& context, UserId user_id, const std::string& device,
                                 bool suspended) {
  OCI_RETURN_IF_ERROR(Spend(context, Budget::kSessions, user_id));
  const std::string token = NewToken(context.services.random);
  const auto now = ToMillis(context.Now());
  const auto expire_ts = EndAfterUse(now, now);
  oci::nosql::PutOptions options;
  options.ttl_days = kIdleDays;
  const Session session{.id = Sha256Base64Url(token),
                        .user_id = user_id,
                        .created_ts = now,
                        .expire_ts = expire_ts,
                        .last_used_ts = now,
                        .device = device,
                        .suspended = suspended};
  OCI_RETURN_IF_ERROR(context.Put(schema::kSessions, JsonOf(session), options));
  return NewSession{token, FromMillis(expire_ts)};
}

Outcome<std::optional<Session>> FindSession(const Context& context, const std::string& session_id) {
  if (session_id.empty() || session_id.size() > 60) return std::optional<Session>();
  OCI_ASSIGN_OR_RETURN(auto session, context.Find<Session>(KeyOf(session_id)));
  if (session && session->expire_ts <= ToMillis(context.Now())) session.reset();
  return session;
}

Outcome<std::optional<Session>> UseSession(const Context& context,
                                           const std::vector<std::string>& tokens) {
  std::optional<Session> session;
  for (const auto& token : tokens) {
    if (!MayBeToken(token)) continue;
    OCI_ASSIGN_OR_RETURN(auto found, FindSession(context, Sha256Base64Url(token)));
    if (found && (!session || found->created_ts > session->created_ts)) session = std::move(found);
  }
  const auto now = ToMillis(context.Now());
  if (session && now - session->last_used_ts > Millis(kSlideEvery)) {
    OCI_RETURN_IF_ERROR(Slide(context, *session, now));
  }
  return session;
}

Outcome<Unit> EndSession(const Context& context, const std::string& session_id) {
  OCI_RETURN_IF_ERROR(context.Delete(schema::kSessions, KeyOf(session_id)));
  return Unit{};
}

Outcome<std::vector<Session>> SessionsOf(const Context& context, UserId user_id) {
  OCI_ASSIGN_OR_RETURN(auto sessions,
                       context.Select<Session>(kSessionsOfUser, {{"$u", user_id}}, Absolute()));
  const auto now = ToMillis(context.Now());
  std::erase_if(sessions, [&](const Session& session) { return session.expire_ts <= now; });
  std::ranges::sort(sessions, std::greater(), &Session::last_used_ts);
  return sessions;
}

Outcome<Unit> MarkSessionsOf(const Context& context, UserId user_id, bool suspended) {
  OCI_ASSIGN_OR_RETURN(auto sessions, SessionsOf(context, user_id));
  std::erase_if(sessions, [&](const Session& session) { return session.suspended == suspended; });
  OCI_RETURN_IF_ERROR(
      oci::ForEach(sessions, kSessionsInFlight, [&](const Session& session) -> oci::Status {
        OCI_RETURN_IF_ERROR(context.Execute(kSessionsMark, {{"$t", session.id}, {"$s", suspended}},
                                            Repeated::kSame));
        return oci::Ok();
      }));
  return Unit{};
}

Outcome<Unit> EndSessionsOf(const Context& context, UserId user_id, const std::string& but) {
  OCI_ASSIGN_OR_RETURN(auto sessions, SessionsOf(context, user_id));
  std::erase_if(sessions, [&](const Session& session) { return session.id == but; });
  OCI_RETURN_IF_ERROR(
      oci::ForEach(sessions, kSessionsInFlight, [&](const Session& session) -> oci::Status {
        OCI_RETURN_IF_ERROR(context.Delete(schema::kSessions, KeyOf(session.id)));
        return oci::Ok();
      }));
  return Unit{};
}

}  // namespace fotogal
