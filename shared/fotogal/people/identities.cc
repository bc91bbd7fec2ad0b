#include "fotogal/people/identities.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/text.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;
using oci::nosql::PutOptions;
using oci::nosql::Row;

constexpr std::int64_t kConfirmed = 0;  // in reserved_until
// A call that cannot finish this long before its reservation ends gives up.
constexpr std::chrono::seconds kMargin{5};

oci::nosql::Key KeyOfName(const std::string& name) { return {{"name", name}}; }

Json RowOf(const Claim& claim, const std::string& name, std::int64_t reserved_until) {
  return {{"name", name},
          {"user_id", claim.user_id},
          {"reserved_until", reserved_until},
          {"op", claim.op}};
}

Outcome<std::optional<Row>> FindRow(Services& services, oci::Call& call, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(auto row, services.nosql->Get(call, schema::kIdentities, KeyOfName(name),
                                                     Consistency::kAbsolute));
  return row;
}

bool IsConfirmed(const Json& identity) { return identity.at("reserved_until") == kConfirmed; }

bool StillReserved(const Json& identity, oci::TimePoint now) {
  return identity.at("reserved_until").get<std::int64_t>() > ToMillis(now);
}

bool Carries(const Json& user, const std::string& name) {
  return name == UsernameKey(user.at("username").get_ref<const std::string&>()) ||
         name == EmailKey(user.at("email").get_ref<const std::string&>());
}

// What the users row says of a name that leads to it.
enum class Holding {
  kNone,     // there is no such account: a sign-up came to nothing
  kGivenUp,  // the account goes by another name
  kHeld,
};

Outcome<Holding> HoldingOf(Services& services, oci::Call& call, const Json& identity) {
  const Id owner = identity.at("user_id").get<Id>();
  OCI_ASSIGN_OR_RETURN(const auto user, services.nosql->Get(call, schema::kUsers, KeyOfUser(owner),
                                                            Consistency::kAbsolute));
  if (!user) return Holding::kNone;
  const auto key = UsernameKey(user->value.at("username").get<std::string>());
  OCI_ASSIGN_OR_RETURN(const auto username, FindRow(services, call, key));
  // The reservation of a sign-up carries the op of its users row, that of a change does not: an
  // account whose username is reserved by a change exists.
  const bool exists =
      username && username->value.at("user_id") == owner &&
      (IsConfirmed(username->value) || username->value.at("op") != user->value.at("op"));
  if (!exists) return Holding::kNone;
  const bool carried = Carries(user->value, identity.at("name").get<std::string>());
  return carried ? Holding::kHeld : Holding::kGivenUp;
}

// The rows of a sign-up that came to nothing.
Outcome<Unit> RemoveAbandoned(Services& services, oci::Call& call, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto user, services.nosql->Get(call, schema::kUsers, KeyOfUser(id),
                                                            Consistency::kAbsolute));
  if (!user) return Unit{};
  OCI_RETURN_IF_ERROR(RemoveFromDirectory(services, call, UserFromRow(user->value), nullptr));
  OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kUsers, KeyOfUser(id)));
  return Unit{};
}

Outcome<oci::nosql::PutResult> Replace(Services& services, oci::Call& call, const Json& row,
                                       const std::string& version) {
  PutOptions if_unchanged;
  if_unchanged.if_match = version;
  OCI_ASSIGN_OR_RETURN(auto put, services.nosql->Put(call, schema::kIdentities, row, if_unchanged));
  return put;
}

Outcome<std::string> TakeOver(const Claim& claim, const std::string& name, const Row& standing) {
  const Json& row = standing.value;
  const bool own = row.at("user_id") == claim.user_id;
  if (IsConfirmed(row)) return own ? standing.version : std::string();
  Holding holding = Holding::kGivenUp;
  if (!own) {
    if (StillReserved(row, claim.call.Now())) return std::string();
    OCI_ASSIGN_OR_RETURN(holding, HoldingOf(claim.services, claim.call, row));
  }
  Json wanted = RowOf(claim, name, claim.reserved_until);
  if (holding == Holding::kHeld) {
    wanted = row;
    wanted["reserved_until"] = kConfirmed;
  }
  OCI_ASSIGN_OR_RETURN(const auto put,
                       Replace(claim.services, claim.call, wanted, standing.version));
  if (holding == Holding::kHeld || !put.written) return std::string();
  if (holding == Holding::kNone)
    OCI_RETURN_IF_ERROR(RemoveAbandoned(claim.services, claim.call, row.at("user_id").get<Id>()));
  return put.version;
}

}  // namespace

std::string UsernameKey(std::string_view username) { return "u:" + std::string(username); }
std::string EmailKey(std::string_view email) { return "e:" + Sha256Base64Url(email); }

Claim NewClaim(Services& services, oci::Call& call, Id user_id, Id op) {
  return {services, call, user_id, op, ToMillis(call.Now() + schema::kReservation)};
}

bool InTime(const Claim& claim) {
  return ToMillis(claim.call.Now() + kMargin) <= claim.reserved_until;
}

