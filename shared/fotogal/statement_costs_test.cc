// What a statement costs does not grow with rows that it does not answer. Each of these reads a
// table that has an index besides its primary key; without their hints the planner may take that
// index and read all of a crowd.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_rebuild.h"
#include "fotogal/images/images.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/mutes.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/reactions.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Json;

namespace {

constexpr int kCrowd = 120;

// Ann posts, Bob follows, likes and comments; a crowd does the same to and beside both.
struct World : tests::WorldOfAnnAndBob {
  ImageRef image;

  World() {
    cloud.Follow(bob, ann);
    image = *ParseImageRef(cloud.Upload(ann));
    cloud.React(bob, ToString(image), "PUT", "like");
    auto call = cloud.NewCall();
    REQUIRE(PostComment({services, call}, bob.id, image, "seen", "").ok());
    cloud.RunJobs();
    cloud.now += std::chrono::minutes(2);  // a rebuilding leaves the newest images alone
  }
  void Put(oci::Call& call, std::string_view table, const Json& row) {
    REQUIRE(services.nosql->Put(call, table, row).ok());
  }
  void AddCrowd() {
    auto call = cloud.NewCall();
    for (Id one = 1; one <= kCrowd; ++one) {
      for (const UserId other : {ann.id, bob.id}) {
        Put(call, schema::kFollows,
            {{"follower_id", one},
             {"followee_id", other},
             {"state", "accepted"},
             {"counted", true}});
        Put(call, schema::kBlocks, {{"user_id", one}, {"blocked_id", other}});
        Put(call, schema::kMutes, {{"user_id", one}, {"muted_id", other}});
      }
      // Bob's likes and comments of others' images.
      Put(call, schema::kReactions,
          {{"author_id", one},
           {"image_id", image.image},
           {"user_id", bob.id},
           {"reaction", "like"},
           {"counted", true}});
      Put(call, schema::kComments,
          {{"author_id", one},
           {"image_id", image.image},
           {"id", one},
           {"user_id", bob.id},
           {"text", "elsewhere"},
           {"counted", true}});
    }
  }
  // Of one call whose statements are prepared.
  int Units(const std::function<bool(oci::Call&)>& read) {
    auto first = cloud.NewCall();
    REQUIRE(read(first));
    auto second = cloud.NewCall();
    REQUIRE(read(second));
    return second.read_units;
  }
};

struct Read {
  const char* name;
  std::function<bool(World&, oci::Call&)> read;
};

std::vector<Read> Reads() {
  return {
      {"which of these do I follow",
       [](World& w, oci::Call& call) {
         return FollowStatesOf({w.services, call}, w.bob.id, {w.ann.id})->size() == 1;
       }},
      {"whom do I follow, in order",
       [](World& w, oci::Call& call) {
         return FollowedBy({w.services, call}, w.bob.id, FollowState::kFollowing, 0, 20)->size() ==
                1;
       }},
      {"who of these blocks whom",
       [](World& w, oci::Call& call) {
         return BlocksAmong({w.services, call}, w.bob.id, {w.ann.id})->of_user.empty();
       }},
      {"whom do I block, in order",
       [](World& w, oci::Call& call) {
         return BlockedBy({w.services, call}, w.ann.id, 0, 20)->empty();
       }},
      {"whom of these do I mute",
       [](World& w, oci::Call& call) {
         return MutedAmong({w.services, call}, w.bob.id, {w.ann.id})->empty();
       }},
      {"whom do I mute, in order",
       [](World& w, oci::Call& call) {
         return MutedBy({w.services, call}, w.ann.id, 0, 20)->empty();
       }},
      {"who likes this, in order",
       [](World& w, oci::Call& call) {
         return Likers({w.services, call}, w.image, 0, 20)->size() == 1;
       }},
      {"what is said of this, in order",
       [](World& w, oci::Call& call) {
         return CommentsOf({w.services, call}, w.image, 0, 20)->size() == 1;
       }},
      {"what happened to me, and is still so",
       [](World& w, oci::Call& call) {
         return ReadNotifications({w.services, call}, w.ann.id, 0, 20)->items.size() == 3;
       }},
      {"a feed made anew", [](World& w, oci::Call& call) {
         FeedRepairs mended;
         return RebuildFeed({w.services, call}, w.bob.id, 0, mended).ok() && mended.removed == 0;
       }}};
}

}  // namespace

TEST_CASE("a read costs the same however many others follow, block, like and comment") {
  World world;
  std::vector<int> alone;
  for (const auto& [name, read] : Reads())
    alone.push_back(world.Units([&, &read = read](oci::Call& call) { return read(world, call); }));
  world.AddCrowd();
  size_t i = 0;
  for (const auto& [name, read] : Reads()) {
    INFO(name);
    CHECK(world.Units([&, &read = read](oci::Call& call) { return read(world, call); }) ==
          alone[i++]);
  }
}
