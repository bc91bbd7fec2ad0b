#include "fotogal/account/passkeys.h"

#include <algorithm>

#include "common/base64.h"
#include "fotogal/account/account_statements.h"
#include "fotogal/account/throttle.h"
#include "fotogal/base/cursor.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/mail/mail_job.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr std::size_t kChallengeBytes = 32;
// No list has these names: a cursor is no state.
constexpr std::string_view kLogInState = "passkey log-in";
std::string OfferState(UserId user) { return "passkey offer:" + ToBase36(user); }

// As sealed. The id tells when the challenge was made, and which of two is newer.
struct PasskeyState {
  std::string challenge;
  Id id = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(PasskeyState, challenge, id)
};

PasskeyChallenge NewChallenge(const Context& context, std::string_view kind) {
  const PasskeyState state{RandomText(context.services.random, kChallengeBytes), context.NewId()};
  return {state.challenge, SealCursor(context.services.config.cursor_key, kind, state)};
}

std::optional<PasskeyState> OpenChallenge(const Context& context, std::string_view kind,
                                          const std::string& sealed) {
  const auto opened = OpenCursor(context.services.config.cursor_key, kind, sealed);
  if (!opened.ok() || !opened->is_object()) return std::nullopt;
  auto state = opened->get<PasskeyState>();
  if (TimeOf(state.id) + kPasskeyStateOpen <= context.Now()) return std::nullopt;
  return state;
}

webauthn::Expected ExpectedFor(const Context& context, const PasskeyState& state) {
  const PasskeyConfig& config = context.services.config.passkeys;
  return {config.rp_id, config.origin, state.challenge};
}

Problem PasskeysNotConfigured() {
  return Problem(501, "passkeys_not_configured", "This service has no passkeys.");
}
Problem TooManyPasskeys() {
  return Problem(
      409, "too_many_passkeys",
      "An account has at most " + std::to_string(kMostPasskeys) + " passkeys. Remove one first.");
}
Problem BadPasskey() { return Problem(400, "bad_passkey", "The passkey was not made for this."); }

oci::nosql::Key KeyOfPasskey(UserId user, const std::string& id) {
  return {{"user_id", user}, {"id", id}};
}

// Queues the mail about a change before the change.
Outcome<std::optional<JobRef>> QueuePasskeyNotice(const Context& context, const User& user,
                                                  MailKind kind) {
  return QueueMail(context, {.user = user.id, .mail = kind});
}

Outcome<std::optional<Passkey>> FindPasskey(const Context& context, UserId user,
                                            const std::string& id) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Find<Passkey>(KeyOfPasskey(user, id)));
  return row;
}

// Writes what a use changes, unless somebody else has changed it since it was read.
Outcome<bool> WriteUse(const Context& context, const Passkey& was, const Passkey& used) {
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(kPasskeysUse,
                                                         {{"$u", used.user},
                                                          {"$i", used.id},
                                                          {"$was", was.op},
                                                          {"$op", used.op},
                                                          {"$n", used.sign_count},
                                                          {"$t", used.used_ts},
                                                          {"$c", used.challenge}},
                                                         Repeated::kDiffers));
  return UpdatedOne(items);
}

// Those that never count send 0. One that does not go up means that two devices have the key.
bool IsCloned(const Passkey& passkey, std::int64_t sign_count) {
  return (passkey.sign_count != 0 || sign_count != 0) && sign_count <= passkey.sign_count;
}

// Why the answer is refused; "": it is right, and the use is written.
Outcome<std::string> CheckAndUse(const Context& context, const PasskeyState& state,
                                 const PasskeyAnswer& answer, std::int64_t sign_count,
                                 PasskeyUse& use) {
  const auto key = common::Base64UrlDecode(use.passkey.public_key);
  if (!key) return std::string("bad_row");
  const auto signature = webauthn::CheckSignature(answer.assertion, *key);
  if (!signature.ok()) return signature.error().code;
  if (state.id <= use.passkey.challenge) return std::string("used_before");
  if (IsCloned(use.passkey, sign_count)) return std::string("cloned");
  const Passkey was = use.passkey;
  use.passkey.sign_count = sign_count;
  use.passkey.used_ts = ToMillis(context.Now());
  use.passkey.challenge = state.id;
  use.passkey.op = context.NewOp();
  OCI_ASSIGN_OR_RETURN(const bool written, WriteUse(context, was, use.passkey));
  return std::string(written ? "" : "used_at_once");
}

