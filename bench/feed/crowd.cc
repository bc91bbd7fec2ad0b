#include "bench/feed/crowd.h"

#include <stdexcept>

#include "fotogal/base/schema.h"

namespace bench {

using fotogal::Id;
using fotogal::ImageRef;
using Json = nlohmann::json;
namespace schema = fotogal::schema;

void Crowd::Store(std::string_view table, const Json& row) {
  const auto stored = cloud_.Store(table, row);
  if (!stored.ok()) throw std::runtime_error(std::string(table) + ": " + stored.error().message);
}

fotogal::UserId Crowd::AddPerson(int followers, bool pulled) {
  const Id id = ++people_;
  const std::string name = "person" + std::to_string(id);
  Store(schema::kUsers, {{"id", id},
                         {"username", name},
                         {"full_name", "Name of " + name},
                         {"is_private", false},
                         {"is_professional_account", false},
                         {"user_data", Json::object()},
                         {"image_count", 0},
                         {"follower_count", followers},
                         {"following_count", 0},
                         {"delivery", pulled ? "pull" : "push"},
                         {"recent_ops", Json::array()},
                         {"rev", 0},
                         {"op", NewOp()}});
  const auto now = fotogal::ToMillis(cloud_.Now());
  Store(schema::kSessions, {{"random_token", fotogal::ToBase36(id)},
                            {"created_ts", now},
                            {"expire_ts", now + 24 * 3600 * 1000},
                            {"last_used_ts", now},
                            {"user_id", id}});
  return id;
}

void Crowd::AddFollow(fotogal::UserId follower, fotogal::UserId followee, bool pulled) {
  Store(schema::kFollows, {{"follower_id", follower},
                           {"followee_id", followee},
                           {"state", "accepted"},
                           {"was", "none"},
                           {"delivery", pulled ? "pull" : "push"},
                           {"created_ts", 0},
                           {"op", NewOp()},
                           {"counted", true}});
}

ImageRef Crowd::AddImage(fotogal::UserId author, std::chrono::minutes age, int likes) {
  const Id id = fotogal::FirstIdAt(cloud_.Now() - age);
  const std::string file = "images/" + fotogal::ToBase36(author) + "/" + fotogal::ToBase36(id);
  Store(schema::kImages, {{"user_id", author},
                          {"id", id},
                          {"image_url", "https://objectstorage.example/n/x/b/photos/o/" + file},
                          {"image_filename", file},
                          {"image_type", "jpeg"},
                          {"created_ts", fotogal::ToMillis(fotogal::TimeOf(id))},
                          {"main_comment", "A caption of the usual length, with a word or two."},
                          {"is_profile", false},
                          {"width", 4000},
                          {"height", 3000},
                          {"size", 3000000},
                          {"alt_text", "What is to be seen."},
                          {"removed", false},
                          {"like_count", likes},
                          {"dislike_count", 0},
                          {"comment_count", 0},
                          {"recent_ops", Json::array()},
                          {"rev", 0},
                          {"op", NewOp()},
                          {"counted", true}});
  return {author, id};
}

void Crowd::AddFeedRow(fotogal::UserId owner, const ImageRef& image) {
  Store(schema::kFeed,
        {{"owner_id", owner}, {"image_id", image.image}, {"author_id", image.author}});
}

void Crowd::AddLike(fotogal::UserId user, const ImageRef& image) {
  Store(schema::kReactions, {{"author_id", image.author},
                             {"image_id", image.image},
                             {"user_id", user},
                             {"reaction", "like"},
                             {"was", "none"},
                             {"created_ts", 0},
                             {"op", NewOp()},
                             {"counted", true}});
}

}  // namespace bench
