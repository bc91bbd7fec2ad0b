#include "fotogal/account/sign_up.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/account_change.h"
#include "fotogal/base/password.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

struct SignUp {
  const NewAccount& account;
  const Claim& claim;
};

Json UserRow(const SignUp& sign_up, std::string password_hash) {
  const NewAccount& account = sign_up.account;
  return {{"id", sign_up.claim.user_id},
          {"email", account.email},
          {"full_name", account.full_name},
          {"username", account.username},
          {"password", std::move(password_hash)},
          {"created_ts", ToMillis(sign_up.claim.context.Now())},
          {"is_private", account.is_private},
          {"is_professional_account", false},
          {"user_data", Json::object()},
          {"email_verified", false},
          {"language", account.language},
          {"image_count", 0},
          {"follower_count", 0},
          {"following_count", 0},
          {"recent_ops", Json::array()},
          {"rev", 0},
          {"op", sign_up.claim.op}};
}

// Writes the user under an id that is not used yet; the id is in the claim.
Outcome<Unit> WriteUser(const Claim& claim, const Json& row) {
  const auto if_absent = IfAbsent();
  OCI_ASSIGN_OR_RETURN(const auto put, claim.context.Put(schema::kUsers, row, if_absent));
  if (!put.written) return TryAgain("Two accounts were made in the same instant.");
  return Unit{};
}

}  // namespace

Outcome<User> CreateAccount(const Context& context, const NewAccount& account) {
  const Claim claim = NewClaim(context, context.NewId(), context.NewOp());
  const auto username = UsernameKey(account.username);
  const auto email = EmailKey(account.email);

  OCI_ASSIGN_OR_RETURN(const auto username_version, Reserve(claim, username));
  if (username_version.empty()) return Problem(409, "username_taken", "This username is taken.");
  OCI_ASSIGN_OR_RETURN(const auto email_version, Reserve(claim, email));
  if (email_version.empty()) {
    (void)Release(claim, username);
    return Problem(409, "email_taken", "This e-mail address has an account.");
  }
  // From here on there is something to undo if this call dies.
  AccountChange change;
  change.user = claim.user_id;
  change.signed_up_as = username;
  change.names = {email};
  auto [hash, job] = oci::InParallel([&] { return HashPassword(account.password); },
                                     [&] { return QueueAccountChange(context, claim.op, change); });
  OCI_RETURN_IF_ERROR(hash);
  OCI_RETURN_IF_ERROR(job);
  const Json row = UserRow({account, claim}, std::move(*hash));
  OCI_RETURN_IF_ERROR(WriteUser(claim, row));
  OCI_RETURN_IF_ERROR(AddToDirectory(context, RowFrom<User>(row)));
  if (!InTime(claim)) return TryAgain("Sign-up took too long.");
  OCI_ASSIGN_OR_RETURN(const bool exists, Confirm(claim, username, username_version));
  if (!exists) {
    (void)Release(claim, email);
    (void)RemoveFromDirectory(context, RowFrom<User>(row), nullptr);
    (void)context.Delete(schema::kUsers, KeyOfUser(claim.user_id));
    return Problem(409, "username_taken", "This username is taken.");
  }
  // From here on the account exists; if the e-mail address stays unconfirmed, whoever asks for it
  // next confirms it.
  const auto confirmed = Confirm(claim, email, email_version);
  if (confirmed.ok() && *confirmed) (void)ForgetJob(context, *job);
  return RowFrom<User>(row);
}

}  // namespace fotogal
