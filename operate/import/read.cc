// Reads the source's tables page by page into the state.
#include <set>

#include "oci/json_text.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

constexpr int kRowsPerPage = 100;
constexpr std::int64_t kFirstMillis = 1577836801000;  // 2020-01-01T00:00:01Z: ids begin at 2020

std::optional<std::int64_t> Integer(const Json& row, const char* column) {
  const auto found = row.find(column);
  if (found == row.end()) return std::nullopt;
  if (found->is_number_integer()) return found->get<std::int64_t>();
  if (!found->is_string()) return std::nullopt;
  // The original, in Python, sometimes stored numbers as text.
  const auto& text = found->get_ref<const std::string&>();
  const bool digits = !text.empty() && text.size() <= 15 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::optional<std::int64_t>(std::stoll(text)) : std::nullopt;
}

std::string Text(const Json& row, const char* column) {
  const auto found = row.find(column);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool IsTrue(const Json& row, const char* column) {
  const auto found = row.find(column);
  return found != row.end() && *found == true;
}

// Creation time in milliseconds, from which ids and order are made.
oci::Result<std::int64_t> TimeOfRow(Job& job, const Json& row, const char* what,
                                    std::int64_t old_id) {
  constexpr std::int64_t kSecond = 1000;
  const auto seconds = Integer(row, "created_ts");
  if (!seconds) {
    OCI_RETURN_IF_ERROR(job.state.Report("time_missing", what, old_id, 0));
    return kFirstMillis;
  }
  const Json detail{{"created_ts", *seconds}};
  if (*seconds < kFirstMillis / kSecond) {
    OCI_RETURN_IF_ERROR(job.state.Report("time_before_2020", what, old_id, 0, detail));
    return kFirstMillis;
  }
  const std::int64_t latest = job.imported_at / kSecond - 1;
  if (*seconds > latest) {
    OCI_RETURN_IF_ERROR(job.state.Report("time_in_future", what, old_id, 0, detail));
    return latest * kSecond;
  }
  return *seconds * kSecond;
}

// The distinct ids in an array column.
oci::Result<std::vector<std::int64_t>> IdsOf(Job& job, const Json& row, const char* column,
                                             const char* what, std::int64_t old_id) {
  std::vector<std::int64_t> ids;
  const auto found = row.find(column);
  if (found == row.end() || !found->is_array()) return ids;
  std::set<std::int64_t> seen;
  for (const auto& entry : *found) {
    if (!entry.is_number_integer()) {
      OCI_RETURN_IF_ERROR(
          job.state.Report("list_entry_unreadable", what, old_id, 0, {{"list", column}}));
    } else if (const auto id = entry.get<std::int64_t>(); seen.insert(id).second) {
      ids.push_back(id);
    } else {
      OCI_RETURN_IF_ERROR(
          job.state.Report("list_entry_repeated", what, old_id, id, {{"list", column}}));
    }
  }
  return ids;
}

oci::Status KeepClaims(Job& job, const Json& row, std::int64_t id) {
  struct List {
    const char* column;
    bool owner_follows;
    int side;
  };
  for (const auto& list :
       {List{"follow_list", true, 1}, List{"follow_you_list", false, 2},
        List{"follow_sent_list", true, 4}, List{"follow_received_list", false, 8}}) {
    OCI_ASSIGN_OR_RETURN(const auto others, IdsOf(job, row, list.column, "person", id));
    for (const auto other : others) {
      OCI_RETURN_IF_ERROR(job.db()
                              .Prepare("INSERT INTO claims VALUES(?, ?, ?) ON CONFLICT DO UPDATE "
                                       "SET sides = sides | excluded.sides")
                              .Bind(list.owner_follows ? id : other)
                              .Bind(list.owner_follows ? other : id)
                              .Bind(list.side)
                              .Run());
    }
  }
  return oci::Ok();
}

oci::Status KeepUser(Job& job, Json row) {
  const auto id = Integer(row, "id");
  if (!id || Text(row, "username").empty()) {
    return job.state.Report("person_unreadable", "person", id.value_or(0), 0);
  }
  OCI_ASSIGN_OR_RETURN(const auto time, TimeOfRow(job, row, "person", *id));
  OCI_RETURN_IF_ERROR(KeepClaims(job, row, *id));
  for (const char* list :
       {"follow_list", "follow_you_list", "follow_sent_list", "follow_received_list"})
    row.erase(list);
  return job.db()
      .Prepare(
          "INSERT OR REPLACE INTO people(old_id, old_email, old_username, time, row, private) "
          "VALUES(?, ?, ?, ?, ?, ?)")
      .Bind(*id)
      .BindText(Text(row, "email"))
      .BindText(Text(row, "username"))
      .Bind(time)
      .BindText(oci::JsonText(row))
      .Bind(IsTrue(row, "is_private") ? 1 : 0)
      .Run();
}

oci::Status KeepReactions(Job& job, const Json& row, std::int64_t id) {
  int kind = 0;
  for (const char* column : {"liked_list", "disliked_list"}) {
    ++kind;
    OCI_ASSIGN_OR_RETURN(const auto people, IdsOf(job, row, column, "image", id));
    for (const auto person : people) {
      OCI_RETURN_IF_ERROR(job.db()
                              .Prepare("INSERT INTO reactions VALUES(?, ?, ?) ON CONFLICT DO "
                                       "UPDATE SET kind = kind | excluded.kind")
                              .Bind(id)
                              .Bind(person)
                              .Bind(kind)
                              .Run());
    }
  }
  return oci::Ok();
}

oci::Status KeepImage(Job& job, Json row) {
  const auto id = Integer(row, "id");
  const auto author = Integer(row, "user_id");
  if (!id || !author || Text(row, "image_filename").empty()) {
    return job.state.Report("image_unreadable", "image", id.value_or(0), author.value_or(0));
  }
  OCI_ASSIGN_OR_RETURN(const auto time, TimeOfRow(job, row, "image", *id));
  OCI_RETURN_IF_ERROR(KeepReactions(job, row, *id));
  row.erase("liked_list");
  row.erase("disliked_list");
  return job.db()
      .Prepare(
          "INSERT OR REPLACE INTO images(old_id, author_old, time, row, is_profile) "
          "VALUES(?, ?, ?, ?, ?)")
      .Bind(*id)
      .Bind(*author)
      .Bind(time)
      .BindText(oci::JsonText(row))
      .Bind(IsTrue(row, "is_profile") ? 1 : 0)
      .Run();
}

// A page and the beginning of the next one are stored together, so none is lost or read twice.
oci::Status ReadTable(Job& job, const std::string& table, const std::string& what,
                      oci::Status (*keep)(Job&, Json)) {
  const std::string place = "page of " + what;
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  options.limit = kRowsPerPage;
  options.page = job.state.Get(place.c_str());
  bool resumed = !options.page.empty();
  job.progress.Begin("reading " + what, 0);
  for (;;) {
    auto read = Patiently(job, [&](oci::Call& call) {
      return job.source.nosql.Query(call, "SELECT * FROM " + table, Json::object(), options);
    });
    // A page token of an earlier run may no longer be valid: reads from the start then; rows that
    // are there are not stored twice.
    if (!read.ok() && resumed && read.error().http_status >= 400) {
      resumed = false;
      options.page.clear();
      continue;
    }
    OCI_ASSIGN_OR_RETURN(auto page, std::move(read));
    resumed = false;
    Transaction transaction(job.db());
    for (auto& row : page.items) OCI_RETURN_IF_ERROR(keep(job, std::move(row)));
    OCI_RETURN_IF_ERROR(job.state.Set(place.c_str(), page.next));
    if (page.next.empty()) {
      OCI_RETURN_IF_ERROR(job.state.Set(("done: " + what + " read").c_str(), "1"));
    }
    OCI_RETURN_IF_ERROR(transaction.Commit());
    job.progress.Advance(static_cast<std::int64_t>(page.items.size()));
    if (page.next.empty()) break;
    options.page = page.next;
  }
  job.progress.End();
  return oci::Ok();
}

}  // namespace

oci::Status ReadUsers(Job& job) {
  return ReadTable(job, job.source.users_table, "people", &KeepUser);
}

oci::Status ReadImages(Job& job) {
  return ReadTable(job, job.source.images_table, "images", &KeepImage);
}

}  // namespace operate::v1
