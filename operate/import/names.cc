// Usernames and e-mail addresses: conflicts within the source are solved first, then the names are
// reserved at the destination.
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "operate/import/rules.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

namespace schema = fotogal::schema;
using oci::nosql::Consistency;

constexpr int kNameBatch = 500;
constexpr int kMostAttempts = 1000;
// Names stay reserved so long for a run that was stopped; then sign-ups may take them.
constexpr std::int64_t kHeldMillis = 30LL * 24 * 3600 * 1000;

std::string UsernameKey(const std::string& username) { return "u:" + username; }
std::string EmailKey(const std::string& email) { return "e:" + fotogal::Sha256Base64Url(email); }

struct Person {
  std::int64_t seq = 0, old_id = 0, time = 0;
  fotogal::Id new_id = 0;
  std::string old_username, old_email, username, email;
  bool owner = true;
  bool username_lost = false, email_lost = false;  // somebody at the destination has it
};

fotogal::Id OpOf(const Person& person, const std::string& key) {
  return OpFor(person.time, "name " + std::to_string(person.new_id) + " " + key);
}

// The people after an id, the oldest first.
std::vector<Person> PeopleAfter(Job& job, fotogal::Id id) {
  std::vector<Person> people;
  auto query = job.db().Prepare(
      "SELECT seq, old_id, time, new_id, old_username, old_email, username, email, owner "
      "FROM people WHERE new_id > ? ORDER BY new_id LIMIT ?");
  query.Bind(id).Bind(kNameBatch);
  while (query.Step()) {
    people.push_back({query.Integer(0), query.Integer(1), query.Integer(2), query.Integer(3),
                      query.Bytes(4), query.Bytes(5), query.Bytes(6), query.Bytes(7),
                      query.Integer(8) == 1});
  }
  return people;
}

// Calls work(person) -> Status for everybody, the oldest first.
template <class Work>
oci::Status ForEachPerson(Job& job, Work&& work) {
  for (auto people = PeopleAfter(job, 0); !people.empty();
       people = PeopleAfter(job, people.back().new_id)) {
    for (const auto& person : people) OCI_RETURN_IF_ERROR(work(person));
  }
  return oci::Ok();
}

oci::Status ReportOf(Job& job, const char* name, const Person& person, const Json& detail) {
  return job.state.Report(name, "person", person.old_id, person.owner ? 0 : person.new_id, detail);
}

oci::Result<bool> Take(Job& job, const char* sql, const std::string& name, std::int64_t seq) {
  OCI_RETURN_IF_ERROR(job.db().Prepare(sql).BindText(name).Bind(seq).Run());
  return job.db().Changes() == 1;
}

oci::Result<bool> TakeUsername(Job& job, const std::string& name, std::int64_t seq) {
  return Take(job, "UPDATE OR IGNORE people SET username = ? WHERE seq = ?", name, seq);
}

oci::Status ReportRename(Job& job, const Person& person, const std::string& to,
                         const std::string& reason) {
  return ReportOf(job, "username_changed", person,
                  {{"from", person.old_username}, {"to", to}, {"reason", reason}});
}

oci::Status ReportKept(Job& job, const Person& person, const std::string& name) {
  if (name == person.old_username) return oci::Ok();
  return ReportOf(job, "username_folded", person, {{"from", person.old_username}, {"to", name}});
}

// Names that an earlier run, whose state was lost, has given are kept.
oci::Status ReportPresentNames(Job& job) {
  return ForEachPerson(job, [&](const Person& person) -> oci::Status {
    if (person.username.empty()) return oci::Ok();
    const auto name = fotogal::text::Username(person.old_username);
    if (name.ok() && *name == person.username) return ReportKept(job, person, *name);
    return ReportRename(job, person, person.username, name.ok() ? "duplicate" : name.error().code);
  });
}

// An old name that is valid goes to the oldest person who has it.
oci::Status KeepValidNames(Job& job) {
  return ForEachPerson(job, [&](const Person& person) -> oci::Status {
    const auto name = fotogal::text::Username(person.old_username);
    if (!name.ok() || !person.username.empty()) return oci::Ok();
    OCI_ASSIGN_OR_RETURN(const bool taken, TakeUsername(job, *name, person.seq));
    if (!taken || *name == person.old_username) return oci::Ok();
    return ReportOf(job, "username_folded", person, {{"from", person.old_username}, {"to", *name}});
  });
}

