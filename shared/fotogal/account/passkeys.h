// Passkeys: credentials of WebAuthn (webauthn.h) that log in without name and password. An account
// has at most 20. The challenges that they sign are in sealed states, which the client sends back,
// so that asking for one writes no row (docs/adr/0030-passkeys.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fotogal/account/webauthn.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

inline constexpr std::size_t kMostPasskeys = 20;
// How long a challenge can be answered.
inline constexpr std::chrono::minutes kPasskeyStateOpen{5};

struct Passkey {
  static constexpr auto kTable = schema::kPasskeys;

  UserId user = 0;
  std::string id;  // SHA-256 of the credential's, in base64url: keys of rows have at most 64 bytes
  std::string credential;       // its id, in base64url
  std::string public_key;       // base64url
  std::int64_t sign_count = 0;  // that the authenticator has told last
  std::string name;
  std::int64_t created_ts = 0, used_ts = 0;  // ms; used_ts 0: never
  Id challenge = 0;                          // the last one that it has answered in a log-in
  Op op = 0;                                 // of the last change

  static constexpr auto Columns() {
    return std::tuple(
        Column("user_id", &Passkey::user), Column("id", &Passkey::id),
        Column("credential", &Passkey::credential), Column("public_key", &Passkey::public_key),
        Column("sign_count", &Passkey::sign_count), Column("name", &Passkey::name),
        Column("created_ts", &Passkey::created_ts), Column("used_ts", &Passkey::used_ts),
        Column("challenge_ts", &Passkey::challenge), Column("op", &Passkey::op));
  }
};

// The user handle of WebAuthn, in bytes: the account's id as clients see it.
std::string PasskeyHandle(UserId user);

// ABSOLUTE, the oldest first.
Outcome<std::vector<Passkey>> PasskeysOf(const Context& context, UserId user);

struct PasskeyChallenge {
  std::string challenge;  // base64url, 256 random bits
  std::string state;      // comes back with the answer
};

struct PasskeyOffer {
  PasskeyChallenge challenge;
  std::vector<Passkey> there;  // which the account has already
};
// 501 passkeys_not_configured, 409 too_many_passkeys.
Outcome<PasskeyOffer> OfferPasskey(const Context& context, const User& user);

struct PasskeyMade {
  std::string id, client_data, attestation_object;  // bytes
};
// Adds it, and says so by mail. The same once more returns what is there. 400 bad_passkey; 409
// not_offered: the state has ended or is none; 409 passkey_exists: with another key; 409
// too_many_passkeys.
Outcome<Passkey> AddPasskey(const Context& context, const User& user, const std::string& state,
                            const std::string& name, const PasskeyMade& made);

// Removes it, and says so by mail. 404.
Outcome<Unit> RemovePasskey(const Context& context, const User& user, const std::string& id);

// For a log-in: the same for everybody. 501 passkeys_not_configured.
Outcome<PasskeyChallenge> AskForPasskey(const Context& context);

struct PasskeyAnswer {
  std::string id, user_handle;  // bytes
  webauthn::Assertion assertion;
};
struct PasskeyUse {
  // Why it is refused, for the log: "wrong_origin", "unknown", "cloned", ... "": it is right.
  std::string refused;
  std::optional<User> user = {};  // whose passkey it is; nullopt: it is unknown
  Passkey passkey = {};           // as it is after the use
  std::optional<std::chrono::seconds> retry_after = {};
};
// Uses the challenge up, if everything is right. What is wrong is not an error, but `refused`, so
// that the caller can log it; clients are told nothing of it. Failures with a passkey that is there
// are counted for its account: from the fifth on its passkeys are locked, for 30 s to an hour.
// Nobody can lock them who does not know the random id of one.
Outcome<PasskeyUse> UsePasskey(const Context& context, const std::string& state,
                               const PasskeyAnswer& answer);
// Whether passkey and account are still there, after a session was begun.
Outcome<bool> IsStillThere(const Context& context, const Passkey& passkey);

}  // namespace fotogal
