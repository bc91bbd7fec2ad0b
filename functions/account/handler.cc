#include "functions/account/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/account_edit.h"
#include "fotogal/account/address.h"
#include "fotogal/account/password_rules.h"
#include "fotogal/account/pins.h"
#include "fotogal/account/second_factor.h"
#include "fotogal/account/sessions.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/password.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/deletion/deletion.h"
#include "fotogal/export/exports.h"
#include "fotogal/people/user.h"
#include "functions/account/passkey_routes.h"
#include "functions/account/push_routes.h"
#include "functions/account/self.h"
#include "functions/support/audit.h"
#include "functions/support/gateway_paths.h"
#include "functions/support/guard.h"
#include "functions/support/password_check.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::account {
namespace {

using Json = nlohmann::json;

Answer GetMe(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const User user, FindSelf(exchange));
  return ViewResponse(exchange, OwnView(user, exchange.context));
}

std::string Today(oci::TimePoint now) { return common::Rfc3339(now).substr(0, 10); }

text::Checked LanguageCode(std::string_view input) {
  if (input == "en" || input == "pt") return std::string(input);
  return text::Refusal{"bad_value", "must be \"en\" or \"pt\""};
}

struct EditRequest {
  AccountEdit edit;
  std::optional<std::string> password;  // needed for a change of the e-mail address
  std::optional<std::vector<std::string>> pinned;
};

Outcome<EditRequest> ReadEdit(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  EditRequest request;
  AccountEdit& edit = request.edit;
  edit.username = fields.Patch("username", text::Username);
  edit.email = fields.Patch("email", text::Email);
  edit.full_name = fields.Patch("full_name", text::FullName);
  if (const auto password = fields.Patch("password", AnyText))
    request.password = TypedPassword(*password);
  if (const auto language = fields.Patch("language", LanguageCode))
    edit.language = *language == "pt" ? Language::kPortuguese : Language::kEnglish;
  edit.is_private = fields.PatchBool("is_private");
  edit.may_be_indexed = fields.PatchBool("may_be_indexed");
  edit.is_professional = fields.PatchBool("is_professional_account");
  const std::pair<const char*, Fields::Rule> optional[] = {{"bio", text::Bio},
                                                           {"website", text::Website},
                                                           {"gender", text::Gender},
                                                           {"birthday", text::Birthday},
                                                           {"phone", text::Phone}};
  for (const auto& [name, rule] : optional) {
    if (const auto value = fields.PatchOrClear(name, rule)) edit.data[name] = *value;
  }
  const auto birthday = edit.data.find("birthday");
  if (birthday != edit.data.end() && !birthday->second.empty()) {
    const auto refusal = text::NotYetBorn(birthday->second, Today(exchange.context.Now()));
    if (refusal) fields.Refuse("birthday", *refusal);
  }
  auto pinned = fields.OptionalTexts("pinned", 0, kMostPinned, AnyText);
  if (fields.IsGiven("pinned")) request.pinned = std::move(pinned);
  if (body.contains("pinned") && body["pinned"].is_null())
    fields.Refuse("pinned", "wrong_type", "must be a list");
  OCI_RETURN_IF_ERROR(fields.Finish());
  return request;
}

bool ChangesAddress(const User& was, const AccountEdit& edit) {
  return edit.email && *edit.email != (was.pending_email.empty() ? was.email : was.pending_email);
}

// Whoever changes the address can get the account by it, so the password is asked for.
Outcome<Unit> CheckAddressChange(Exchange& exchange, const User& was,
                                 const std::optional<std::string>& password) {
  if (!password)
    return InvalidFields({{"password", "required", "must be given to change the e-mail address"}});
  return CheckPassword(exchange, was, [&] { return VerifyPassword(*password, was.password_hash); });
}

Outcome<User> CarryOut(Exchange& exchange, const User& was, EditRequest request) {
  AccountEdit& edit = request.edit;
  if (!ChangesAddress(was, edit)) {
    // a waiting address that is sent again stays as it is
    if (edit.email != was.email) edit.email.reset();
    return EditAccount(exchange.context, was, edit);
  }
  OCI_RETURN_IF_ERROR(CheckAddressChange(exchange, was, request.password));
  if (!exchange.context.services.config.mail.is_on()) {
    edit.email_verified = false;
    return EditAccount(exchange.context, was, edit);
  }
  const std::string address = *edit.email;
  edit.email.reset();
  return ProposeAddress(exchange.context, was, address, std::move(edit));
}