// The first name from `attempt` on that nobody in the source has.
oci::Status Rename(Job& job, const Person& person, int attempt, const std::string& reason) {
  for (; attempt < kMostAttempts; ++attempt) {
    const auto name = UsernameAttempt(person.old_username, person.old_id, attempt);
    if (!name || !fotogal::text::Username(*name).ok()) continue;
    OCI_ASSIGN_OR_RETURN(const bool taken, TakeUsername(job, *name, person.seq));
    if (taken) return ReportRename(job, person, *name, reason);
  }
  return oci::Error{"no_name", "no username is free for person " + std::to_string(person.old_id), 0,
                    "", false};
}

oci::Status RenameOthers(Job& job) {
  return ForEachPerson(job, [&](const Person& person) -> oci::Status {
    if (!person.username.empty()) return oci::Ok();
    const std::string why = WhyRenamed(person.old_username);
    return Rename(job, person, 0, why.empty() ? "duplicate" : why);
  });
}

oci::Status ReportEmail(Job& job, const Person& person, const char* reason) {
  return ReportOf(job, "email_left_out", person, {{"reason", reason}});
}

oci::Status TakeEmails(Job& job) {
  return ForEachPerson(job, [&](const Person& person) -> oci::Status {
    if (!person.email.empty()) return oci::Ok();
    const auto email = fotogal::text::Email(person.old_email);
    if (!email.ok()) return ReportEmail(job, person, "invalid");
    OCI_ASSIGN_OR_RETURN(
        const bool taken,
        Take(job, "UPDATE OR IGNORE people SET email = ? WHERE seq = ?", *email, person.seq));
    return taken ? oci::Ok() : ReportEmail(job, person, "duplicate");
  });
}

// True: the name belongs to this person at the destination.
oci::Result<bool> Reserve(const Job& job, oci::Call& call, const Person& person,
                          const std::string& key) {
  oci::nosql::PutOptions if_absent;
  if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(const auto put,
                       job.services.nosql->Put(call, schema::kIdentities,
                                               {{"name", key},
                                                {"user_id", person.new_id},
                                                {"reserved_until", job.imported_at + kHeldMillis},
                                                {"op", OpOf(person, key)},
                                                {"kept_until", 0}},
                                               if_absent));
  if (put.written) return true;
  return put.existing && put.existing->value.at("user_id") == person.new_id;
}

oci::Status ReserveBoth(const Job& job, oci::Call& call, Person& person) {
  OCI_ASSIGN_OR_RETURN(const bool username,
                       Reserve(job, call, person, UsernameKey(person.username)));
  person.username_lost = !username;
  if (person.email.empty()) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(const bool email, Reserve(job, call, person, EmailKey(person.email)));
  person.email_lost = !email;
  return oci::Ok();
}

// When somebody at the destination has the name: tries further names until one is free there too.
oci::Status RenameUntilFree(Job& job, Person person) {
  while (person.username_lost) {
    OCI_RETURN_IF_ERROR(Rename(job, person, 1, "taken"));
    auto query = job.db().Prepare("SELECT username FROM people WHERE seq = ?");
    query.Bind(person.seq);
    query.Step();
    person.username = query.Bytes(0);
    OCI_ASSIGN_OR_RETURN(const bool free, Patiently(job, [&](oci::Call& call) {
                           return Reserve(job, call, person, UsernameKey(person.username));
                         }));
    person.username_lost = !free;
  }
  return oci::Ok();
}

oci::Status SettleLosses(Job& job, const Person& person) {
  if (person.email_lost) {
    OCI_RETURN_IF_ERROR(
        job.db().Prepare("UPDATE people SET email = NULL WHERE seq = ?").Bind(person.seq).Run());
    OCI_RETURN_IF_ERROR(ReportEmail(job, person, "taken"));
  }
  return person.username_lost ? RenameUntilFree(job, person) : oci::Ok();
}

struct Surveyed {
  Person person;
  std::string username, email;
  bool present = false, live = false;
};

oci::Status LookAt(const Job& job, oci::Call& call, Surveyed& found) {
  OCI_ASSIGN_OR_RETURN(const auto user,
                       job.services.nosql->Get(call, schema::kUsers, {{"id", found.person.new_id}},
                                               Consistency::kAbsolute));
  if (!user) return oci::Ok();
  const auto account = fotogal::RowFrom<fotogal::User>(user->value);
  if (account.op != OpOfUser(found.person.new_id, found.person.time)) return oci::Ok();
  found.present = true;
  found.username = account.username;
  found.email = account.email;
  const fotogal::Context context{job.services, call};
  OCI_ASSIGN_OR_RETURN(const auto name, context.Find<fotogal::IdentityRow>(
                                            fotogal::KeyOfIdentity(UsernameKey(found.username))));
  found.live =
      name && name->user == found.person.new_id && name->reserved_until == fotogal::kConfirmed;
  return oci::Ok();
}

