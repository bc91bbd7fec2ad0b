// The tokens in links of mails. A token names the account and the job that made it, and has a
// secret of 256 random bits; a row of `tokens` keeps a hash of it. An account has one row for each
// kind of link (of links that undo or stop something: for each of them), so a new link ends the
// one before. A row that was used stays until its TTL ends, without the hash, so that a mail that
// is sent again does not make its link work again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

enum class LinkKind : char {
  kReset = 'r',
  kVerify = 'v',
  kUndo = 'u',     // of a change of the address
  kRecover = 'l',  // begins the wait for the removal of a lost second factor
  kStop = 's'      // stops it
};

struct LinkToken {
  LinkKind kind;
  UserId user = 0;
  Op op = 0;           // of the job that mails it
  std::string secret;  // NewSecret
};
std::string NewSecret(const Random& random);
std::string TextOf(const LinkToken& token);  // base64url
std::optional<LinkToken> ReadLinkToken(std::string_view text);

struct TokenRow {
  static constexpr auto kTable = schema::kTokens;

  UserId user = 0;
  std::string kind;        // of the link, or "sent:" and the name of a kind of mail
  std::string hash = {};   // of the secret; "": used
  std::string email = {};  // what the link is about: an address of the account
  // SHA-256 of the account's password hash when it was made
  std::string password_hash = {};
  std::int64_t made_ts = 0, expires_ts = 0;  // ms
  Op op = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &TokenRow::user), Column("kind", &TokenRow::kind),
                      Column("hash", &TokenRow::hash), Column("email", &TokenRow::email),
                      Column("password_hash", &TokenRow::password_hash),
                      Column("made_ts", &TokenRow::made_ts),
                      Column("expires_ts", &TokenRow::expires_ts), Column("op", &TokenRow::op));
  }
};

// A row, and the version of it that a change names.
struct StandingToken {
  TokenRow row;
  std::string version;
};
// ABSOLUTE.
Outcome<std::optional<StandingToken>> FindTokenRow(const Context& context, UserId user,
                                                   const std::string& kind);

// Writes the row unless it has changed since it was read (nullopt: there was none), which false
// tells. It stays a day longer than until expires_ts.
Outcome<bool> PutToken(const Context& context, const TokenRow& row,
                       const std::optional<StandingToken>& before);

// Makes the token's row, from which on its link works. False: the link was used already, or a later
// one has taken its place.
Outcome<bool> OpenLink(const Context& context, const LinkToken& token, const std::string& email,
                       const std::string& password_hash);
// The row of a token whose link works. ABSOLUTE; 400 bad_token: unknown, used or expired.
Outcome<StandingToken> FindLink(const Context& context, const LinkToken& token);
// False: somebody else has used it in between.
Outcome<bool> UseLink(const Context& context, const StandingToken& link);
// Ends the links that undo changes of the address which were made after the one that `link` undoes.
Outcome<Unit> EndLaterUndoLinks(const Context& context, const TokenRow& link);
// Notes that a change of the address is being undone: mails about earlier changes, which may not
// have been sent yet, offer no way to undo it any more.
Outcome<Unit> NoteUndo(const Context& context, UserId user);
// Whether that was noted after the op was made.
Outcome<bool> IsUndoneSince(const Context& context, UserId user, Op op);
// Ends a link that has not been used yet, if there is one.
Outcome<Unit> EndLink(const Context& context, UserId user, LinkKind kind);

Problem BadToken();

}  // namespace fotogal
