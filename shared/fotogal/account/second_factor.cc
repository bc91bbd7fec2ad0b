#include "fotogal/account/second_factor.h"

#include <algorithm>
#include <functional>

#include "common/base64.h"
#include "fotogal/account/account_statements.h"
#include "fotogal/account/throttle.h"
#include "fotogal/account/totp.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/random_bytes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/secret_box.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/mail/link_tokens.h"
#include "fotogal/mail/mail_job.h"

namespace fotogal {
namespace {

constexpr std::string_view kTotpBox = "totp secret";
constexpr const char* kOfferKind =
    "totp";  // of its row in `tokens`, whose hash is the sealed secret
constexpr std::chrono::minutes kOfferOpen{10};
constexpr int kOfferKeptDays = 1;
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kRecoveryBytes = 10;  // 16 characters of base 32

Problem WrongCode() {
  return Problem(403, "wrong_code", "The code is wrong, or was used already.");
}
Problem AlreadyOn() { return Problem(409, "second_factor_on", "The second factor is on already."); }

// Without what people put between the characters of codes.
std::string TypedCode(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c != ' ' && c != '-') code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return code;
}

std::string HashOfCode(const Config& config, UserId user, const std::string& code) {
  return common::Base64Url(
      KeyedHash(config.cursor_key, "recovery code:" + ToBase36(user) + ":" + code));
}

// "ABCD-EFGH-IJKL-MNOP"
std::string Grouped(std::string_view code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); i += 4) {
    if (i > 0) text += '-';
    text += code.substr(i, 4);
  }
  return text;
}

// The second factor after that code was used; nullopt: the code is wrong.
std::optional<SecondFactor> After(const Context& context, const User& user,
                                  const std::string& code) {
  const Services& services = context.services;
  SecondFactor factor = user.second_factor;
  const auto secret = OpenSecret(services, kTotpBox, factor.secret);
  const auto step =
      secret ? totp::StepOf(*secret, code, context.Now(), factor.used_step) : std::nullopt;
  if (step) {
    factor.used_step = *step;
    return factor;
  }
  const auto used = std::ranges::find(factor.recovery, HashOfCode(services.config, user.id, code));
  if (used == factor.recovery.end()) return std::nullopt;
  factor.recovery.erase(used);
  return factor;
}

// Counts the guess before it is looked at, and forgets it when it is right.
Outcome<Unit> CountedGuess(const Context& context, UserId user,
                           const std::function<Outcome<bool>()>& is_right) {
  const std::string key = ThrottleKeyOfSecondFactor(context.services.config, user);
  OCI_ASSIGN_OR_RETURN(const auto claim, ClaimGuess(context, key));
  if (claim.admitted) {
    OCI_ASSIGN_OR_RETURN(const bool right, is_right());
    if (right) return ForgetGuesses(context, key);
  }
  if (claim.retry_after) return TooManyAttempts(*claim.retry_after);
  return WrongCode();
}

// Queues the mail about a change before the change.
Outcome<std::optional<JobRef>> QueueNotice(const Context& context, const User& user) {
  return QueueMail(context, {.user = user.id, .mail = MailKind::kSecondFactorChanged});
}

struct NewCodes {
  std::vector<std::string> shown, hashes;
};
NewCodes DrawCodes(const Context& context, UserId user) {
  NewCodes codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    const std::string code = totp::Base32(RandomBytes(context.services.random, kRecoveryBytes));
    codes.shown.push_back(Grouped(code));
    codes.hashes.push_back(HashOfCode(context.services.config, user, code));
  }
  return codes;
}

}  // namespace

bool HasSecondFactor(const User& user) { return !user.second_factor.secret.empty(); }

Outcome<bool> SetSecondFactor(const Context& context, const User& user,
                              const SecondFactor& factor) {
  const nlohmann::json stored = factor.secret.empty() ? nlohmann::json() : nlohmann::json(factor);
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(kAccountSetSecondFactor,
                                                         {{"$u", user.id},
                                                          {"$was", user.second_factor_op},
                                                          {"$op", context.NewOp()},
                                                          {"$f", stored}},
                                                         Repeated::kDiffers));
  return UpdatedOne(items);
}

Outcome<TotpOffer> OfferTotp(const Context& context, const User& user) {
  if (HasSecondFactor(user)) return AlreadyOn();
  const Services& services = context.services;
  const std::string secret = RandomBytes(services.random, totp::kSecretBytes);
  oci::nosql::PutOptions options;
  options.ttl_days = kOfferKeptDays;
  const TokenRow row{.user = user.id,
                     .kind = kOfferKind,
                     .hash = SealSecret(services, kTotpBox, secret),
                     .made_ts = ToMillis(context.Now()),
                     .expires_ts = ToMillis(context.Now() + kOfferOpen)};
  OCI_RETURN_IF_ERROR(context.Put(schema::kTokens, JsonOf(row), options));
  return TotpOffer{totp::Base32(secret),
                   totp::OtpauthUrl(services.config.mail.name, user.username, secret)};
}

Outcome<std::vector<std::string>> SwitchTotpOn(const Context& context, const User& user,
                                               const std::string& code) {
  if (HasSecondFactor(user)) return AlreadyOn();
  OCI_ASSIGN_OR_RETURN(const auto offer, FindTokenRow(context, user.id, kOfferKind));
  const auto secret = offer && offer->row.expires_ts > ToMillis(context.Now())
                          ? OpenSecret(context.services, kTotpBox, offer->row.hash)
                          : std::nullopt;
  if (!secret) return Problem(409, "not_offered", "Ask for a new secret first.");
  std::optional<std::int64_t> step;
  OCI_RETURN_IF_ERROR(CountedGuess(context, user.id, [&]() -> Outcome<bool> {
    step = totp::StepOf(*secret, TypedCode(code), context.Now(), 0);
    return step.has_value();
  }));
  const auto codes = DrawCodes(context, user.id);
  OCI_ASSIGN_OR_RETURN(const auto mail, QueueNotice(context, user));
  OCI_ASSIGN_OR_RETURN(const bool written,
                       SetSecondFactor(context, user, {offer->row.hash, *step, codes.hashes}));
  if (!written) return TryAgain("The account is being changed from elsewhere.");
  SendQueued(context, mail);
  (void)context.Delete(schema::kTokens, {{"user_id", user.id}, {"kind", kOfferKind}});
  return codes.shown;
}

Outcome<Unit> SwitchTotpOff(const Context& context, const User& user, const std::string& code) {
  if (!HasSecondFactor(user))
    return Problem(409, "second_factor_off", "There is no second factor.");
  OCI_RETURN_IF_ERROR(CountedGuess(context, user.id, [&]() -> Outcome<bool> {
    return After(context, user, TypedCode(code)).has_value();
  }));
  OCI_ASSIGN_OR_RETURN(const auto mail, QueueNotice(context, user));
  OCI_ASSIGN_OR_RETURN(const bool written, SetSecondFactor(context, user, {}));
  if (!written) return TryAgain("The account is being changed from elsewhere.");
  SendQueued(context, mail);
  return Unit{};
}

Outcome<Unit> UseCode(const Context& context, const User& user, const std::string& code) {
  return CountedGuess(context, user.id, [&]() -> Outcome<bool> {
    const auto after = After(context, user, TypedCode(code));
    if (!after) return false;
    // false also for a code that somebody else is using at the same time
    return SetSecondFactor(context, user, *after);
  });
}

}  // namespace fotogal
