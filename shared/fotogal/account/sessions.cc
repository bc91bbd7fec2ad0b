#include "fotogal/account/sessions.h"

#include <algorithm>

#include "common/base64.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr std::chrono::hours kSlideEvery{1};
constexpr int kSessionDeletesInFlight = 8;
constexpr int kIdleDays = static_cast<int>(schema::kSessionIdle.count());

std::int64_t Millis(std::chrono::milliseconds duration) { return duration.count(); }

std::int64_t EndAfterUse(std::int64_t created_ts, std::int64_t now) {
  return std::min(now + Millis(schema::kSessionIdle),
                  created_ts + Millis(schema::kSessionLifetime));
}

oci::nosql::Key KeyOf(const std::string& session_id) { return {{"random_token", session_id}}; }

Session SessionFromRow(const Json& row) {
  return {row.at("random_token").get<std::string>(), row.at("user_id").get<Id>(),
          row.at("created_ts").get<std::int64_t>(), row.at("expire_ts").get<std::int64_t>(),
          row.at("last_used_ts").get<std::int64_t>()};
}

// Whether it has the form of NewToken: what has not is nobody's, and nobody asks the store.
bool MayBeToken(const std::string& token) {
  constexpr size_t kBytes = 32;
  const auto bytes = common::Base64UrlDecode(token);
  return bytes && bytes->size() == kBytes;
}

Outcome<Unit> Slide(Services& services, oci::Call& call, Session& session, std::int64_t now) {
  session.expire_ts = EndAfterUse(session.created_ts, now);
  session.last_used_ts = now;
  static const std::string kStatement =
      "DECLARE $t STRING; $e LONG; $n LONG; UPDATE " + std::string(schema::kSessions) +
      " $s SET $s.expire_ts = $e, SET $s.last_used_ts = $n, SET TTL " + std::to_string(kIdleDays) +
      " DAYS WHERE $s.random_token = $t";
  OCI_RETURN_IF_ERROR(services.nosql->Execute(
      call, kStatement, {{"$t", session.id}, {"$e", session.expire_ts}, {"$n", now}}, true));
  return Unit{};
}

}  // namespace

Outcome<NewSession> StartSession(Services& services, oci::Call& call, Id user_id) {
  OCI_RETURN_IF_ERROR(Spend(services, call, Budget::kSessions, user_id));
  const std::string token = NewToken(services.random);
  const auto now = ToMillis(call.Now());
  const auto expire_ts = EndAfterUse(now, now);
  oci::nosql::PutOptions options;
  options.ttl_days = kIdleDays;
  OCI_RETURN_IF_ERROR(services.nosql->Put(call, schema::kSessions,
                                          {{"random_token", Sha256Base64Url(token)},
                                           {"created_ts", now},
                                           {"expire_ts", expire_ts},
                                           {"last_used_ts", now},
                                           {"user_id", user_id}},
                                          options));
  return NewSession{token, FromMillis(expire_ts)};
}

Outcome<std::optional<Session>> FindSession(Services& services, oci::Call& call,
                                            const std::string& session_id) {
  if (session_id.empty() || session_id.size() > 60) return std::optional<Session>();
  OCI_ASSIGN_OR_RETURN(auto row, services.nosql->Get(call, schema::kSessions, KeyOf(session_id),
                                                     oci::nosql::Consistency::kAbsolute));
  if (!row) return std::optional<Session>();
  Session session = SessionFromRow(row->value);
  if (session.expire_ts <= ToMillis(call.Now())) return std::optional<Session>();
  return std::optional<Session>(std::move(session));
}

Outcome<std::optional<Session>> UseSession(Services& services, oci::Call& call,
                                           const std::vector<std::string>& tokens) {
  std::optional<Session> session;
  for (const auto& token : tokens) {
    if (!MayBeToken(token)) continue;
    OCI_ASSIGN_OR_RETURN(auto found, FindSession(services, call, Sha256Base64Url(token)));
    if (found && (!session || found->created_ts > session->created_ts)) session = std::move(found);
  }
  const auto now = ToMillis(call.Now());
  if (session && now - session->last_used_ts > Millis(kSlideEvery)) {
    OCI_RETURN_IF_ERROR(Slide(services, call, *session, now));
  }
  return session;
}

Outcome<Unit> EndSession(Services& services, oci::Call& call, const std::string& session_id) {
  OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kSessions, KeyOf(session_id)));
  return Unit{};
}

Outcome<std::vector<Session>> SessionsOf(Services& services, oci::Call& call, Id user_id) {
  static const std::string kStatement = "DECLARE $u LONG; SELECT * FROM " +
                                        std::string(schema::kSessions) + " s WHERE s.user_id = $u";
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       services.nosql->QueryAll(call, kStatement, {{"$u", user_id}}, options));
  std::vector<Session> sessions;
  for (const auto& row : rows) {
    Session session = SessionFromRow(row);
    if (session.expire_ts > ToMillis(call.Now())) sessions.push_back(std::move(session));
  }
  std::ranges::sort(sessions, std::greater(), &Session::last_used_ts);
  return sessions;
}

Outcome<Unit> EndSessionsOf(Services& services, oci::Call& call, Id user_id,
                            const std::string& but) {
  OCI_ASSIGN_OR_RETURN(auto sessions, SessionsOf(services, call, user_id));
  std::erase_if(sessions, [&](const Session& session) { return session.id == but; });
  OCI_RETURN_IF_ERROR(
      oci::ForEach(sessions, kSessionDeletesInFlight, [&](const Session& session) -> oci::Status {
        OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kSessions, KeyOf(session.id)));
        return oci::Ok();
      }));
  return Unit{};
}

}  // namespace fotogal
