#include "fotogal/people/identities.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/text.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/people_statements.h"
#include "fotogal/people/user.h"

namespace fotogal {
namespace {

using oci::nosql::PutOptions;

// A call that cannot finish this long before its reservation ends gives up.
constexpr std::chrono::seconds kMargin{5};

IdentityRow RowOf(const Claim& claim, const std::string& name, std::int64_t reserved_until,
                  std::int64_t kept_until = 0) {
  return {.name = name,
          .user = claim.user_id,
          .reserved_until = reserved_until,
          .op = claim.op,
          .kept_until = kept_until};
}

// A row, and the version of it that a change names.
struct Standing {
  IdentityRow row;
  std::string version;
};

Outcome<std::optional<Standing>> FindRow(const Context& context, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Get(schema::kIdentities, KeyOfIdentity(name),
                                             oci::nosql::Consistency::kAbsolute));
  if (!row) return std::optional<Standing>();
  return std::optional(Standing{RowFrom<IdentityRow>(row->value), std::move(row->version)});
}

bool IsConfirmed(const IdentityRow& identity) { return identity.reserved_until == kConfirmed; }

// Nobody's, for the account that has given it up.
bool IsKept(const IdentityRow& identity) {
  return !IsConfirmed(identity) && identity.reserved_until == identity.kept_until;
}

bool StillReserved(const IdentityRow& identity, oci::TimePoint now) {
  return identity.reserved_until > ToMillis(now);
}

bool IsNameOf(const User& user, const std::string& name) {
  return name == UsernameKey(user.username) || name == EmailKey(user.email);
}

// What the users row says about a name that leads to it.
enum class Holding {
  kNone,     // there is no such account: the sign-up was never finished
  kGivenUp,  // the account has another name now
  kHeld,
};

Outcome<Holding> HoldingOf(const Context& context, UserId owner, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUserRow(context, owner));
  if (!user) return Holding::kNone;
  OCI_ASSIGN_OR_RETURN(const auto username,
                       context.Find<IdentityRow>(KeyOfIdentity(UsernameKey(user->username))));
  // The reservation of a sign-up has the op of its users row, that of a change has not. So an
  // account whose username is reserved by a change exists.
  const bool exists =
      username && username->user == owner && (IsConfirmed(*username) || username->op != user->op);
  if (!exists) return Holding::kNone;
  return IsNameOf(*user, name) ? Holding::kHeld : Holding::kGivenUp;
}

// Deletes the rows of a sign-up that was never finished.
Outcome<Unit> RemoveAbandoned(const Context& context, UserId id) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUserRow(context, id));
  if (!user) return Unit{};
  OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, *user, nullptr));
  OCI_RETURN_IF_ERROR(context.Delete(schema::kUsers, KeyOfUser(id)));
  return Unit{};
}

// Only a name that is kept expires.
Outcome<oci::nosql::PutResult> Replace(const Context& context, const IdentityRow& row,
                                       const std::string& version) {
  PutOptions if_unchanged;
  if_unchanged.if_match = version;
  if_unchanged.table_ttl = !IsKept(row);
  if (IsKept(row)) if_unchanged.ttl_days = static_cast<int>(schema::kNameKept.count());
  OCI_ASSIGN_OR_RETURN(auto put, context.Put(schema::kIdentities, JsonOf(row), if_unchanged));
  return put;
}

// What becomes of a name whose reservation has ended; nullopt: it is free.
std::optional<IdentityRow> AfterReservation(IdentityRow row, Holding holding, oci::TimePoint now) {
  if (holding == Holding::kHeld) {
    row.reserved_until = kConfirmed;
    row.kept_until = 0;
    return row;
  }
  row.reserved_until = row.kept_until;
  return StillReserved(row, now) ? std::optional(row) : std::nullopt;
}

