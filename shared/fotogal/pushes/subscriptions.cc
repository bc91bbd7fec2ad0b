#include "fotogal/pushes/subscriptions.h"

#include <chrono>
#include <set>

#include "fotogal/pushes/pushes_statements.h"

namespace fotogal {

Problem PushNotConfigured() {
  return Problem(501, "push_not_configured", "This service sends no pushes.");
}

Outcome<Unit> Subscribe(const Context& context, const User& user, const std::string& session_id,
                        const PushSubscription& push) {
  // First, so that no subscription stays unseen when this call dies.
  if (!user.takes_pushes)
    OCI_RETURN_IF_ERROR(context.Execute(kPushesTake, {{"$u", user.id}}, Repeated::kSame));
  OCI_RETURN_IF_ERROR(
      context.Execute(kPushesSubscribe, {{"$t", session_id}, {"$p", push}}, Repeated::kSame));
  return Unit{};
}

Outcome<Unit> Unsubscribe(const Context& context, const std::string& session_id) {
  OCI_RETURN_IF_ERROR(context.Execute(
      kPushesSubscribe, {{"$t", session_id}, {"$p", PushSubscription()}}, Repeated::kSame));
  return Unit{};
}

Outcome<Unit> ForgetSubscription(const Context& context, const Session& session) {
  OCI_RETURN_IF_ERROR(context.Execute(
      kPushesForget,
      {{"$t", session.id}, {"$e", session.push.endpoint}, {"$none", PushSubscription()}},
      Repeated::kSame));
  return Unit{};
}

Outcome<std::vector<Session>> SubscribedSessions(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(auto sessions, SessionsOf(context, user));
  std::set<std::string> endpoints;
  std::erase_if(sessions, [&](const Session& session) {
    return session.suspended || !session.push.is_on() ||
           !endpoints.insert(session.push.endpoint).second;
  });
  return sessions;
}

bool IsQuiet(const PushSubscription& push, oci::TimePoint moment) {
  using std::chrono::minutes;
  constexpr std::int64_t kDay = minutes(std::chrono::days(1)).count();
  const auto utc = std::chrono::floor<minutes>(moment).time_since_epoch().count();
  const auto minute = ((utc + push.utc_offset) % kDay + kDay) % kDay;
  const bool is_after = minute >= push.quiet_from, is_before = minute < push.quiet_to;
  return push.quiet_from <= push.quiet_to ? is_after && is_before : is_after || is_before;
}

nlohmann::json QuietHours(const PushSubscription& push) {
  if (push.quiet_from == push.quiet_to) return nullptr;
  const auto two = [](int number) { return std::to_string(100 + number).substr(1); };
  const auto time = [&](int minute) { return two(minute / 60) + ":" + two(minute % 60); };
  return {{"from", time(push.quiet_from)}, {"to", time(push.quiet_to)}};
}

}  // namespace fotogal
