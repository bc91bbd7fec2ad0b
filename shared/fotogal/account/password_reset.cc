#include "fotogal/account/password_reset.h"

#include "fotogal/account/account_edit.h"
#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/password.h"
#include "fotogal/mail/mail_job.h"

namespace fotogal {
namespace {

// The link as it stands, or as the try has left it whose answer was lost.
Outcome<StandingToken> FindResetLink(const Context& context, const std::string& text) {
  const auto token = ReadLinkToken(text);
  if (!token || token->kind != LinkKind::kReset) return BadToken();
  return FindLink(context, *token);
}

bool IsFor(const StandingToken& link, const User& user) {
  return link.row.email == user.email &&
         link.row.password_hash == Sha256Base64Url(user.password_hash);
}

// True: an earlier try has set this password, and may have died before it ended the sessions.
bool IsBegun(const StandingToken& link, const User& user, const std::string& password) {
  return link.row.email == user.email && VerifyPassword(password, user.password_hash);
}

}  // namespace

Outcome<Unit> AskForPasswordReset(const Context& context, const std::string& email) {
  if (!context.services.config.mail.is_on()) return MailNotConfigured();
  OCI_ASSIGN_OR_RETURN(const auto job, QueueResetRequest(context, email));
  SendQueued(context, job);
  return Unit{};
}

Outcome<PasswordReset> FindPasswordReset(const Context& context, const std::string& token) {
  OCI_ASSIGN_OR_RETURN(auto link, FindResetLink(context, token));
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, link.row.user));
  if (!user || link.row.email != user->email) return BadToken();
  return PasswordReset{std::move(link), std::move(*user)};
}

Outcome<Unit> ResetPassword(const Context& context, const PasswordReset& reset,
                            const std::string& password) {
  const StandingToken& link = reset.link;
  if (IsFor(link, reset.user)) {
    const auto changed = ChangePassword(context, reset.user, password,
                                        {.kept_session = "", .verifies_address = true});
    if (!changed.ok() && changed.error().status == 503) {
      OCI_ASSIGN_OR_RETURN(const auto now, FindUser(context, reset.user.id));
      if (!now || !IsFor(link, *now)) return BadToken();
    }
    OCI_RETURN_IF_ERROR(changed);
  } else if (IsBegun(link, reset.user, password)) {
    OCI_RETURN_IF_ERROR(EndSessionsOf(context, reset.user.id));
  } else {
    return BadToken();
  }
  // What is left of the link leads nowhere: it is bound to the password of before.
  (void)UseLink(context, link);
  return Unit{};
}

}  // namespace fotogal
