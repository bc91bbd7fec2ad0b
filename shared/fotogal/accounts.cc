#include "fotogal/accounts.h"

#include <nlohmann/json.hpp>

#include "fotogal/directory.h"
#include "fotogal/password.h"
#include "fotogal/schema.h"
#include "fotogal/text.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;
using oci::nosql::PutOptions;
using oci::nosql::Row;

constexpr std::int64_t kConfirmed = 0;  // in reserved_until
// A call that cannot confirm this long before its reservation ends gives up: clocks differ.
constexpr std::chrono::seconds kMargin{5};

std::string UsernameKey(std::string_view username) { return "u:" + std::string(username); }
std::string EmailKey(std::string_view email) { return "e:" + Sha256Base64Url(email); }

oci::nosql::Key KeyOfName(const std::string& name) { return {{"name", name}}; }
oci::nosql::Key KeyOfUser(Id id) { return {{"id", id}}; }

// One sign-up under way.
struct SignUp {
  Services& services;
  oci::Call& call;
  const NewAccount& account;
  Id user_id;
  Id op;
  std::int64_t reserved_until;
};

Json IdentityRow(const SignUp& sign_up, const std::string& name, std::int64_t reserved_until) {
  return {{"name", name},
          {"user_id", sign_up.user_id},
          {"reserved_until", reserved_until},
          {"op", sign_up.op}};
}

// Whether the account behind an identity row exists: its username is confirmed as its own.
Outcome<bool> AccountExists(SignUp& sign_up, const Json& identity) {
  const Id owner = identity.at("user_id").get<Id>();
  OCI_ASSIGN_OR_RETURN(const auto user,
                       sign_up.services.nosql->Get(sign_up.call, schema::kUsers, KeyOfUser(owner),
                                                   Consistency::kAbsolute));
  if (!user) return false;
  const auto key = UsernameKey(user->value.at("username").get<std::string>());
  OCI_ASSIGN_OR_RETURN(const auto name,
                       sign_up.services.nosql->Get(sign_up.call, schema::kIdentities,
                                                   KeyOfName(key), Consistency::kAbsolute));
  return name && name->value.at("user_id") == owner &&
         name->value.at("reserved_until") == kConfirmed;
}

// The rows of a sign-up that came to nothing.
Outcome<Unit> RemoveAbandoned(SignUp& sign_up, Id id) {
  auto& [services, call, account, own_id, op, until] = sign_up;
  OCI_ASSIGN_OR_RETURN(const auto user, services.nosql->Get(call, schema::kUsers, KeyOfUser(id),
                                                            Consistency::kAbsolute));
  if (!user) return Unit{};
  OCI_RETURN_IF_ERROR(RemoveFromDirectory(services, call, UserFromRow(user->value), nullptr));
  OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kUsers, KeyOfUser(id)));
  return Unit{};
}

// The reservation's version; an empty one: the name is taken.
Outcome<std::string> TakeOver(SignUp& sign_up, const std::string& name, const Row& standing) {
  if (standing.value.at("reserved_until") == kConfirmed) return std::string();
  if (standing.value.at("reserved_until").get<std::int64_t>() > ToMillis(sign_up.call.Now()))
    return std::string();
  OCI_ASSIGN_OR_RETURN(const bool exists, AccountExists(sign_up, standing.value));
  PutOptions if_unchanged;
  if_unchanged.if_match = standing.version;
  Json row = standing.value;
  row["reserved_until"] = kConfirmed;
  if (!exists) row = IdentityRow(sign_up, name, sign_up.reserved_until);
  OCI_ASSIGN_OR_RETURN(
      auto put, sign_up.services.nosql->Put(sign_up.call, schema::kIdentities, row, if_unchanged));
  if (exists || !put.written) return std::string();
  OCI_RETURN_IF_ERROR(RemoveAbandoned(sign_up, standing.value.at("user_id").get<Id>()));
  return put.version;
}

