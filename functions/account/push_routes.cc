#include "functions/account/push_routes.h"

#include <nlohmann/json.hpp>

#include "common/ascii.h"
#include "common/base64.h"
#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/pushes/subscriptions.h"
#include "functions/account/self.h"
#include "functions/support/guard.h"
#include "oci/parallel.h"
#include "webpush/encryption.h"
#include "webpush/vapid.h"

namespace fotogal::account {
namespace {

using Json = nlohmann::json;

constexpr int kMinutesOfHour = 60;

// "07:30"
text::Checked TimeOfDay(std::string_view input) {
  const bool has_form = input.size() == 5 && input[2] == ':' && common::IsDigit(input[0]) &&
                        common::IsDigit(input[1]) && common::IsDigit(input[3]) &&
                        common::IsDigit(input[4]);
  if (!has_form || input.substr(0, 2) > "23" || input.substr(3) > "59")
    return text::Refusal{"bad_format", "must be a time from \"00:00\" to \"23:59\""};
  return std::string(input);
}

int MinuteOf(const std::string& time) {
  if (time.empty()) return 0;  // refused
  return std::stoi(time.substr(0, 2)) * kMinutesOfHour + std::stoi(time.substr(3));
}

// The input itself, if its bytes are what is wanted.
template <class IsWanted>
text::Checked Encoded(std::string_view input, IsWanted is_wanted, const char* otherwise) {
  const auto bytes = EncodedBytes(input);
  if (!bytes.ok()) return bytes;
  if (!is_wanted(*bytes)) return text::Refusal{"bad_value", otherwise};
  return std::string(input);
}

text::Checked ReceiverKey(std::string_view input) {
  return Encoded(input, webpush::IsPublicKey, "must be a public key of P-256, not compressed");
}

text::Checked AuthSecret(std::string_view input) {
  const auto is_secret = [](const auto& bytes) { return bytes.size() == webpush::kAuthBytes; };
  return Encoded(input, is_secret, "must be 16 bytes");
}

Outcome<Unit> ReadQuiet(const Json& quiet, PushSubscription& push) {
  Fields fields(quiet, "quiet.");
  push.quiet_from = MinuteOf(fields.Required("from", TimeOfDay));
  const std::string to = fields.Required("to", TimeOfDay);
  push.quiet_to = MinuteOf(to);
  if (!to.empty() && push.quiet_from == push.quiet_to)
    fields.Refuse("to", "bad_value", "must be another time than \"from\"");
  return fields.Finish();
}

Outcome<Unit> ReadKeys(const Json& keys, PushSubscription& push) {
  Fields fields(keys, "keys.");
  push.p256dh = fields.Required("p256dh", ReceiverKey);
  push.auth = fields.Required("auth", AuthSecret);
  return fields.Finish();
}

Outcome<PushSubscription> ReadSubscription(Exchange& exchange) {
  constexpr int kFurthestWest = -12 * kMinutesOfHour, kFurthestEast = 14 * kMinutesOfHour;
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  PushSubscription push;
  push.endpoint = fields.Required("endpoint", AnyText);
  if (!push.endpoint.empty() &&
      !IsPushEndpoint(exchange.context.services.config.pushes, push.endpoint))
    fields.Refuse("endpoint", "bad_value", "must be an address of a push service known here");
  const Json& keys = fields.RequiredObject("keys");
  const Json* quiet = fields.OptionalObject("quiet");
  const auto offset = fields.RequiredNumber("utc_offset_minutes", kFurthestWest, kFurthestEast);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_RETURN_IF_ERROR(ReadKeys(keys, push));
  if (quiet != nullptr) OCI_RETURN_IF_ERROR(ReadQuiet(*quiet, push));
  push.utc_offset = static_cast<int>(offset.value_or(0));
  return push;
}

Json SubscriptionView(const PushSubscription& push) {
  if (!push.is_on()) return nullptr;
  return {{"endpoint", push.endpoint},
          {"quiet", QuietHours(push)},
          {"utc_offset_minutes", push.utc_offset}};
}

Outcome<Unit> RequirePushes(const Exchange& exchange) {
  if (!exchange.context.services.config.pushes.is_on()) return PushNotConfigured();
  return Unit{};
}

}  // namespace

Answer GetPush(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_RETURN_IF_ERROR(RequirePushes(exchange));
  auto [caller, session] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return FindSession(exchange.context, exchange.caller.session_id); });
  OCI_RETURN_IF_ERROR(caller);
  OCI_RETURN_IF_ERROR(session);
  const auto key = webpush::PrivateKey::From(exchange.context.services.config.pushes.key);
  if (!key || !*session) return SessionEnded();
  return JsonResponse(200, {{"key", webpush::ServerKeyOf(*key)},
                            {"subscription", SubscriptionView((*session)->push)}});
}

Answer PutPush(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto push, ReadSubscription(exchange));
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, user.id));
  OCI_RETURN_IF_ERROR(RequirePushes(exchange));
  OCI_RETURN_IF_ERROR(Subscribe(exchange.context, user, exchange.caller.session_id, push));
  return NoContent();
}

Answer DeletePush(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_RETURN_IF_ERROR(RequireSession(exchange));
  OCI_RETURN_IF_ERROR(Unsubscribe(exchange.context, exchange.caller.session_id));
  return NoContent();
}

}  // namespace fotogal::account