// Reserves a name that another account had, if it is free now.
Outcome<std::string> ReserveOfAnother(const Claim& claim, const Standing& standing) {
  const Context& context = claim.context;
  const IdentityRow& row = standing.row;
  if (StillReserved(row, context.Now())) return std::string();
  OCI_ASSIGN_OR_RETURN(const auto holding, HoldingOf(context, row.user, row.name));
  if (const auto stays = AfterReservation(row, holding, context.Now())) {
    OCI_RETURN_IF_ERROR(Replace(context, *stays, standing.version));
    return std::string();
  }
  OCI_ASSIGN_OR_RETURN(
      const auto put,
      Replace(context, RowOf(claim, row.name, claim.reserved_until), standing.version));
  if (!put.written) return std::string();
  if (holding == Holding::kNone) OCI_RETURN_IF_ERROR(RemoveAbandoned(context, row.user));
  return put.version;
}

Outcome<std::string> ReserveStanding(const Claim& claim, const Standing& standing) {
  const IdentityRow& row = standing.row;
  const bool own = row.user == claim.user_id;
  if (IsConfirmed(row)) return own ? standing.version : std::string();
  if (!own) return ReserveOfAnother(claim, standing);
  const auto wanted = RowOf(claim, row.name, claim.reserved_until, row.kept_until);
  OCI_ASSIGN_OR_RETURN(const auto put, Replace(claim.context, wanted, standing.version));
  return put.written ? put.version : std::string();
}

constexpr Op kAnyClaim = 0;

Outcome<Unit> KeepLeft(const Context& context, UserId user_id, Op op, const std::string& name) {
  OCI_RETURN_IF_ERROR(context.Execute(
      kIdentitiesKeep,
      {{"$n", name}, {"$u", user_id}, {"$op", op}, {"$now", ToMillis(context.Now())}},
      Repeated::kSame));
  return Unit{};
}

Outcome<Unit> ReleaseLeft(const Context& context, UserId user_id, Op op, const std::string& name) {
  OCI_RETURN_IF_ERROR(KeepLeft(context, user_id, op, name));
  OCI_RETURN_IF_ERROR(context.Execute(
      kIdentitiesRelease,
      {{"$n", name}, {"$u", user_id}, {"$op", op}, {"$now", ToMillis(context.Now())}},
      Repeated::kSame));
  return Unit{};
}

}  // namespace

std::string UsernameKey(std::string_view username) { return "u:" + std::string(username); }
std::string EmailKey(std::string_view email) { return "e:" + Sha256Base64Url(email); }

Claim NewClaim(const Context& context, UserId user_id, Op op) {
  return {.context = context,
          .user_id = user_id,
          .op = op,
          .reserved_until = ToMillis(context.Now() + schema::kReservation)};
}

bool InTime(const Claim& claim) {
  return ToMillis(claim.context.Now() + kMargin) <= claim.reserved_until;
}

Outcome<std::string> Reserve(const Claim& claim, const std::string& name) {
  const auto row = RowOf(claim, name, claim.reserved_until);
  OCI_ASSIGN_OR_RETURN(const auto put,
                       claim.context.Put(schema::kIdentities, JsonOf(row), IfAbsent()));
  if (put.written) return put.version;
  if (!put.existing) return TryAgain("The name is in use by another request.");
  return ReserveStanding(claim, {RowFrom<IdentityRow>(put.existing->value), put.existing->version});
}

Outcome<bool> Confirm(const Claim& claim, const std::string& name, const std::string& version) {
  OCI_ASSIGN_OR_RETURN(const auto put,
                       Replace(claim.context, RowOf(claim, name, kConfirmed), version));
  return put.written;
}

Outcome<Unit> TurnIntoReservation(const Claim& claim, const std::string& name) {
  OCI_RETURN_IF_ERROR(
      claim.context.Execute(kIdentitiesMakeReservation,
                            {{"$n", name},
                             {"$u", claim.user_id},
                             {"$until", claim.reserved_until},
                             {"$kept", ToMillis(claim.context.Now() + schema::kNameKept)},
                             {"$op", claim.op}},
                            Repeated::kSame));
  return Unit{};
}

Outcome<Unit> Keep(const Claim& claim, const std::string& name) {
  return KeepLeft(claim.context, claim.user_id, claim.op, name);
}

Outcome<Unit> Release(const Claim& claim, const std::string& name) {
  return ReleaseLeft(claim.context, claim.user_id, claim.op, name);
}