// The reservation's version; empty: taken.
Outcome<std::string> Reserve(SignUp& sign_up, const std::string& name) {
  PutOptions if_absent;
  if_absent.when = PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(
      auto put,
      sign_up.services.nosql->Put(sign_up.call, schema::kIdentities,
                                  IdentityRow(sign_up, name, sign_up.reserved_until), if_absent));
  if (put.written) return put.version;
  if (!put.existing) return TryAgain("The name is in use by another request.");
  return TakeOver(sign_up, name, *put.existing);
}

// A reservation that came to nothing; if this fails too, it expires.
void Release(SignUp& sign_up, const std::string& name) {
  static const std::string kStatement = "DECLARE $n STRING; $u LONG; DELETE FROM " +
                                        std::string(schema::kIdentities) +
                                        " i WHERE i.name = $n AND i.user_id = $u";
  (void)sign_up.services.nosql->Execute(sign_up.call, kStatement,
                                        {{"$n", name}, {"$u", sign_up.user_id}}, true);
}

Outcome<bool> Confirm(SignUp& sign_up, const std::string& name, const std::string& version) {
  PutOptions if_mine;
  if_mine.if_match = version;
  OCI_ASSIGN_OR_RETURN(
      auto put, sign_up.services.nosql->Put(sign_up.call, schema::kIdentities,
                                            IdentityRow(sign_up, name, kConfirmed), if_mine));
  return put.written;
}

Json UserRow(const SignUp& sign_up, std::string password_hash) {
  const NewAccount& account = sign_up.account;
  return {{"id", sign_up.user_id},
          {"email", account.email},
          {"full_name", account.full_name},
          {"username", account.username},
          {"password", std::move(password_hash)},
          {"created_ts", ToMillis(sign_up.call.Now())},
          {"is_private", account.is_private},
          {"is_professional_account", false},
          {"user_data", Json::object()},
          {"image_count", 0},
          {"follower_count", 0},
          {"following_count", 0},
          {"recent_ops", Json::array()},
          {"rev", 0},
          {"op", sign_up.op}};
}

// Writes the user under an id that nobody has; the id is in sign_up.
Outcome<Unit> WriteUser(SignUp& sign_up, const Json& row) {
  PutOptions if_absent;
  if_absent.when = PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(const auto put,
                       sign_up.services.nosql->Put(sign_up.call, schema::kUsers, row, if_absent));
  if (!put.written) return TryAgain("Two accounts were made in the same instant.");
  return Unit{};
}

Outcome<std::optional<Id>> FindByName(Services& services, oci::Call& call,
                                      const std::string& name) {
  OCI_ASSIGN_OR_RETURN(
      const auto row,
      services.nosql->Get(call, schema::kIdentities, KeyOfName(name), Consistency::kAbsolute));
  if (!row) return std::optional<Id>();
  // A reserved e-mail may belong to an account whose username is confirmed already: the user's row
  // decides.
  return std::optional<Id>(row->value.at("user_id").get<Id>());
}

// A user whose username is not confirmed does not exist yet.
Outcome<bool> IsConfirmed(Services& services, oci::Call& call, const std::string& username, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kIdentities,
                                                           KeyOfName(UsernameKey(username)),
                                                           Consistency::kAbsolute));
  return row && row->value.at("user_id") == id && row->value.at("reserved_until") == kConfirmed;
}

}  // namespace

