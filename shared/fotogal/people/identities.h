// Names (usernames and e-mail addresses) and their accounts: rows of `identities`
// (docs/adr/0004-sign-up.md, docs/adr/0006-changing-names.md).
//
// A row is confirmed (reserved_until 0), a reservation, or kept. A confirmed name is always in the
// users row of its account. For a reservation the users row decides: if an existing account has the
// name, it belongs to that account; if not, it belongs to nobody and is free once the reservation
// ends. A name that an account has given up is kept: it belongs to nobody, and until kept_until
// only that account may take it again. The reservation of a name that was the account's has
// kept_until too: if the account does not have it when the reservation ends, it is kept instead of
// free.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"

namespace fotogal {

std::string UsernameKey(std::string_view username);  // for a name as text::Username returns it
std::string EmailKey(std::string_view email);        // for an address as text::Email returns it

// Of reserved_until: the name is the account's for good.
inline constexpr std::int64_t kConfirmed = 0;

struct IdentityRow {
  static constexpr auto kTable = schema::kIdentities;

  std::string name;  // a key as above
  UserId user = 0;
  std::int64_t reserved_until = 0;  // ms
  Op op = 0;                        // of the sign-up or change that reserved it
  std::int64_t kept_until = 0;      // ms; 0: it is new to the account. Kept: as reserved_until

  static constexpr auto Columns() {
    return std::tuple(Column("name", &IdentityRow::name), Column("user_id", &IdentityRow::user),
                      Column("reserved_until", &IdentityRow::reserved_until),
                      Column("op", &IdentityRow::op),
                      Column("kept_until", &IdentityRow::kept_until));
  }
};
inline oci::nosql::Key KeyOfIdentity(const std::string& name) { return {{"name", name}}; }

// The names that one sign-up or one change wants to take for an account.
struct Claim {
  Context context;
  UserId user_id = 0;
  Op op = 0;
  std::int64_t reserved_until;  // ms
};
Claim NewClaim(const Context& context, UserId user_id, Op op);
// False: it is too late to rely on the reservations, as clocks differ.
bool InTime(const Claim& claim);

// Reserves the name and returns the version of the row; "": the name belongs to somebody else. A
// name that its own account has already is reserved again.
Outcome<std::string> Reserve(const Claim& claim, const std::string& name);
// Confirms a reserved name; false: the reservation does not exist any more.
Outcome<bool> Confirm(const Claim& claim, const std::string& name, const std::string& version);
// Turns the account's name into a reservation, before it is removed from the users row; from then
// on it is kept.
Outcome<Unit> TurnIntoReservation(const Claim& claim, const std::string& name);
// Ends what this claim has reserved: a name that was the account's is kept, another one is deleted.
// If that fails, the reservation ends by itself.
Outcome<Unit> Keep(const Claim& claim, const std::string& name);     // the first of the two alone
Outcome<Unit> Release(const Claim& claim, const std::string& name);  // both

// Of an account that is being deleted: its name is kept from now on.
Outcome<Unit> GiveUpName(const Context& context, UserId user_id, const std::string& name);
// The same for a name of which only a change knows: as Release, whichever claim has reserved it.
Outcome<Unit> ReleaseName(const Context& context, UserId user_id, const std::string& name);

// Repairs a name of the account after a change that may have died anywhere: confirms it if the
// account has it, else keeps or deletes it. False: a reservation is still valid; try again later.
Outcome<bool> RepairName(const Context& context, UserId user_id, const std::string& name);

// Repairs a sign-up that may have died anywhere: if the account exists, its name stays (`username`
// is the key of the name at that time, which may have changed since); if not, the name and all rows
// are deleted. False: its reservation is still valid; try again later.
Outcome<bool> RepairSignUp(const Context& context, UserId user_id, const std::string& username);

// The account of the name, ABSOLUTE; nullopt: the name belongs to nobody. For reserved names, not
// for those that are kept, it makes one or two reads more.
Outcome<std::optional<UserId>> FindByName(const Context& context, const std::string& name);

// The accounts of these names, as FindByName finds each; kNobody where there is none. One read for
// all of them.
Outcome<std::vector<UserId>> FindByNames(const Context& context,
                                         const std::vector<std::string>& names);

// The account with that username or e-mail address, ABSOLUTE; an unknown one costs as many reads.
Outcome<std::optional<User>> FindByLogin(const Context& context, std::string_view login);
// nullopt: there is no such person. Then the reads for a person are made for kNobody, so that
// hidden and missing people take the same time.
Outcome<std::optional<UserId>> FindByUsername(const Context& context, std::string_view username);

}  // namespace fotogal
