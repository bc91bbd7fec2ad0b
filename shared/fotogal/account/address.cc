#include "fotogal/account/address.h"

#include "fotogal/account/sessions.h"
#include "fotogal/mail/link_tokens.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/people/identities.h"

namespace fotogal {
namespace {

Problem EmailTaken() { return Problem(409, "email_taken", "This e-mail address has an account."); }

MailKind KindFor(const User& user) {
  return user.pending_email.empty() ? MailKind::kVerifyAddress : MailKind::kVerifyNewAddress;
}

MailJob VerificationOf(const Context& context, const User& user) {
  MailJob mail{.user = user.id, .mail = KindFor(user)};
  if (!user.pending_email.empty()) mail.to = SealAddress(context, user.pending_email);
  return mail;
}

// The account gets the address, which the link has shown to be its owner's.
Outcome<User> Settle(const Context& context, const User& user, const std::string& email) {
  AccountEdit edit;
  edit.email = email;
  edit.email_verified = true;
  edit.pending_email = "";
  return EditAccount(context, user, edit);
}

Outcome<User> FindOwner(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, link.row.user));
  if (!user) return BadToken();
  return std::move(*user);
}

// One of several uses at the same time wins.
Outcome<Unit> UseUp(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(const bool first, UseLink(context, link));
  if (!first) return BadToken();
  return Unit{};
}

Outcome<AddressMoved> Verify(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(const User user, FindOwner(context, link));
  const bool changes = user.email != link.row.email;
  if (changes && user.pending_email != link.row.email) return BadToken();
  std::optional<JobRef> told;
  if (changes) {
    // queued before the change, so that it is not lost; it is not sent unless the change happens
    OCI_ASSIGN_OR_RETURN(told, QueueMail(context, {.user = user.id,
                                                   .mail = MailKind::kAddressChanged,
                                                   .to = SealAddress(context, user.email)}));
  }
  OCI_RETURN_IF_ERROR(Settle(context, user, link.row.email));
  SendQueued(context, told);
  OCI_RETURN_IF_ERROR(UseUp(context, link));
  return AddressMoved{changes ? AddressStep::kChanged : AddressStep::kVerified, user.id};
}

Outcome<AddressMoved> Undo(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(const User user, FindOwner(context, link));
  OCI_RETURN_IF_ERROR(NoteUndo(context, user.id));
  OCI_RETURN_IF_ERROR(Settle(context, user, link.row.email));
  OCI_RETURN_IF_ERROR(EndLink(context, user.id, LinkKind::kVerify));
  OCI_RETURN_IF_ERROR(EndLink(context, user.id, LinkKind::kReset));
  OCI_RETURN_IF_ERROR(EndSessionsOf(context, user.id));
  OCI_ASSIGN_OR_RETURN(const auto told,
                       QueueMail(context, {.user = user.id, .mail = MailKind::kAddressRestored}));
  SendQueued(context, told);
  OCI_RETURN_IF_ERROR(EndLaterUndoLinks(context, link.row));
  OCI_RETURN_IF_ERROR(UseUp(context, link));
  return AddressMoved{AddressStep::kUndone, user.id};
}

}  // namespace

Outcome<User> ProposeAddress(const Context& context, const User& user, const std::string& email,
                             AccountEdit edit) {
  edit.pending_email = email == user.email ? std::string() : email;
  if (edit.pending_email->empty()) return EditAccount(context, user, edit);
  OCI_ASSIGN_OR_RETURN(const auto owner, FindByName(context, EmailKey(email)));
  if (owner && *owner != user.id) return EmailTaken();
  User waiting = user;
  waiting.pending_email = email;
  // queued first, so that no address waits without a mail; it is not sent to one that does not wait
  OCI_ASSIGN_OR_RETURN(const auto job, QueueMail(context, VerificationOf(context, waiting)));
  OCI_ASSIGN_OR_RETURN(User now, EditAccount(context, user, edit));
  SendQueued(context, job);
  return now;
}

Outcome<Unit> AskToVerify(const Context& context, const User& user) {
  if (!context.services.config.mail.is_on()) return MailNotConfigured();
  if (user.email_verified && user.pending_email.empty())
    return Problem(409, "already_verified", "Your e-mail address is verified already.");
  OCI_RETURN_IF_ERROR(RefuseTooSoon(context, user.id, KindFor(user)));
  OCI_ASSIGN_OR_RETURN(const auto job, QueueMail(context, VerificationOf(context, user)));
  SendQueued(context, job);
  return Unit{};
}

Outcome<AddressMoved> FollowAddressLink(const Context& context, const LinkToken& token) {
  OCI_ASSIGN_OR_RETURN(const auto link, FindLink(context, token));
  return token.kind == LinkKind::kVerify ? Verify(context, link) : Undo(context, link);
}

}  // namespace fotogal