// A name that is left is nobody's for a while, so that not many may be left.
Outcome<Unit> SpendForNames(const Context& context, const User& was, const AccountEdit& edit) {
  const bool leaves = edit.username.value_or(was.username) != was.username ||
                      edit.email.value_or(was.email) != was.email;
  return leaves ? Spend(context, Budget::kNames, was.id) : Unit{};
}

Answer PatchMe(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(EditRequest request, ReadEdit(exchange));
  OCI_ASSIGN_OR_RETURN(const User was, RequireSelf(exchange));
  const auto pinned = std::move(request.pinned);
  OCI_ASSIGN_OR_RETURN(const auto pins,
                       ReadPinned(was.id, pinned.value_or(std::vector<std::string>())));
  OCI_RETURN_IF_ERROR(SpendForNames(exchange.context, was, request.edit));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, caller));
  OCI_ASSIGN_OR_RETURN(User user, CarryOut(exchange, was, std::move(request)));
  if (pinned) OCI_RETURN_IF_ERROR(SetPinned(exchange.context, user, pins));
  if (user.email != was.email || user.username != was.username)
    Audit(exchange, "names_changed", {{"user_id", ToBase36(caller)}});
  return JsonResponse(200, OwnView(user, exchange.context));
}

Answer PutPassword(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string old_password = TypedPassword(fields.Required("old_password", AnyText));
  const std::string new_password = fields.Required("new_password", text::Password);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  RefuseGuessable(fields, "new_password", new_password, user.username, user.email);
  OCI_RETURN_IF_ERROR(fields.Finish());
  // The new password is accepted too: an earlier try may have set it, with its response lost.
  OCI_RETURN_IF_ERROR(CheckPassword(exchange, user, [&] {
    return VerifyPassword(old_password, user.password_hash) ||
           VerifyPassword(new_password, user.password_hash);
  }));
  OCI_RETURN_IF_ERROR(ChangePassword(exchange.context, user, new_password,
                                     {.kept_session = exchange.caller.session_id}));
  Audit(exchange, "password_changed", {{"user_id", ToBase36(user.id)}});
  return NoContent();
}

// When a first try was carried out, a retry finds no session any more.
Answer DeleteMe(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  OCI_ASSIGN_OR_RETURN(const User user, RequirePassword(exchange, fields));
  OCI_RETURN_IF_ERROR(DeleteAccount(exchange.context, user));
  Audit(exchange, "account_deleted", {{"user_id", ToBase36(user.id)}});
  return JsonResponse(202, {{"status", "deleting"}});
}

Answer GetSessions(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto sessions, SessionsOf(exchange.context, caller));
  Json items = Json::array();
  for (const auto& session : sessions) {
    items.push_back({{"id", session.id},
                     {"created_at", common::Rfc3339(FromMillis(session.created_ts))},
                     {"last_used_at", common::Rfc3339(FromMillis(session.last_used_ts))},
                     {"expires_at", common::Rfc3339(FromMillis(session.expire_ts))},
                     {"device", session.device},
                     {"current", session.id == exchange.caller.session_id}});
  }
  return JsonResponse(200, {{"items", items}, {"next_cursor", nullptr}});
}

Answer DeleteSession(Exchange& exchange) {
  const std::string& id = exchange.path.at("id");
  auto [caller, session] = oci::InParallel([&] { return RequireSession(exchange); },
                                           [&] { return FindSession(exchange.context, id); });
  OCI_RETURN_IF_ERROR(caller);
  OCI_RETURN_IF_ERROR(session);
  if (!*session || (*session)->user_id != *caller) return NotFound();
  OCI_RETURN_IF_ERROR(EndSession(exchange.context, id));
  return NoContent();
}

Answer PostTotp(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  OCI_ASSIGN_OR_RETURN(const User user, RequirePassword(exchange, fields));
  OCI_ASSIGN_OR_RETURN(const auto offer, OfferTotp(exchange.context, user));
  return JsonResponse(200, {{"secret", offer.secret}, {"url", offer.url}});
}

