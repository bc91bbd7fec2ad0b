#include "functions/account/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/account_edit.h"
#include "fotogal/account/avatars.h"
#include "fotogal/account/password_rules.h"
#include "fotogal/account/sessions.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/password.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/deletion/deletion.h"
#include "fotogal/export/exports.h"
#include "fotogal/people/user.h"
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

// The caller's account, for reading.
Outcome<User> FindSelf(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(exchange.context, caller));
  if (!user) return SessionEnded();
  return std::move(*user);
}

// The same, for writing: also checks that the session still exists.
Outcome<User> RequireSelf(Exchange& exchange) {
  auto [session, user] =
      oci::InParallel([&] { return RequireSession(exchange); }, [&] { return FindSelf(exchange); });
  OCI_RETURN_IF_ERROR(session);
  return std::move(user);
}

Answer GetMe(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const User user, FindSelf(exchange));
  return ViewResponse(exchange, OwnView(user, PhotoAddresses(exchange.context)));
}

std::string Today(oci::TimePoint now) { return common::Rfc3339(now).substr(0, 10); }

Outcome<AccountEdit> ReadEdit(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  AccountEdit edit;
  edit.username = fields.Patch("username", text::Username);
  edit.email = fields.Patch("email", text::Email);
  edit.full_name = fields.Patch("full_name", text::FullName);
  edit.is_private = fields.PatchBool("is_private");
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
  OCI_RETURN_IF_ERROR(fields.Finish());
  return edit;
}

// A name that is left is nobody's for a while, so that not many may be left.
Outcome<Unit> SpendForNames(const Context& context, const User& was, const AccountEdit& edit) {
  const bool leaves = edit.username.value_or(was.username) != was.username ||
                      edit.email.value_or(was.email) != was.email;
  return leaves ? Spend(context, Budget::kNames, was.id) : Unit{};
}

Answer PatchMe(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const AccountEdit edit, ReadEdit(exchange));
  OCI_ASSIGN_OR_RETURN(const User was, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(SpendForNames(exchange.context, was, edit));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, caller));
  OCI_ASSIGN_OR_RETURN(const User user, EditAccount(exchange.context, was, edit));
  if (user.email != was.email || user.username != was.username)
    Audit(exchange, "names_changed", {{"user_id", ToBase36(caller)}});
  return JsonResponse(200, OwnView(user, PhotoAddresses(exchange.context)));
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
  OCI_RETURN_IF_ERROR(
      ChangePassword(exchange.context, user, new_password, exchange.caller.session_id));
  Audit(exchange, "password_changed", {{"user_id", ToBase36(user.id)}});
  return NoContent();
}

// When a first try was carried out, a retry finds no session any more.
Answer DeleteMe(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string password = TypedPassword(fields.Required("password", AnyText));
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(
      CheckPassword(exchange, user, [&] { return VerifyPassword(password, user.password_hash); }));
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

Answer DeleteAvatar(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const User user, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(RemoveAvatar(exchange.context, user));
  return NoContent();
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
  return Dispatch("account", services,
                  {{"/v1/me", {{"GET", &GetMe}, {"PATCH", &PatchMe}, {"DELETE", &DeleteMe}}},
                   {"/v1/me/password", {{"PUT", &PutPassword}}},
                   {"/v1/me/avatar", {{"DELETE", &DeleteAvatar}, {"PUT", nullptr}}},
                   {"/v1/me/export", {{"GET", &GetExport}, {"POST", &PostExport}}},
                   {"/v1/me/sessions", {{"GET", &GetSessions}}},
                   {"/v1/me/sessions/{id}", {{"DELETE", &DeleteSession}}}},
                  request, context);
}

}  // namespace fotogal::account
