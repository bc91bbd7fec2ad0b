#include "operate/import/state.h"

#include <sys/stat.h>

#include <cstdio>
#include <fstream>

#include "oci/json_text.h"

namespace operate::v1 {
namespace {

// people.owner: of several rows with one id, the one that lists and images refer to.
// images.state: 0 to be copied, 1 copied, 2 left out. reactions.kind: 1 like, 2 dislike, 3 both.
// claims.sides: which of the original's four lists contain it: 1 follow_list, 2 follow_you_list,
//   4 follow_sent_list, 8 follow_received_list.
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cases(
  name TEXT, what TEXT, old_id INTEGER, other INTEGER, detail TEXT,
  PRIMARY KEY(name, what, old_id, other)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people(
  seq INTEGER PRIMARY KEY, old_id INTEGER NOT NULL, old_email TEXT NOT NULL,
  old_username TEXT NOT NULL, time INTEGER NOT NULL, row TEXT NOT NULL,
  private INTEGER NOT NULL, owner INTEGER NOT NULL DEFAULT 0, new_id INTEGER UNIQUE,
  username TEXT UNIQUE, email TEXT UNIQUE, present INTEGER NOT NULL DEFAULT 0,
  avatar INTEGER NOT NULL DEFAULT 0, UNIQUE(old_id, old_email, old_username));
CREATE INDEX IF NOT EXISTS people_order ON people(time, old_id, old_email, old_username);
CREATE TABLE IF NOT EXISTS images(
  old_id INTEGER PRIMARY KEY, author_old INTEGER NOT NULL, time INTEGER NOT NULL,
  row TEXT NOT NULL, is_profile INTEGER NOT NULL, author INTEGER NOT NULL DEFAULT 0,
  new_id INTEGER, state INTEGER NOT NULL DEFAULT 0, UNIQUE(author, new_id));
CREATE INDEX IF NOT EXISTS images_author ON images(author_old, is_profile);
CREATE INDEX IF NOT EXISTS images_order ON images(time, old_id);
CREATE TABLE IF NOT EXISTS reactions(
  image INTEGER, person INTEGER, kind INTEGER NOT NULL, PRIMARY KEY(image, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claims(
  follower INTEGER, followee INTEGER, sides INTEGER NOT NULL,
  PRIMARY KEY(follower, followee)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS follows(
  follower INTEGER, followee INTEGER, accepted INTEGER NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY(follower, followee)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS follows_followee ON follows(followee, follower);
)";

}  // namespace

oci::Result<std::unique_ptr<State>> State::Open(const std::string& path) {
  // only the owner may read it: it contains e-mail addresses and password hashes
  const mode_t before = ::umask(0077);
  auto db = Database::Open(path);
  ::umask(before);
  if (!db.ok()) return std::move(db).error();
  // Sorting a large table must not need memory for all of it.
  OCI_RETURN_IF_ERROR((*db)->Execute("PRAGMA temp_store=FILE"));
  OCI_RETURN_IF_ERROR((*db)->Execute(kSchema));
  return std::unique_ptr<State>(new State(std::move(*db)));
}

std::string State::Get(const char* key) {
  auto query = db_->Prepare("SELECT value FROM meta WHERE key = ?");
  query.BindText(key);
  return query.Step() ? query.Bytes(0) : std::string();
}

oci::Status State::Set(const char* key, const std::string& value) {
  return db_->Prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)")
      .BindText(key)
      .BindText(value)
      .Run();
}

oci::Status State::Report(const char* name, const char* what, std::int64_t old_id,
                          std::int64_t other, const Json& detail) {
  return db_->Prepare("INSERT OR REPLACE INTO cases VALUES(?, ?, ?, ?, ?)")
      .BindText(name)
      .BindText(what)
      .Bind(old_id)
      .Bind(other)
      .BindText(oci::JsonText(detail))
      .Run();
}

oci::Status State::WriteReport(const std::string& path) {
  const std::string part = path + ".part";
  const mode_t before = ::umask(0077);
  std::ofstream file(part, std::ios::trunc);
  ::umask(before);
  auto query = db_->Prepare(
      "SELECT name, what, old_id, other, detail FROM cases ORDER BY name, what, old_id, other");
  while (query.Step()) {
    Json line{{"case", query.Bytes(0)}, {query.Bytes(1), query.Integer(2)}};
    if (query.Integer(3) != 0) line["other"] = query.Integer(3);
    line.update(oci::ParseOrThrow(query.Bytes(4)));
    file << oci::JsonText(line) << '\n';
  }
  OCI_RETURN_IF_ERROR(query.Check());
  file.close();
  if (!file || std::rename(part.c_str(), path.c_str()) != 0) {
    return oci::ConfigurationError("cannot write the report " + path);
  }
  return oci::Ok();
}

std::map<std::string, std::int64_t> State::CaseCounts() {
  std::map<std::string, std::int64_t> counts;
  auto query = db_->Prepare("SELECT name, count(*) FROM cases GROUP BY name");
  while (query.Step()) counts[query.Bytes(0)] = query.Integer(1);
  return counts;
}

std::int64_t State::Count(const char* sql) {
  auto query = db_->Prepare(sql);
  return query.Step() ? query.Integer(0) : 0;
}

}  // namespace operate::v1
