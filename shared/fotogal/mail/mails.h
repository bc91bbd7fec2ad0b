// The kinds of mails, and their words in each language. A new kind needs a name in MailKind and a
// line in each table of mails.cc; what sends it calls QueueMail (mail_job.h).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fotogal/mail/letter.h"
#include "fotogal/people/user.h"

namespace fotogal {

enum class MailKind {
  kVerifyAddress,     // a link that shows that the account's address is its owner's
  kVerifyNewAddress,  // the same for the address that is to take its place
  kAddressChanged,    // to the address of before, with a link that undoes the change
  kAddressRestored,   // it was undone
  kResetPassword,     // a link to choose a new password
  kPasswordChanged,
  kNewDevice,  // somebody has logged in on a device that was not seen before
  kSecondFactorChanged,
  kPasskeyAdded,
  kPasskeyRemoved,
  kDeletionBegun,        // the account is being deleted
  kRecoverSecondFactor,  // a link that begins the wait for its removal
  kRecoveryUnderWay,     // on each day of the wait, with a link that stops it
  kSecondFactorLost,     // it was removed after the wait
  kSuspended,            // a moderator has suspended the account
  kRestored,             // and given it back
  kImageRemoved,         // a moderator has removed an image
  kCommentRemoved,
  kLast = kCommentRemoved
};
// As rows of jobs and tokens spell it, so names must not change.
NLOHMANN_JSON_SERIALIZE_ENUM(MailKind, {{MailKind::kVerifyAddress, "verify"},
                                        {MailKind::kVerifyNewAddress, "verify_new"},
                                        {MailKind::kAddressChanged, "address_changed"},
                                        {MailKind::kAddressRestored, "address_restored"},
                                        {MailKind::kResetPassword, "reset"},
                                        {MailKind::kPasswordChanged, "password_changed"},
                                        {MailKind::kNewDevice, "new_device"},
                                        {MailKind::kSecondFactorChanged, "second_factor_changed"},
                                        {MailKind::kPasskeyAdded, "passkey_added"},
                                        {MailKind::kPasskeyRemoved, "passkey_removed"},
                                        {MailKind::kDeletionBegun, "deletion_begun"},
                                        {MailKind::kRecoverSecondFactor, "recover"},
                                        {MailKind::kRecoveryUnderWay, "recovery_under_way"},
                                        {MailKind::kSecondFactorLost, "second_factor_lost"},
                                        {MailKind::kSuspended, "suspended"},
                                        {MailKind::kRestored, "restored"},
                                        {MailKind::kImageRemoved, "image_removed"},
                                        {MailKind::kCommentRemoved, "comment_removed"}})

struct MailRule {
  MailKind kind;
  // The path of the page of the web client to which the link leads, with the token after "#"; "":
  // no link.
  std::string_view page;
  // When a mail of this kind was sent to the account less than a minute ago: it is sent after that
  // minute, as it says something else. Others are dropped.
  bool waits_its_turn = false;
};
const MailRule& RuleOf(MailKind kind);

// What the words name.
struct MailFacts {
  std::string service;      // as the service calls itself
  std::string username;     // of the account
  std::string address;      // the account's address now, for mails to another one
  std::string device;       // in words; "": not known
  std::string link;         // "": none
  std::string help;         // the page for people who have forgotten the password
  std::string reason = {};  // a moderator's
};
Letter LetterOf(MailKind kind, Language language, const MailFacts& facts);

}  // namespace fotogal