// Both are read in any case, so that the time tells nothing.
Outcome<PasskeyUse> FindUse(const Context& context, const PasskeyAnswer& answer) {
  const UserId handle = FromBase36(answer.user_handle).value_or(kNobody.value());
  auto [user, passkey] =
      oci::InParallel([&] { return FindUser(context, handle); },
                      [&] { return FindPasskey(context, handle, Sha256Base64Url(answer.id)); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(passkey);
  PasskeyUse use;
  if (*user && *passkey) {
    use.user = std::move(**user);
    use.passkey = std::move(**passkey);
  } else {
    use.refused = "unknown";
  }
  return use;
}

}  // namespace

std::string PasskeyHandle(UserId user) { return ToBase36(user); }

Outcome<std::vector<Passkey>> PasskeysOf(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(auto passkeys,
                       context.Select<Passkey>(kPasskeysOfUser, {{"$u", user}}, Absolute()));
  std::ranges::sort(passkeys, {}, [](const Passkey& passkey) {
    return std::pair(passkey.created_ts, passkey.id);
  });
  return passkeys;
}

Outcome<PasskeyOffer> OfferPasskey(const Context& context, const User& user) {
  if (!context.services.config.passkeys.is_on()) return PasskeysNotConfigured();
  OCI_ASSIGN_OR_RETURN(auto there, PasskeysOf(context, user.id));
  if (there.size() >= kMostPasskeys) return TooManyPasskeys();
  return PasskeyOffer{NewChallenge(context, OfferState(user.id)), std::move(there)};
}

Outcome<Passkey> AddPasskey(const Context& context, const User& user, const std::string& state,
                            const std::string& name, const PasskeyMade& made) {
  if (!context.services.config.passkeys.is_on()) return PasskeysNotConfigured();
  const auto offered = OpenChallenge(context, OfferState(user.id), state);
  if (!offered) return Problem(409, "not_offered", "Begin again: that took too long.");
  const auto read = webauthn::ReadRegistration(ExpectedFor(context, *offered), made.client_data,
                                               made.attestation_object);
  if (!read.ok() || read->id != made.id) return BadPasskey();
  const Passkey passkey{.user = user.id,
                        .id = Sha256Base64Url(read->id),
                        .credential = common::Base64Url(read->id),
                        .public_key = common::Base64Url(read->public_key),
                        .sign_count = read->sign_count,
                        .name = name,
                        .created_ts = ToMillis(context.Now()),
                        .op = context.NewOp()};
  OCI_ASSIGN_OR_RETURN(const auto there, PasskeysOf(context, user.id));
  const auto same = std::ranges::find(there, passkey.id, &Passkey::id);
  if (same != there.end()) {
    if (same->public_key == passkey.public_key) return *same;
    return Problem(409, "passkey_exists", "The account has another passkey with this id.");
  }
  if (there.size() >= kMostPasskeys) return TooManyPasskeys();
  OCI_ASSIGN_OR_RETURN(const auto mail, QueuePasskeyNotice(context, user, MailKind::kPasskeyAdded));
  OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(passkey));
  if (!inserted.written && inserted.existing->public_key != passkey.public_key)
    return TryAgain("The account is being changed from elsewhere.");
  SendQueued(context, mail);
  return inserted.written ? passkey : *inserted.existing;
}

Outcome<Unit> RemovePasskey(const Context& context, const User& user, const std::string& id) {
  OCI_ASSIGN_OR_RETURN(const auto passkey, FindPasskey(context, user.id, id));
  if (!passkey) return NotFound();
  OCI_ASSIGN_OR_RETURN(const auto mail,
                       QueuePasskeyNotice(context, user, MailKind::kPasskeyRemoved));
  OCI_RETURN_IF_ERROR(context.Delete(schema::kPasskeys, KeyOfPasskey(user.id, id)));
  SendQueued(context, mail);
  return Unit{};
}

Outcome<PasskeyChallenge> AskForPasskey(const Context& context) {
  if (!context.services.config.passkeys.is_on()) return PasskeysNotConfigured();
  return NewChallenge(context, kLogInState);
}

Outcome<PasskeyUse> UsePasskey(const Context& context, const std::string& state,
                               const PasskeyAnswer& answer) {
  if (!context.services.config.passkeys.is_on()) return PasskeysNotConfigured();
  const auto asked = OpenChallenge(context, kLogInState, state);
  if (!asked) return PasskeyUse{.refused = "bad_state"};
  const auto read = webauthn::ReadAssertion(ExpectedFor(context, *asked), answer.assertion);
  if (!read.ok()) return PasskeyUse{.refused = read.error().code};
  OCI_ASSIGN_OR_RETURN(auto use, FindUse(context, answer));
  if (!use.refused.empty()) return use;
  const std::string key = ThrottleKeyOfPasskeys(context.services.config, use.passkey.user);
  OCI_ASSIGN_OR_RETURN(const auto claim, ClaimGuess(context, key));
  use.refused = "locked";
  if (claim.admitted) {
    OCI_ASSIGN_OR_RETURN(use.refused, CheckAndUse(context, *asked, answer, read->sign_count, use));
  }
  if (use.refused.empty()) {
    OCI_RETURN_IF_ERROR(ForgetGuesses(context, key));
  } else {
    use.retry_after = claim.retry_after;
  }
  return use;
}

Outcome<bool> IsStillThere(const Context& context, const Passkey& passkey) {
  auto [user, row] =
      oci::InParallel([&] { return FindUser(context, passkey.user); },
                      [&] { return FindPasskey(context, passkey.user, passkey.id); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(row);
  return user->has_value() && row->has_value() && (*row)->public_key == passkey.public_key;
}

}  // namespace fotogal
