#include "fotogal/account/account_edit.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/account_change.h"
#include "fotogal/account/account_statements.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/password.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/follows.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

Problem ChangedElsewhere() { return TryAgain("The account is being changed from elsewhere."); }

// One name that changes from one text to another.
struct NameChange {
  std::string from, to;  // keys of identities
  const char* column;
  std::string was, value;
  Problem taken;
  std::string version{};  // of the reservation
};

// An edit in progress.
struct Editing {
  const User& was;
  const AccountEdit& edit;
  User next;
  Claim claim;
  std::vector<NameChange> names;
  bool listing_changes = false, opens = false, hides = false;
};

User Apply(User user, const AccountEdit& edit) {
  user.username = edit.username.value_or(user.username);
  user.email = edit.email.value_or(user.email);
  user.full_name = edit.full_name.value_or(user.full_name);
  user.is_private = edit.is_private.value_or(user.is_private);
  user.is_professional = edit.is_professional.value_or(user.is_professional);
  user.may_be_indexed = edit.may_be_indexed.value_or(user.may_be_indexed);
  user.email_verified = edit.email_verified.value_or(user.email_verified);
  user.pending_email = edit.pending_email.value_or(user.pending_email);
  user.language = edit.language.value_or(user.language);
  if (!user.data.is_object()) user.data = Json::object();
  for (const auto& [name, value] : edit.data)
    user.data[name] = value.empty() ? Json() : Json(value);
  return user;
}

std::vector<NameChange> NameChanges(const User& was, const User& next) {
  std::vector<NameChange> changes;
  if (next.username != was.username) {
    changes.push_back({UsernameKey(was.username), UsernameKey(next.username), "username",
                       was.username, next.username,
                       Problem(409, "username_taken", "This username is taken.")});
  }
  if (next.email != was.email) {
    changes.push_back({EmailKey(was.email), EmailKey(next.email), "email", was.email, next.email,
                       Problem(409, "email_taken", "This e-mail address has an account.")});
  }
  return changes;
}

// The UPDATE of an edit. It sets single columns of the row, so that counters may move at the same
// time. It is put together here and no literal: an edit may change any of the columns, and any of
// the fields in user_data, which makes far too many statements to write out.
class UserUpdate {
 public:
  explicit UserUpdate(UserId id) { variables_["$id"] = id; }
  void Set(const char* column, Json value) {
    sets_ += Separator() + "SET u." + column + " = " + Bind(std::move(value));
  }
  void SetData(const std::map<std::string, std::string>& data) {
    std::string fields;
    for (const auto& [name, value] : data) {
      fields +=
          (fields.empty() ? "\"" : ", \"") + name + "\": " + (value.empty() ? "null" : Bind(value));
    }
    if (!fields.empty()) sets_ += Separator() + "PUT u.user_data {" + fields + "}";
  }
  // "": empty or NULL.
  void OnlyIf(const char* column, const std::string& value) {
    const std::string field = std::string("u.") + column;
    condition_ += value.empty() ? " AND (" + field + " IS NULL OR " + field + " = \"\")"
                                : " AND " + field + " = " + Bind(value);
  }
  // False: a condition is not true, or an earlier try, whose response was lost, has done it.
  Outcome<bool> Run(const Context& context) const {
    const std::string text = "DECLARE $id LONG; " + declared_ + "UPDATE " +
                             std::string(schema::kUsers) + " u " + sets_ + " WHERE u.id = $id" +
                             condition_;
    OCI_ASSIGN_OR_RETURN(const auto items,
                         context.Execute({"account.edit", text}, variables_, Repeated::kSame));
    return UpdatedOne(items);
  }
  bool empty() const { return sets_.empty(); }

 private:
  std::string Separator() const { return sets_.empty() ? "" : ", "; }
  std::string Bind(Json value) {
    const std::string variable = "$v" + std::to_string(variables_.size());
    declared_ += variable + (value.is_boolean() ? " BOOLEAN; " : " STRING; ");
    variables_[variable] = std::move(value);
    return variable;
  }
  Json variables_ = Json::object();
  std::string declared_, sets_, condition_;
};

