#include "fotogal/upkeep/reconcile_parts.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/social/comment_likes.h"
#include "fotogal/social/comments.h"
#include "tests/support/worn_world.h"

using namespace fotogal;
using tests::Json;
using World = tests::WornWorld;

TEST_CASE("reconcile finds nothing to mend where nothing is wrong") {
  World world;
  CHECK(world.Mend().empty());
  world.CheckWhole();
}

TEST_CASE("reconcile mends counters, feeds and orphans, and says what") {
  World world;
  world.Break();
  const auto mended = world.Mend();
  world.CheckWhole();
  const std::map<std::string, std::int64_t> expected = {
      {"counters of images", 2}, {"counters of people", 2},  {"missing feed rows", 3},
      {"orphan blocks", 1},      {"orphan bookmarks", 1},    {"orphan comments", 1},
      {"orphan feed rows", 2},   {"likes of comments", 1},   {"orphan follows", 1},
      {"orphan mutes", 1},       {"orphan passkeys", 1},     {"orphan reactions", 2},
      {"orphan reports", 1},     {"orphan search terms", 1}, {"orphan tags", 1}};
  CHECK(mended == expected);
  CHECK(world.Mend().empty());
}

TEST_CASE("reconcile removes the objects of a day ago that are no image's") {
  World world;
  auto call = world.cloud.NewCall();
  auto& objects = *world.cloud.services().objects;
  const std::string folder = "images/" + ToBase36(world.ann.id) + "/";
  for (const char* name : {"5-7", "5-7.thumb"})
    REQUIRE(objects.Put(call, folder + name, "x", {}).ok());
  CHECK(world.Mend().empty());  // it may be on its way
  world.cloud.now += std::chrono::hours(25);
  CHECK(world.Mend() == std::map<std::string, std::int64_t>{{"orphan objects", 2}});
  auto later = world.cloud.NewCall();
  CHECK(objects.List(later, folder, "", 100)->objects.size() == 3 * world.images.size());
  world.CheckWhole();
}

TEST_CASE("reconcile mends threads: lost replies, counters, and what a call left half done") {
  tests::WornWorld world;
  const auto image = *ParseImageRef(world.images[0]);
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  const auto first = PostComment(context, world.bob.id, image, "first", "").value();
  const auto reply = PostComment(context, world.eve.id, image, "reply", "", {first.id}).value();
  REQUIRE(LikeComment(context, world.eve.id, first, std::nullopt, true).ok());
  REQUIRE(LikeComment(context, world.bob.id, reply, std::nullopt, true).ok());
  world.cloud.now += std::chrono::minutes(30);
  const std::string here = "t.author_id = " + std::to_string(image.author.value()) +
                           " AND t.image_id = " + std::to_string(image.image.value());
  const auto at = [&](const char* column, const Comment& comment) {
    return here + " AND t." + column + " = " + std::to_string(comment.id.value());
  };
  world.Set(schema::kComments, "t.like_count = 7, SET t.reply_count = 0", at("id", first));
  world.Set(schema::kCommentLikes, "t.counted = false",
            at("comment_id", first) + " AND t.user_id = " + std::to_string(world.eve.id.value()));
  Comment lost = reply;
  lost.id = reply.id.value() + 1;
  lost.thread = {first.id.value() + 1};  // whose first comment is gone
  lost.counted = true;
  world.Put(schema::kComments, JsonOf(lost));
  Comment going = first;  // begun to be removed
  going.id = first.id.value() + 2;
  going.removed = true;
  world.Put(schema::kComments, JsonOf(going));
  const auto mended = world.Mend();
  CHECK(world.cloud.CounterDifference() == "");
  CHECK(world.cloud.Rows(schema::kComments).size() == 2);
  CHECK(mended.at("counters of comments") == 1);  // settling the like has mended the other
  CHECK(mended.at("likes of comments") == 1);
  CHECK(mended.at("orphan comments") == 1);
  CHECK(mended.at("unfinished comments") == 1);
  CHECK(world.Mend().empty());
}
