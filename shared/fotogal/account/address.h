// The e-mail address of an account: whether it is its owner's, and how another one takes its place.
// A new address waits in users.pending_email until the link that was mailed there is opened. The
// address of before gets a link that undoes the change, whatever has happened to the account since.
#pragma once

#include <string>

#include "fotogal/account/account_edit.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/mail/link_tokens.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Makes the address wait for its verification and mails the link; the account's own address ends a
// waiting one. Makes the other changes of `edit`, which has no address, with it: all or none.
// Returns the account afterwards. 409 email_taken, and what EditAccount answers. Mails are on.
Outcome<User> ProposeAddress(const Context& context, const User& user, const std::string& email,
                             AccountEdit edit = {});

// Mails a link again, for the address that waits or else the account's own. 409 already_verified;
// 429 too_many: one was sent less than a minute ago; 501 mail_not_configured.
Outcome<Unit> AskToVerify(const Context& context, const User& user);

enum class AddressStep {
  kVerified,  // the account's address is its owner's
  kChanged,   // the address that waited is now the account's
  kUndone     // the account has the address of before again; all sessions have ended
};
struct AddressMoved {
  AddressStep step;
  UserId user;
};
// What the link of a mail, one that verifies or undoes, asks for. 400 bad_token, 409 email_taken.
Outcome<AddressMoved> FollowAddressLink(const Context& context, const LinkToken& token);

}  // namespace fotogal
