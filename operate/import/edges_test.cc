#include <catch2/catch_test_macros.hpp>

#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

namespace {

constexpr std::int64_t kDay = 86400;

// Bob and Eve follow Ann; Ann asks Eve, who is private.
struct Friends : Steps {
  Friends() {
    Person(1, "ann", 300 * kDay, {{"follow_sent_list", {3}}});
    Person(2, "bob", 300 * kDay, {{"follow_list", {1}}});
    Person(3, "eve", 200 * kDay,
           {{"follow_list", {1}}, {"follow_received_list", {1}}, {"is_private", true}});
    Image(7, 1, kDay, {{"liked_list", {2}}, {"disliked_list", {3}}});
    Image(8, 1, 100 * kDay);
    Image(9, 1, kDay, {{"is_profile", true}, {"liked_list", {2}}});
    Plan();
    Run({&CopyImages});
  }
};

}  // namespace

TEST_CASE("reactions are written counted, as of their image's time, however often") {
  Friends friends;
  for (int i = 0; i < 2; ++i) {
    friends.Run({&WriteReactions});
    std::map<fotogal::Id, std::string> of_seven;
    for (const auto& row : friends.cloud.Rows(testing::schema::kReactions)) {
      CHECK(row["counted"] == true);
      CHECK(row["was"] == "none");
      CHECK(row["created_ts"] == (friends.now - kDay) * 1000);
      if (row["image_id"] == friends.Number("SELECT new_id FROM images WHERE old_id = 7"))
        of_seven[row["user_id"]] = row["reaction"];
    }
    CHECK(of_seven == std::map<fotogal::Id, std::string>{{friends.NewIdOf(2), "like"},
                                                         {friends.NewIdOf(3), "dislike"}});
    CHECK(friends.cloud.Rows(testing::schema::kReactions).size() == 3);
    REQUIRE(friends.state->Set("cursor of writing reactions", "-1 -1").ok());
  }
}

TEST_CASE("reactions to an image that did not come over are not written") {
  Friends friends;
  REQUIRE(friends.state->db().Execute("UPDATE images SET state = 2").ok());
  friends.Run({&WriteReactions, &WriteFeeds});
  CHECK(friends.cloud.Rows(testing::schema::kReactions).empty());
  CHECK(friends.cloud.Rows(testing::schema::kFeed).empty());
}

TEST_CASE("follows are accepted or pending, as of the younger of the two") {
  Friends friends;
  friends.Run({&WriteFollows});
  std::map<std::pair<fotogal::Id, fotogal::Id>, std::string> states;
  for (const auto& row : friends.cloud.Rows(testing::schema::kFollows)) {
    states[{row["follower_id"], row["followee_id"]}] = row["state"];
    CHECK(row["counted"] == true);
    CHECK(row["delivery"] == "push");
    const bool with_eve =
        row["follower_id"] == friends.NewIdOf(3) || row["followee_id"] == friends.NewIdOf(3);
    CHECK(row["created_ts"] == (friends.now - (with_eve ? 200 : 300) * kDay) * 1000);
  }
  const auto ann = friends.NewIdOf(1), bob = friends.NewIdOf(2), eve = friends.NewIdOf(3);
  CHECK(states == std::map<std::pair<fotogal::Id, fotogal::Id>, std::string>{
                      {{bob, ann}, "accepted"}, {{eve, ann}, "accepted"}, {{ann, eve}, "pending"}});
}

TEST_CASE("feeds get the images of the window: authors' own and their followers', no avatars") {
  Friends friends;
  for (int i = 0; i < 2; ++i) {
    friends.Run({&WriteFeeds});
    std::map<fotogal::Id, int> rows;
    for (const auto& row : friends.cloud.Rows(testing::schema::kFeed)) {
      ++rows[row["owner_id"]];
      CHECK(row["author_id"] == friends.NewIdOf(1));
      CHECK(row["image_id"] == friends.Number("SELECT new_id FROM images WHERE old_id = 7"));
    }
    CHECK(rows == std::map<fotogal::Id, int>{
                      {friends.NewIdOf(1), 1}, {friends.NewIdOf(2), 1}, {friends.NewIdOf(3), 1}});
  }
}

TEST_CASE(
    "an import of edges that was interrupted at any request continues, and writes none twice") {
  for (int n = 1;; ++n) {
    Friends friends;
    friends.cloud.transport().FailFrom(n, standin::InProcessTransport::Fault::kLostAnswer);
    const bool whole = WriteReactions(friends.job).ok() && WriteFollows(friends.job).ok() &&
                       WriteFeeds(friends.job).ok();
    friends.cloud.transport().Recover();
    friends.Run({&WriteReactions, &WriteFollows, &WriteFeeds});
    CHECK(friends.cloud.Rows(testing::schema::kReactions).size() == 3);
    CHECK(friends.cloud.Rows(testing::schema::kFollows).size() == 3);
    CHECK(friends.cloud.Rows(testing::schema::kFeed).size() == 3);
    if (whole) break;
    REQUIRE(n < 40);
  }
}