Outcome<User> CreateAccount(Services& services, oci::Call& call, const NewAccount& account) {
  SignUp sign_up{services,
                 call,
                 account,
                 NewId(call.Now(), services.random),
                 NewOp(call.Now(), services.random),
                 ToMillis(call.Now() + schema::kReservation)};
  const auto username = UsernameKey(account.username);
  const auto email = EmailKey(account.email);

  OCI_ASSIGN_OR_RETURN(const auto username_version, Reserve(sign_up, username));
  if (username_version.empty()) return Problem(409, "username_taken", "This username is taken.");
  OCI_ASSIGN_OR_RETURN(const auto email_version, Reserve(sign_up, email));
  if (email_version.empty()) {
    Release(sign_up, username);
    return Problem(409, "email_taken", "This e-mail address has an account.");
  }
  OCI_ASSIGN_OR_RETURN(auto hash, HashPassword(account.password));
  const Json row = UserRow(sign_up, std::move(hash));
  OCI_RETURN_IF_ERROR(WriteUser(sign_up, row));
  OCI_RETURN_IF_ERROR(AddToDirectory(services, call, UserFromRow(row)));
  if (ToMillis(call.Now() + kMargin) > sign_up.reserved_until)
    return TryAgain("Sign-up took too long.");
  OCI_ASSIGN_OR_RETURN(const bool exists, Confirm(sign_up, username, username_version));
  if (!exists) {
    Release(sign_up, email);
    (void)RemoveFromDirectory(services, call, UserFromRow(row), nullptr);
    (void)services.nosql->Delete(call, schema::kUsers, KeyOfUser(sign_up.user_id));
    return Problem(409, "username_taken", "This username is taken.");
  }
  // From here on the account exists; an unconfirmed e-mail is confirmed by whoever asks for it
  // next.
  (void)Confirm(sign_up, email, email_version);
  return UserFromRow(row);
}

Outcome<std::optional<Id>> FindByUsername(Services& services, oci::Call& call,
                                          std::string_view username) {
  const auto folded = text::Username(username);
  if (!folded.ok()) return std::optional<Id>();
  OCI_ASSIGN_OR_RETURN(
      const auto row, services.nosql->Get(call, schema::kIdentities,
                                          KeyOfName(UsernameKey(*folded)), Consistency::kAbsolute));
  if (!row || row->value.at("reserved_until") != kConfirmed) return std::optional<Id>();
  return std::optional<Id>(row->value.at("user_id").get<Id>());
}

Outcome<std::optional<Id>> FindByLogin(Services& services, oci::Call& call,
                                       std::string_view login) {
  if (login.find('@') == std::string_view::npos) return FindByUsername(services, call, login);
  const auto folded = text::Email(login);
  if (!folded.ok()) return std::optional<Id>();
  OCI_ASSIGN_OR_RETURN(const auto id, FindByName(services, call, EmailKey(*folded)));
  if (!id) return id;
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(services, call, *id));
  if (!user) return std::optional<Id>();
  OCI_ASSIGN_OR_RETURN(const bool confirmed, IsConfirmed(services, call, user->username, *id));
  return confirmed ? id : std::nullopt;
}

Outcome<std::optional<User>> FindUser(Services& services, oci::Call& call, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kUsers, KeyOfUser(id),
                                                           Consistency::kAbsolute));
  if (!row) return std::optional<User>();
  User user = UserFromRow(row->value);
  if (user.deleting) return std::optional<User>();
  return std::optional<User>(std::move(user));
}

User UserFromRow(const Json& row) {
  const auto text = [&](const char* column) {
    const auto found = row.find(column);
    return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto flag = [&](const char* column) {
    const auto found = row.find(column);
    return found != row.end() && *found == true;
  };
  const auto count = [&](const char* column) {
    const auto found = row.find(column);
    return found != row.end() && found->is_number() ? found->get<int>() : 0;
  };
  User user;
  user.id = row.at("id").get<Id>();
  user.username = text("username");
  user.email = text("email");
  user.full_name = text("full_name");
  user.password_hash = text("password");
  user.image_url = text("profile_image_url");
  if (const auto created = row.find("created_ts"); created != row.end() && created->is_number())
    user.created_ts = created->get<std::int64_t>();
  user.is_private = flag("is_private");
  user.is_professional = flag("is_professional_account");
  user.deleting = flag("deleting");
  user.image_count = count("image_count");
  user.follower_count = count("follower_count");
  user.following_count = count("following_count");
  if (const auto data = row.find("user_data"); data != row.end() && data->is_object())
    user.data = *data;
  return user;
}

}  // namespace fotogal
