#include "tests/support/ledger.h"

#include <map>
#include <set>
#include <stdexcept>

#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"

namespace tests {

using namespace fotogal;

std::vector<Json> Rows(const fotogal::Context& context, std::string_view table) {
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  const std::string text = "SELECT * FROM " + std::string(table);
  auto rows = context.QueryAll({"tests.rows", text}, Json::object(), options);
  if (!rows.ok()) throw std::runtime_error(rows.error().code + ": " + rows.error().message);
  // The row in which `sweep` stores its position in the bucket is no job (stray_objects.cc).
  std::erase_if(*rows, [](const Json& row) { return row.value("kind", "") == "walk"; });
  return std::move(rows).value();
}

bool IsKeptName(const Json& row) {
  return row["reserved_until"] != 0 && row["reserved_until"] == row["kept_until"];
}

std::string AccountDifference(const fotogal::Context& context,
                              const std::map<std::string, std::string>& people) {
  std::map<Id, Json> users;
  std::map<std::string, Json> identities;
  for (const auto& row : Rows(context, schema::kUsers)) users[row["id"]] = row;
  for (const auto& row : Rows(context, schema::kIdentities)) identities[row["name"]] = row;
  std::map<UserId, std::string> accounts;  // an account exists if its username is confirmed
  for (const auto& [username, email] : people) {
    const auto name = identities.find("u:" + username);
    const auto address = identities.find("e:" + Sha256Base64Url(email));
    if (name == identities.end() || name->second["reserved_until"] != 0)
      return username + " has no account";
    const Id id = name->second["user_id"];
    if (!users.contains(id) || users[id]["username"] != username || users[id]["email"] != email)
      return "the row of " + username + " is missing or another's";
    if (!accounts.emplace(id, username).second) return username + " shares an account";
    // The address may still be a reservation: whoever asks for it finds the account and confirms
    // it.
    if (address == identities.end() || address->second["user_id"] != id)
      return "the address of " + username + " is not held, or by another";
    identities.erase(name);
    identities.erase(address);
  }
  std::erase_if(identities, [](const auto& entry) { return IsKeptName(entry.second); });
  if (!identities.empty())
    return "somebody else's name is held: " + identities.begin()->second.dump();
  return {};
}

std::string CounterDifference(const fotogal::Context& context) {
  std::map<std::string, long> expected, actual;
  const auto key = [](Id a, Id b, const char* column) {
    return std::to_string(a) + "/" + std::to_string(b) + "." + column;
  };
  // What belongs to an image that is being removed is not counted any more.
  std::set<std::pair<Id, Id>> removed;
  const auto images = Rows(context, schema::kImages);
  for (const auto& row : images) {
    if (row["removed"] == true) removed.emplace(row["user_id"], row["id"]);
  }
  for (const auto& row : Rows(context, schema::kReactions)) {
    if (removed.contains({row["author_id"], row["image_id"]})) continue;
    if (row["counted"] != true) return "an unmarked reaction: " + row.dump();
    ++expected[key(row["author_id"], row["image_id"],
                   row["reaction"] == "like" ? "like_count" : "dislike_count")];
  }
  // A comment's id is of one image only.
  const auto of_comment = [&](const Json& row, const char* id, const char* column) {
    return key(row["image_id"], row[id], column);
  };
  for (const auto& row : Rows(context, schema::kComments)) {
    if (removed.contains({row["author_id"], row["image_id"]})) continue;
    if (row["counted"] != true) return "an unmarked comment: " + row.dump();
    ++expected[key(row["author_id"], row["image_id"], "comment_count")];
    if (row["reply_to"].is_number()) ++expected[of_comment(row, "reply_to", "reply_count")];
    // Rows from before have none of these columns.
    for (const char* column : {"reply_count", "like_count"})
      actual[of_comment(row, "id", column)] = NumberOf<long>(row, column);
  }
  for (const auto& row : Rows(context, schema::kCommentLikes)) {
    if (removed.contains({row["author_id"], row["image_id"]})) continue;
    if (row["counted"] != true) return "an unmarked like of a comment: " + row.dump();
    ++expected[of_comment(row, "comment_id", "like_count")];
  }
  for (const auto& row : Rows(context, schema::kFollows)) {
    if (row["counted"] != true) return "an unmarked follow: " + row.dump();
    if (row["state"] != "accepted") continue;
    ++expected[key(row["follower_id"], 0, "following_count")];
    ++expected[key(row["followee_id"], 0, "follower_count")];
  }
  for (const auto& row : images) {
    if (row["counted"] != true) return "an unmarked image: " + row.dump();
    if (row["removed"] == true) continue;
    if (row["is_profile"] != true) ++expected[key(row["user_id"], 0, "image_count")];
    for (const char* column : {"like_count", "dislike_count", "comment_count"})
      actual[key(row["user_id"], row["id"], column)] = row[column];
  }
  for (const auto& row : Rows(context, schema::kUsers)) {
    for (const char* column : {"image_count", "follower_count", "following_count"}) {
      actual[key(row["id"], 0, column)] = row[column];
    }
  }
  std::erase_if(actual, [](const auto& entry) { return entry.second == 0; });
  if (expected == actual) return {};
  return "edges say " + Json(expected).dump() + ", counters " + Json(actual).dump();
}

}  // namespace tests