oci::Status ConfirmBoth(const Job& job, oci::Call& call, const Person& person) {
  static const std::string kStatement =
      "DECLARE $n STRING; $u LONG; UPDATE " + std::string(schema::kIdentities) +
      " i SET i.reserved_until = 0 WHERE i.name = $n AND i.user_id = $u";
  for (const auto& key : {UsernameKey(person.username), EmailKey(person.email)}) {
    if (key == EmailKey("")) continue;
    OCI_RETURN_IF_ERROR(
        job.services.nosql->Execute(call, kStatement, {{"$n", key}, {"$u", person.new_id}}, true));
  }
  return oci::Ok();
}

std::int64_t CursorOf(Job& job, const char* key) {
  const auto text = job.state.Get(key);
  return text.empty() ? 0 : std::stoll(text);
}

}  // namespace

oci::Status Survey(Job& job) {
  job.progress.Begin("looking at the new side", job.state.Count("SELECT count(*) FROM people"));
  bool live = false;
  Transaction transaction(job.db());
  for (auto people = PeopleAfter(job, 0); !people.empty();
       people = PeopleAfter(job, people.back().new_id)) {
    std::vector<Surveyed> batch;
    for (const auto& person : people) batch.push_back({person, {}, {}});
    OCI_RETURN_IF_ERROR(ForAll(
        job, batch, [&](oci::Call& call, Surveyed& found) { return LookAt(job, call, found); }));
    for (const auto& found : batch) {
      live = live || found.live;
      if (!found.present) continue;
      OCI_RETURN_IF_ERROR(job.db()
                              .Prepare("UPDATE people SET username = ?, email = nullif(?, ''), "
                                       "present = 1 WHERE seq = ?")
                              .BindText(found.username)
                              .BindText(found.email)
                              .Bind(found.person.seq)
                              .Run());
    }
    job.progress.Advance(static_cast<std::int64_t>(people.size()));
  }
  // Names are confirmed last, so a confirmed one means that everything had been written. Those who
  // do not exist any more have left since.
  if (live) OCI_RETURN_IF_ERROR(job.state.Set("written", "1"));
  job.progress.End();
  return transaction.Commit();
}

oci::Status PlanNames(Job& job) {
  Transaction transaction(job.db());
  OCI_RETURN_IF_ERROR(ReportPresentNames(job));
  OCI_RETURN_IF_ERROR(KeepValidNames(job));
  OCI_RETURN_IF_ERROR(RenameOthers(job));
  OCI_RETURN_IF_ERROR(TakeEmails(job));
  return transaction.Commit();
}

oci::Status ReserveNames(Job& job) {
  constexpr const char* kCursor = "names reserved up to";
  std::int64_t cursor = CursorOf(job, kCursor);
  job.progress.Begin("reserving names", job.state.Count("SELECT count(*) FROM people"));
  for (auto people = PeopleAfter(job, cursor); !people.empty(); people = PeopleAfter(job, cursor)) {
    OCI_RETURN_IF_ERROR(ForAll(job, people, [&](oci::Call& call, Person& person) {
      return ReserveBoth(job, call, person);
    }));
    Transaction transaction(job.db());
    for (const auto& person : people) OCI_RETURN_IF_ERROR(SettleLosses(job, person));
    cursor = people.back().new_id;
    OCI_RETURN_IF_ERROR(job.state.Set(kCursor, std::to_string(cursor)));
    OCI_RETURN_IF_ERROR(transaction.Commit());
    job.progress.Advance(static_cast<std::int64_t>(people.size()));
  }
  job.progress.End();
  return oci::Ok();
}

oci::Status ConfirmNames(Job& job) {
  // After the state was lost, only those who still exist are confirmed.
  const bool all = job.state.Get("written").empty();
  job.progress.Begin("opening accounts", job.state.Count("SELECT count(*) FROM people"));
  for (auto people = PeopleAfter(job, 0); !people.empty();
       people = PeopleAfter(job, people.back().new_id)) {
    std::vector<Person> batch;
    for (const auto& person : people) {
      auto query = job.db().Prepare("SELECT present FROM people WHERE seq = ?");
      query.Bind(person.seq);
      query.Step();
      if (all || query.Integer(0) == 1) batch.push_back(person);
    }
    OCI_RETURN_IF_ERROR(ForAll(job, batch, [&](oci::Call& call, Person& person) {
      return ConfirmBoth(job, call, person);
    }));
    job.progress.Advance(static_cast<std::int64_t>(people.size()));
  }
  job.progress.End();
  return oci::Ok();
}

}  // namespace operate::v1