UserUpdate UpdateFor(const Editing& editing) {
  UserUpdate update(editing.was.id);
  const AccountEdit& edit = editing.edit;
  for (const auto& name : editing.names) {
    update.Set(name.column, name.value);
    update.OnlyIf(name.column, name.was);
  }
  if (edit.full_name) update.Set("full_name", *edit.full_name);
  if (edit.is_private) update.Set("is_private", *edit.is_private);
  if (edit.is_professional) update.Set("is_professional_account", *edit.is_professional);
  if (edit.may_be_indexed) update.Set("may_be_indexed", *edit.may_be_indexed);
  if (edit.email_verified) update.Set("email_verified", *edit.email_verified);
  if (edit.pending_email) update.Set("pending_email", *edit.pending_email);
  if (edit.language) update.Set("language", Json(*edit.language));
  update.SetData(edit.data);
  return update;
}

AccountChange ChangeOf(const Editing& editing) {
  AccountChange change;
  change.user = editing.was.id;
  for (const auto& name : editing.names) {
    change.names.push_back(name.from);
    change.names.push_back(name.to);
  }
  if (editing.listing_changes) change.listed = {ListingOf(editing.was), ListingOf(editing.next)};
  change.approve = editing.opens;
  change.hides = editing.hides;
  return change;
}

// Reserves the new names; releases all of them when one is taken.
Outcome<Unit> ReserveAll(Editing& editing) {
  for (size_t i = 0; i < editing.names.size(); ++i) {
    auto& name = editing.names[i];
    OCI_ASSIGN_OR_RETURN(name.version, Reserve(editing.claim, name.to));
    if (!name.version.empty()) continue;
    for (size_t k = 0; k < i; ++k) OCI_RETURN_IF_ERROR(Release(editing.claim, editing.names[k].to));
    return name.taken;
  }
  return Unit{};
}

bool SameNames(const User& a, const User& b) {
  return a.username == b.username && a.email == b.email;
}

// Switches the users row to the new names. Returns the account afterwards.
Outcome<User> Switch(Editing& editing) {
  const Context& context = editing.claim.context;
  for (const auto& name : editing.names)
    OCI_RETURN_IF_ERROR(TurnIntoReservation(editing.claim, name.from));
  if (!InTime(editing.claim)) return TryAgain("The change took too long.");
  const UserUpdate update = UpdateFor(editing);
  OCI_ASSIGN_OR_RETURN(const bool written, update.Run(context));
  OCI_ASSIGN_OR_RETURN(auto now, FindUser(context, editing.was.id));
  if (!now) return SessionEnded();
  if (!written && !SameNames(*now, editing.next)) return ChangedElsewhere();
  return std::move(*now);
}

// What follows from the change; what fails here is left to the job.
Outcome<Unit> Finish(Editing& editing, AccountChange change) {
  const Claim& claim = editing.claim;
  for (const auto& name : editing.names) {
    OCI_RETURN_IF_ERROR(Confirm(claim, name.to, name.version));
    OCI_RETURN_IF_ERROR(Keep(claim, name.from));
  }
  change.names.clear();
  OCI_RETURN_IF_ERROR(FinishAccountChange(claim.context, claim.op, change));
  return ForgetJob(claim.context, JobFor<AccountChange>(claim.op));
}

Outcome<User> CarryOut(Editing& editing) {
  const Context& context = editing.claim.context;
  const AccountChange change = ChangeOf(editing);
  OCI_ASSIGN_OR_RETURN(const auto job, QueueAccountChange(context, editing.claim.op, change));
  if (const auto reserved = ReserveAll(editing); !reserved.ok()) {
    if (reserved.error().status == 409) (void)ForgetJob(context, job);
    return reserved.error();
  }
  if (editing.listing_changes) OCI_RETURN_IF_ERROR(AddToDirectory(context, editing.next));
  OCI_ASSIGN_OR_RETURN(User now, Switch(editing));
  const auto finished = Finish(editing, change);
  // Not acknowledged while addresses of the photos still work.
  if (editing.hides) OCI_RETURN_IF_ERROR(finished);
  return now;
}

