#include "functions/login/passkey_login.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/passkeys.h"
#include "fotogal/account/throttle.h"
#include "fotogal/base/fields.h"
#include "functions/login/begin_session.h"
#include "functions/support/audit.h"
#include "functions/support/cookies.h"

namespace fotogal::login {
namespace {

using Json = nlohmann::json;

Problem Refused() {
  return Problem(401, "bad_passkey", "The passkey does not log in. Try again, or another way.");
}

Answer AskForOne(Exchange& exchange, Fields& fields) {
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const auto asked, AskForPasskey(exchange.context));
  const Json options{{"challenge", asked.challenge},
                     {"rpId", exchange.context.services.config.passkeys.rp_id},
                     {"userVerification", "required"},
                     {"allowCredentials", Json::array()},
                     {"timeout", std::chrono::milliseconds(kPasskeyStateOpen).count()}};
  return JsonResponse(200, {{"state", asked.state}, {"options", options}});
}

Outcome<PasskeyAnswer> ReadAnswer(Fields& fields) {
  PasskeyAnswer answer{
      .id = fields.Required("id", EncodedBytes),
      .user_handle = fields.Required("user_handle", EncodedBytes),
      .assertion = {.client_data = fields.Required("client_data", EncodedBytes),
                    .authenticator_data = fields.Required("authenticator_data", EncodedBytes),
                    .signature = fields.Required("signature", EncodedBytes)}};
  OCI_RETURN_IF_ERROR(fields.Finish());
  return answer;
}

// Says in the audit log why. A counter that does not go up is an event of its own: somebody may
// have a copy of the key.
Problem RefuseUse(Exchange& exchange, const PasskeyUse& use) {
  Json what{{"reason", use.refused}};
  if (use.user) what["user_id"] = ToBase36(use.user->id);
  Audit(exchange, use.refused == "cloned" ? "passkey_cloned" : "passkey_failed", what);
  return use.retry_after ? TooManyAttempts(*use.retry_after) : Refused();
}

}  // namespace

Answer LogInByPasskey(Exchange& exchange, const Json& body) {
  Fields fields(body);
  const Json& passkey = fields.RequiredObject("passkey");
  if (passkey.empty() && !body.contains("state")) return AskForOne(exchange, fields);
  const std::string state = fields.Required("state", AnyText);
  const std::string mark = fields.Optional("device", AnyText).value_or("");
  const SessionBy by = ReadSessionBy(fields);
  OCI_RETURN_IF_ERROR(fields.Finish());
  Fields inner(passkey, "passkey.");
  OCI_ASSIGN_OR_RETURN(const auto answer, ReadAnswer(inner));
  OCI_ASSIGN_OR_RETURN(const auto use, UsePasskey(exchange.context, state, answer));
  if (!use.refused.empty()) return RefuseUse(exchange, use);
  const std::string device = DeviceOf(exchange, use.user->id, mark);
  return BeginSession(exchange, {*use.user, device, by, [&]() -> Outcome<Unit> {
                                   OCI_ASSIGN_OR_RETURN(
                                       const bool there,
                                       IsStillThere(exchange.context, use.passkey));
                                   if (!there) return Refused();
                                   return Unit{};
                                 }});
}

}  // namespace fotogal::login