Answer PutTotp(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string code = fields.Required("code", AnyText);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  OCI_ASSIGN_OR_RETURN(const auto codes, SwitchTotpOn(exchange.context, user, code));
  Audit(exchange, "second_factor_on", {{"user_id", ToBase36(user.id)}});
  return JsonResponse(200, {{"recovery_codes", codes}});
}

Answer DeleteTotp(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string code = fields.Required("code", AnyText);
  OCI_ASSIGN_OR_RETURN(const User user, RequirePassword(exchange, fields));
  OCI_RETURN_IF_ERROR(SwitchTotpOff(exchange.context, user, code));
  Audit(exchange, "second_factor_off", {{"user_id", ToBase36(user.id)}});
  return NoContent();
}

Answer DeleteOtherSessions(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireSession(exchange));
  OCI_RETURN_IF_ERROR(EndSessionsOf(exchange.context, caller, exchange.caller.session_id));
  Audit(exchange, "other_sessions_ended", {{"user_id", ToBase36(caller)}});
  return NoContent();
}

Answer PostEmailVerification(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(AskToVerify(exchange.context, user));
  return JsonResponse(202, {{"status", "sent"}});
}

std::string ArchiveUrl(const Exchange& exchange, const Export& made) {
  // The gateway passes responses of up to 20 MB; a larger archive is fetched from Object Storage
  // directly.
  constexpr long kMostThroughGateway = 20 * 1024 * 1024;
  return made.size <= kMostThroughGateway
             ? GatewayPathToRead(made.access_uri)
             : exchange.context.services.config.object_storage_endpoint + made.access_uri;
}

// 200 for the states none and ready, 202 for preparing: the client asks again.
Answer ExportResponse(const Exchange& exchange, const Export& told) {
  if (told.stage == Export::Stage::kNone) return JsonResponse(200, {{"status", "none"}});
  if (told.stage == Export::Stage::kPreparing) {
    return JsonResponse(
        202, {{"status", "preparing"}, {"progress", {{"done", told.done}, {"total", told.total}}}});
  }
  return JsonResponse(200, {{"status", "ready"},
                            {"url", ArchiveUrl(exchange, told)},
                            {"size", told.size},
                            {"expires_at", common::Rfc3339(told.expires_at)}});
}

Answer PostExport(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto user, RequireSelf(exchange));
  OCI_ASSIGN_OR_RETURN(const auto told, StartExport(exchange.context, user));
  return ExportResponse(exchange, told);
}

// An archive contains all data of a person, so the session is checked, unlike for other reads.
Answer GetExport(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto user, RequireSelf(exchange));
  OCI_ASSIGN_OR_RETURN(const auto told, FindExport(exchange.context, user.id));
  return ExportResponse(exchange, told);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch(
      "account", services,
      {{"/v1/me",
        {{"GET", &GetMe, kAlsoSuspended},
         {"PATCH", &PatchMe},
         {"DELETE", &DeleteMe, kAlsoSuspended}}},
       {"/v1/me/password", {{"PUT", &PutPassword, kAlsoSuspended}}},
       {"/v1/me/export",
        {{"GET", &GetExport, kAlsoSuspended}, {"POST", &PostExport, kAlsoSuspended}}},
       {"/v1/me/email-verification", {{"POST", &PostEmailVerification}}},
       {"/v1/me/passkeys",
        {{"GET", &GetPasskeys},
         {"POST", &PostPasskey},
         {"PUT", &PutPasskey},
         {"DELETE", &DeletePasskey}}},
       {"/v1/me/push", {{"GET", &GetPush}, {"PUT", &PutPush}, {"DELETE", &DeletePush}}},
       {"/v1/me/totp", {{"POST", &PostTotp}, {"PUT", &PutTotp}, {"DELETE", &DeleteTotp}}},
       {"/v1/me/sessions",
        {{"GET", &GetSessions, kAlsoSuspended}, {"DELETE", &DeleteOtherSessions}}},
       {"/v1/me/sessions/{id}", {{"DELETE", &DeleteSession}}}},
      request, context);
}

}  // namespace fotogal::account
