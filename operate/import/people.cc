// Writes the rows of users, after everything that their counters count has been written.
#include "fotogal/base/password.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/images.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"
#include "oci/json_text.h"
#include "operate/import/rules.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

namespace schema = fotogal::schema;
using fotogal::TextOf;
using fotogal::text::Lines;

constexpr int kPeopleBatch = 200;

struct Planned {
  fotogal::Id id = 0;
  std::int64_t old_id = 0, time = 0;
  bool owner = true;
  std::string username, email;
  fotogal::Id avatar = 0;
  Json old;
  int images = 0, followers = 0, following = 0;
  Json row;  // the row for the table of users
};

std::vector<Planned> After(Job& job, fotogal::Id id) {
  std::vector<Planned> people;
  auto query = job.db().Prepare(R"(
    SELECT p.new_id, p.old_id, p.time, p.owner, p.username, coalesce(p.email, ''),
           coalesce((SELECT a.new_id FROM images a
                     WHERE a.old_id = p.avatar AND a.state = 1), 0), p.row,
           (SELECT count(*) FROM images i WHERE i.author = p.new_id AND i.state = 1
                                            AND i.is_profile = 0),
           (SELECT count(*) FROM follows f WHERE f.followee = p.new_id AND f.accepted = 1),
           (SELECT count(*) FROM follows f WHERE f.follower = p.new_id AND f.accepted = 1)
    FROM people p WHERE p.new_id > ? ORDER BY p.new_id LIMIT ?)");
  query.Bind(id).Bind(kPeopleBatch);
  while (query.Step()) {
    Planned person{query.Integer(0),
                   query.Integer(1),
                   query.Integer(2),
                   query.Integer(3) == 1,
                   query.Bytes(4),
                   query.Bytes(5),
                   query.Integer(6),
                   oci::ParseOrThrow(query.Bytes(7)),
                   {},
                   {},
                   {},
                   {}};
    person.images = static_cast<int>(query.Integer(8));
    person.followers = static_cast<int>(query.Integer(9));
    person.following = static_cast<int>(query.Integer(10));
    people.push_back(std::move(person));
  }
  return people;
}

oci::Status ReportOf(Job& job, const char* name, const Planned& person,
                     const Json& detail = Json::object()) {
  return job.state.Report(name, "person", person.old_id, person.owner ? 0 : person.id, detail);
}

oci::Result<std::string> FullName(Job& job, const Planned& person) {
  const std::string old = TextOf(person.old, "full_name");
  if (const auto name = fotogal::text::FullName(old); name.ok()) return *name;
  std::string name = Cleaned(old, 100, Lines::kOne);
  if (!fotogal::text::FullName(name).ok()) name = person.username;
  OCI_RETURN_IF_ERROR(ReportOf(job, "full_name_changed", person));
  return name;
}

// A hash with which nobody could log in is not kept.
oci::Result<std::string> PasswordHash(Job& job, const Planned& person) {
  std::string hash = TextOf(person.old, "password");
  if (fotogal::IsPasswordHash(hash)) return hash;
  OCI_RETURN_IF_ERROR(ReportOf(job, "password_unusable", person));
  return std::string();
}

oci::Result<Json> DataOf(Job& job, const Planned& person) {
  UserData data = ConvertUserData(person.old.value("user_data", Json()));
  if (!data.changed.empty()) {
    OCI_RETURN_IF_ERROR(ReportOf(job, "user_data_changed", person, {{"members", data.changed}}));
  }
  return std::move(data.data);
}

// The row as sign-up writes it, with the counters of what was imported.
oci::Status MakeRow(Job& job, Planned& person) {
  OCI_ASSIGN_OR_RETURN(auto full_name, FullName(job, person));
  OCI_ASSIGN_OR_RETURN(auto hash, PasswordHash(job, person));
  OCI_ASSIGN_OR_RETURN(auto data, DataOf(job, person));
  person.row = {
      {"id", person.id},
      {"email", person.email},
      {"full_name", std::move(full_name)},
      {"username", person.username},
      {"password", std::move(hash)},
      {"created_ts", person.time},
      {"is_private", person.old.value("is_private", Json()) == true},
      {"is_professional_account", person.old.value("is_professional_account", Json()) == true},
      {"user_data", std::move(data)},
      {"email_verified", false},
      {"language", fotogal::Language::kEnglish},
      {"image_count", person.images},
      {"follower_count", person.followers},
      {"following_count", person.following},
      {"recent_ops", Json::array()},
      {"rev", 0},
      {"op", OpOfUser(person.id, person.time)}};
  if (person.avatar != 0)
    person.row["profile_image_url"] = fotogal::AvatarUrl({person.id, person.avatar});
  return oci::Ok();
}

template <class Write>
oci::Status ForEachBatch(Job& job, const char* step, Write&& write) {
  const std::string key = std::string("cursor of ") + step;
  const std::string stored = job.state.Get(key.c_str());
  fotogal::Id cursor = stored.empty() ? 0 : std::stoll(stored);
  job.progress.Begin(step, job.state.Count("SELECT count(*) FROM people"));
  for (auto people = After(job, cursor); !people.empty(); people = After(job, cursor)) {
    Transaction transaction(job.db());
    for (auto& person : people) OCI_RETURN_IF_ERROR(MakeRow(job, person));
    OCI_RETURN_IF_ERROR(ForAll(job, people, write));
    cursor = people.back().id;
    OCI_RETURN_IF_ERROR(job.state.Set(key.c_str(), std::to_string(cursor)));
    OCI_RETURN_IF_ERROR(transaction.Commit());
    job.progress.Advance(static_cast<std::int64_t>(people.size()));
  }
  job.progress.End();
  return oci::Ok();
}

}  // namespace

fotogal::Id OpOfUser(fotogal::Id id, std::int64_t time) {
  return OpFor(time, "user " + std::to_string(id));
}

oci::Status WritePeople(Job& job) {
  return ForEachBatch(job, "writing people", [&](oci::Call& call, Planned& person) {
    return PutOwn(job, call, schema::kUsers, person.row);
  });
}

oci::Status WriteDirectory(Job& job) {
  return ForEachBatch(job, "writing the directory", [&](oci::Call& call, Planned& person) {
    return ToStatus(
        fotogal::AddToDirectory({job.services, call}, fotogal::RowFrom<fotogal::User>(person.row)));
  });
}

}  // namespace operate::v1