Outcome<std::string> Reserve(const Claim& claim, const std::string& name) {
  const auto if_absent = IfAbsent();
  OCI_ASSIGN_OR_RETURN(const auto put, claim.services.nosql->Put(
                                           claim.call, schema::kIdentities,
                                           RowOf(claim, name, claim.reserved_until), if_absent));
  if (put.written) return put.version;
  if (!put.existing) return TryAgain("The name is in use by another request.");
  return TakeOver(claim, name, *put.existing);
}

Outcome<bool> Confirm(const Claim& claim, const std::string& name, const std::string& version) {
  OCI_ASSIGN_OR_RETURN(
      const auto put, Replace(claim.services, claim.call, RowOf(claim, name, kConfirmed), version));
  return put.written;
}

Outcome<Unit> Leave(const Claim& claim, const std::string& name) {
  static const std::string kStatement =
      "DECLARE $n STRING; $u LONG; $until LONG; $op LONG; UPDATE " +
      std::string(schema::kIdentities) +
      " i SET i.reserved_until = $until, SET i.op = $op WHERE i.name = $n AND i.user_id = $u";
  OCI_RETURN_IF_ERROR(claim.services.nosql->Execute(
      claim.call, kStatement,
      {{"$n", name}, {"$u", claim.user_id}, {"$until", claim.reserved_until}, {"$op", claim.op}},
      true));
  return Unit{};
}

Outcome<Unit> Release(const Claim& claim, const std::string& name) {
  static const std::string kStatement = "DECLARE $n STRING; $u LONG; $op LONG; DELETE FROM " +
                                        std::string(schema::kIdentities) +
                                        " i WHERE i.name = $n AND i.user_id = $u AND i.op = $op";
  OCI_RETURN_IF_ERROR(claim.services.nosql->Execute(
      claim.call, kStatement, {{"$n", name}, {"$u", claim.user_id}, {"$op", claim.op}}, true));
  return Unit{};
}

Outcome<Unit> GiveUpName(Services& services, oci::Call& call, Id user_id, const std::string& name) {
  static const std::string kStatement = "DECLARE $n STRING; $u LONG; DELETE FROM " +
                                        std::string(schema::kIdentities) +
                                        " i WHERE i.name = $n AND i.user_id = $u";
  OCI_RETURN_IF_ERROR(
      services.nosql->Execute(call, kStatement, {{"$n", name}, {"$u", user_id}}, true));
  return Unit{};
}

Outcome<bool> TidyName(Services& services, oci::Call& call, Id user_id, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindRow(services, call, name));
  if (!standing || standing->value.at("user_id") != user_id) return true;
  Json row = standing->value;
  if (IsConfirmed(row)) return true;
  OCI_ASSIGN_OR_RETURN(const auto holding, HoldingOf(services, call, row));
  if (holding == Holding::kHeld) {
    row["reserved_until"] = kConfirmed;
    OCI_RETURN_IF_ERROR(Replace(services, call, row, standing->version));
    return true;
  }
  if (StillReserved(row, call.Now())) return false;
  const auto deleted =
      services.nosql->Delete(call, schema::kIdentities, KeyOfName(name), standing->version);
  if (!deleted.ok() && deleted.error().code != "ETagMismatch") return Problem(deleted.error());
  return true;
}

Outcome<bool> TidySignUp(Services& services, oci::Call& call, Id user_id,
                         const std::string& username) {
  OCI_ASSIGN_OR_RETURN(const bool tidy, TidyName(services, call, user_id, username));
  if (!tidy) return false;
  OCI_ASSIGN_OR_RETURN(const auto holding,
                       HoldingOf(services, call, {{"user_id", user_id}, {"name", username}}));
  if (holding == Holding::kNone) OCI_RETURN_IF_ERROR(RemoveAbandoned(services, call, user_id));
  return true;
}

Outcome<std::optional<Id>> FindByName(Services& services, oci::Call& call,
                                      const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(services, call, name));
  if (!row) return std::optional<Id>();
  if (!IsConfirmed(row->value)) {
    OCI_ASSIGN_OR_RETURN(const auto holding, HoldingOf(services, call, row->value));
    if (holding != Holding::kHeld) return std::optional<Id>();
  }
  return std::optional<Id>(row->value.at("user_id").get<Id>());
}

Outcome<std::optional<Id>> FindByUsername(Services& services, oci::Call& call,
                                          std::string_view username) {
  const auto folded = text::Username(username);
  // In an address nothing is pasted: what would have to be cleaned names nobody.
  const bool as_written = text::CleanCode(username) == username && !username.starts_with('@');
  if (!folded.ok() || !as_written) return std::optional<Id>();
  return FindByName(services, call, UsernameKey(*folded));
}

Outcome<std::optional<User>> FindByLogin(Services& services, oci::Call& call,
                                         std::string_view login) {
  const bool is_email = login.find('@') != std::string_view::npos;
  const auto folded = is_email ? text::Email(login) : text::Username(login);
  std::optional<Id> id;
  if (folded.ok()) {
    OCI_ASSIGN_OR_RETURN(
        id, FindByName(services, call, is_email ? EmailKey(*folded) : UsernameKey(*folded)));
  }
  // An unknown name costs the same two reads as a known one.
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(services, call, id.value_or(0)));
  return user;
}

}  // namespace fotogal