// There is nothing left to change, but an earlier try may have died halfway.
Outcome<Unit> FinishEarlierTry(const Context& context, const User& user, const AccountEdit& edit) {
  if (edit.username) OCI_RETURN_IF_ERROR(RepairName(context, user.id, UsernameKey(user.username)));
  if (edit.email) OCI_RETURN_IF_ERROR(RepairName(context, user.id, EmailKey(user.email)));
  if (edit.is_private == true) return EndPhotoAccess(context, user.id);
  if (edit.is_private != false) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto waiting, FollowersOf(context, user.id, FollowState::kRequested,
                                                       "", 1, oci::nosql::Consistency::kAbsolute));
  if (waiting.people.empty()) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto job, QueueApproveAll(context, context.NewOp(), user.id));
  StartJob(context, job);
  return Unit{};
}

}  // namespace

Outcome<User> EditAccount(const Context& context, const User& was, const AccountEdit& edit) {
  User next = Apply(was, edit);
  Editing editing{was, edit, next, NewClaim(context, was.id, context.NewOp()),
                  NameChanges(was, next)};
  editing.listing_changes = next.username != was.username || next.full_name != was.full_name ||
                            next.is_professional != was.is_professional;
  editing.opens = was.is_private && !next.is_private;
  editing.hides = !was.is_private && next.is_private;
  if (!editing.names.empty() || editing.listing_changes || editing.opens || editing.hides)
    return CarryOut(editing);
  if (const auto update = UpdateFor(editing); !update.empty()) {
    OCI_ASSIGN_OR_RETURN(const bool written, update.Run(context));
    if (!written) {
      OCI_ASSIGN_OR_RETURN(const auto now, FindUser(context, was.id));
      if (!now) return SessionEnded();
    }
  }
  OCI_RETURN_IF_ERROR(FinishEarlierTry(context, next, edit));
  return next;
}

Outcome<Unit> ChangePassword(const Context& context, const User& user, const std::string& password,
                             const PasswordChange& how) {
  OCI_ASSIGN_OR_RETURN(const auto hash, HashPassword(password));
  AccountChange change;
  change.user = user.id;
  change.password_hash = Sha256Base64Url(hash);
  change.kept_session = how.kept_session;
  const Op op = context.NewOp();
  OCI_ASSIGN_OR_RETURN(const auto job, QueueAccountChange(context, op, change));
  // queued before the change, so that it is not lost; it is not sent unless the change happens
  OCI_ASSIGN_OR_RETURN(const auto mail,
                       QueueMail(context, {.user = user.id,
                                           .mail = MailKind::kPasswordChanged,
                                           .password_hash = change.password_hash}));
  UserUpdate update(user.id);
  update.Set("password", hash);
  if (how.verifies_address) update.Set("email_verified", true);
  update.OnlyIf("password", user.password_hash);
  OCI_ASSIGN_OR_RETURN(const bool written, update.Run(context));
  if (!written) {
    OCI_ASSIGN_OR_RETURN(const auto now, FindUser(context, user.id));
    if (!now) return SessionEnded();
    if (now->password_hash != hash) return ChangedElsewhere();
  }
  SendQueued(context, mail);
  OCI_RETURN_IF_ERROR(FinishAccountChange(context, op, change));
  (void)ForgetJob(context, job);
  return Unit{};
}

Outcome<Unit> RenewHash(const Context& context, const User& user, const std::string& password) {
  OCI_ASSIGN_OR_RETURN(const auto hash, HashPassword(password));
  OCI_RETURN_IF_ERROR(context.Execute(
      kAccountReplaceHash, {{"$i", user.id}, {"$new", hash}, {"$old", user.password_hash}},
      Repeated::kSame));
  return Unit{};
}

Outcome<bool> SwitchAvatar(const Context& context, UserId user_id, const std::string& was,
                           const std::string& url) {
  UserUpdate update(user_id);
  update.Set("profile_image_url", url);
  update.OnlyIf("profile_image_url", was);
  OCI_ASSIGN_OR_RETURN(const bool written, update.Run(context));
  if (written) return true;
  OCI_ASSIGN_OR_RETURN(const auto now, FindUser(context, user_id));
  return now && now->image_url == url;
}

}  // namespace fotogal