Outcome<Unit> GiveUpName(const Context& context, UserId user_id, const std::string& name) {
  OCI_RETURN_IF_ERROR(context.Execute(
      kIdentitiesGiveUp,
      {{"$n", name}, {"$u", user_id}, {"$kept", ToMillis(context.Now() + schema::kNameKept)}},
      Repeated::kSame));
  return Unit{};
}

Outcome<Unit> ReleaseName(const Context& context, UserId user_id, const std::string& name) {
  return ReleaseLeft(context, user_id, kAnyClaim, name);
}

Outcome<bool> RepairName(const Context& context, UserId user_id, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindRow(context, name));
  if (!standing || standing->row.user != user_id) return true;
  const IdentityRow& row = standing->row;
  if (IsConfirmed(row) || IsKept(row)) return true;
  OCI_ASSIGN_OR_RETURN(const auto holding, HoldingOf(context, user_id, name));
  if (holding != Holding::kHeld && StillReserved(row, context.Now())) return false;
  if (const auto stays = AfterReservation(row, holding, context.Now())) {
    OCI_RETURN_IF_ERROR(Replace(context, *stays, standing->version));
    return true;
  }
  const auto deleted = context.Delete(schema::kIdentities, KeyOfIdentity(name), standing->version);
  if (!deleted.ok() && deleted.error().code != "ETagMismatch") return Problem(deleted.error());
  return true;
}

Outcome<bool> RepairSignUp(const Context& context, UserId user_id, const std::string& username) {
  OCI_ASSIGN_OR_RETURN(const bool tidy, RepairName(context, user_id, username));
  if (!tidy) return false;
  OCI_ASSIGN_OR_RETURN(const auto holding, HoldingOf(context, user_id, username));
  if (holding == Holding::kNone) OCI_RETURN_IF_ERROR(RemoveAbandoned(context, user_id));
  return true;
}

Outcome<std::optional<UserId>> FindByName(const Context& context, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto row, context.Find<IdentityRow>(KeyOfIdentity(name)));
  if (!row) return std::optional<UserId>();
  if (IsKept(*row)) return std::optional<UserId>();
  if (!IsConfirmed(*row)) {
    OCI_ASSIGN_OR_RETURN(const auto holding, HoldingOf(context, row->user, name));
    if (holding != Holding::kHeld) return std::optional<UserId>();
  }
  return std::optional<UserId>(row->user);
}

Outcome<std::vector<UserId>> FindByNames(const Context& context,
                                         const std::vector<std::string>& names) {
  std::vector<UserId> found(names.size(), kNobody);
  if (names.empty()) return found;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<IdentityRow>(kIdentitiesAmong, {{"$n", names}}, Absolute()));
  for (const IdentityRow& row : rows) {
    const auto at = std::ranges::find(names, row.name) - names.begin();
    UserId& person = found.at(static_cast<size_t>(at));
    if (IsConfirmed(row)) person = row.user;
    if (IsConfirmed(row) || IsKept(row)) continue;
    OCI_ASSIGN_OR_RETURN(const auto holder, FindByName(context, row.name));
    person = holder.value_or(kNobody);
  }
  return found;
}

Outcome<std::optional<UserId>> FindByUsername(const Context& context, std::string_view username) {
  const auto folded = text::Username(username);
  // In a URL nothing is pasted: a name that would have to be cleaned is unknown.
  const bool as_written = text::CleanCode(username) == username && !username.starts_with('@');
  if (!folded.ok() || !as_written) return std::optional<UserId>();
  return FindByName(context, UsernameKey(*folded));
}

Outcome<std::optional<User>> FindByLogin(const Context& context, std::string_view login) {
  const bool is_email = login.find('@') != std::string_view::npos;
  const auto folded = is_email ? text::Email(login) : text::Username(login);
  std::optional<UserId> id;
  if (folded.ok()) {
    OCI_ASSIGN_OR_RETURN(id,
                         FindByName(context, is_email ? EmailKey(*folded) : UsernameKey(*folded)));
  }
  // For an unknown name the same two reads are made as for a known one.
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, id.value_or(0)));
  return user;
}

}  // namespace fotogal
