// Names (usernames, e-mail addresses) and the accounts they lead to: rows of `identities`
// (docs/adr/0004-sign-up.md, docs/adr/0006-changing-names.md).
//
// A row is confirmed (reserved_until 0) or a reservation. A confirmed name is one that the users
// row of its account carries. Of a reservation the users row decides: carried by an account that
// exists, the name is that account's; if not, it is nobody's, and free once the reservation ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"

namespace fotogal {

std::string UsernameKey(std::string_view username);  // as text::Username answers it
std::string EmailKey(std::string_view email);        // as text::Email answers it

// Of reserved_until: the name is the account's for good.
inline constexpr std::int64_t kConfirmed = 0;

struct IdentityRow {
  static constexpr auto kTable = schema::kIdentities;

  std::string name;  // a key as above
  UserId user = 0;
  std::int64_t reserved_until = 0;  // ms
  Op op = 0;                        // of the sign-up or change that reserved it

  static constexpr auto Columns() {
    return std::tuple(Column("name", &IdentityRow::name), Column("user_id", &IdentityRow::user),
                      Column("reserved_until", &IdentityRow::reserved_until),
                      Column("op", &IdentityRow::op));
  }
};
inline oci::nosql::Key KeyOfIdentity(const std::string& name) { return {{"name", name}}; }

// Names being taken for one account, by one sign-up or one change.
struct Claim {
  Context context;
  UserId user_id = 0;
  Op op = 0;
  std::int64_t reserved_until;  // ms
};
Claim NewClaim(const Context& context, UserId user_id, Op op);
// False: too late to rely on what was reserved; clocks differ.
bool InTime(const Claim& claim);

// The reservation's version; an empty one: the name is somebody else's. A name that its own account
// holds already is reserved anew.
Outcome<std::string> Reserve(const Claim& claim, const std::string& name);
// Makes the name that reservation's for good; false: it is not there any more.
Outcome<bool> Confirm(const Claim& claim, const std::string& name, const std::string& version);
// Turns the account's name into a reservation, before the users row lets go of it.
Outcome<Unit> Leave(const Claim& claim, const std::string& name);
// Deletes what this claim reserved. If it fails, the reservation ends by itself.
Outcome<Unit> Release(const Claim& claim, const std::string& name);

// Deletes the name, whatever it is, if it is that account's: the account is gone.
Outcome<Unit> GiveUpName(const Context& context, UserId user_id, const std::string& name);

// Puts a name of the account right after a change that may have died anywhere: carried by the
// account it is confirmed, otherwise deleted. False: a reservation still runs; ask again later.
Outcome<bool> TidyName(const Context& context, UserId user_id, const std::string& name);

// Puts a sign-up right that may have died anywhere: an account that came about keeps its name (of
// whatever is was then; `username` is a key), of one that did not the name and every row go. False:
// its reservation still runs; ask again later.
Outcome<bool> TidySignUp(const Context& context, UserId user_id, const std::string& username);

// The account that the name leads to, ABSOLUTE; nullopt: nobody's. Unconfirmed names cost one or
// two reads more.
Outcome<std::optional<UserId>> FindByName(const Context& context, const std::string& name);

// Whose username or e-mail address it is, ABSOLUTE; an unknown one costs as many reads.
Outcome<std::optional<User>> FindByLogin(const Context& context, std::string_view login);
// nullopt: nobody. What would be read of somebody is read of kNobody then: who is hidden and who is
// missing take as long.
Outcome<std::optional<UserId>> FindByUsername(const Context& context, std::string_view username);

}  // namespace fotogal
