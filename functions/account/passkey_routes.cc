#include "functions/account/passkey_routes.h"

#include <nlohmann/json.hpp>

#include "common/base64.h"
#include "common/rfc3339.h"
#include "fotogal/account/cose_key.h"
#include "fotogal/account/passkeys.h"
#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "functions/account/self.h"
#include "functions/support/audit.h"
#include "functions/support/device_words.h"

namespace fotogal::account {
namespace {

using Json = nlohmann::json;

text::Checked PasskeyName(std::string_view input) {
  constexpr std::size_t kLongest = 50;
  auto name = text::Plain(text::Trim(input), 1, kLongest, text::Lines::kOne);
  if (name.ok() && text::Trim(*name).empty())
    return text::Refusal{"too_short", "must not be blank"};
  return name;
}

Json Told(oci::TimePoint moment) { return common::Rfc3339(moment); }

Json PasskeyView(const Passkey& passkey) {
  return {{"id", passkey.id},
          {"name", passkey.name},
          {"created_at", Told(FromMillis(passkey.created_ts))},
          {"last_used_at", passkey.used_ts == 0 ? Json() : Told(FromMillis(passkey.used_ts))}};
}

Json CreationOptions(const Config& config, const User& user, const PasskeyOffer& offer) {
  Json algorithms = Json::array(), there = Json::array();
  for (const int algorithm : webauthn::kAlgorithms)
    algorithms.push_back({{"type", "public-key"}, {"alg", algorithm}});
  for (const auto& passkey : offer.there)
    there.push_back({{"type", "public-key"}, {"id", passkey.credential}});
  return {{"rp", {{"id", config.passkeys.rp_id}, {"name", config.mail.name}}},
          {"user",
           {{"id", common::Base64Url(PasskeyHandle(user.id))},
            {"name", user.username},
            {"displayName", user.full_name}}},
          {"challenge", offer.challenge.challenge},
          {"pubKeyCredParams", algorithms},
          {"excludeCredentials", there},
          {"authenticatorSelection",
           {{"residentKey", "required"},
            {"requireResidentKey", true},
            {"userVerification", "required"}}},
          {"attestation", "none"},
          {"timeout", std::chrono::milliseconds(kPasskeyStateOpen).count()}};
}

Outcome<PasskeyMade> ReadMade(Fields& fields) {
  PasskeyMade made{.id = fields.Required("id", EncodedBytes),
                   .client_data = fields.Required("client_data", EncodedBytes),
                   .attestation_object = fields.Required("attestation_object", EncodedBytes)};
  OCI_RETURN_IF_ERROR(fields.Finish());
  return made;
}

}  // namespace

Answer GetPasskeys(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto passkeys, PasskeysOf(exchange.context, caller));
  Json views = Json::array();
  for (const auto& passkey : passkeys) views.push_back(PasskeyView(passkey));
  return JsonResponse(200, {{"passkeys", views}});
}

Answer PostPasskey(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  OCI_ASSIGN_OR_RETURN(const User user, RequirePassword(exchange, fields));
  OCI_ASSIGN_OR_RETURN(const auto offer, OfferPasskey(exchange.context, user));
  return JsonResponse(
      200, {{"state", offer.challenge.state},
            {"options", CreationOptions(exchange.context.services.config, user, offer)}});
}

Answer PutPasskey(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string state = fields.Required("state", AnyText);
  const auto name = fields.Optional("name", PasskeyName);
  const Json& credential = fields.RequiredObject("credential");
  OCI_RETURN_IF_ERROR(fields.Finish());
  Fields inner(credential, "credential.");
  OCI_ASSIGN_OR_RETURN(const auto made, ReadMade(inner));
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, user.id));
  const std::string words = DeviceWords(exchange.request.headers.Get("User-Agent").value_or(""));
  OCI_ASSIGN_OR_RETURN(const auto passkey,
                       AddPasskey(exchange.context, user, state, name.value_or(words), made));
  Audit(exchange, "passkey_added", {{"user_id", ToBase36(user.id)}});
  return JsonResponse(201, PasskeyView(passkey));
}

Answer DeletePasskey(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string id = fields.Required("id", AnyText);
  OCI_ASSIGN_OR_RETURN(const User user, RequirePassword(exchange, fields));
  OCI_RETURN_IF_ERROR(RemovePasskey(exchange.context, user, id));
  Audit(exchange, "passkey_removed", {{"user_id", ToBase36(user.id)}});
  return NoContent();
}

}  // namespace fotogal::account
