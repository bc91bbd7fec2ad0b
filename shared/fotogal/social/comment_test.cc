#include "fotogal/social/comment.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/domain_world.h"

using namespace fotogal;

TEST_CASE("a comment is found by its image and id, as its row has it") {
  tests::WorldOfAnnAndBob world;
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  const ImageRef image{world.ann.id, 7};
  const Comment first{.image = image, .id = 3, .user_id = world.bob.id, .text = "words", .op = 9},
      reply{.image = image, .id = 4, .user_id = world.ann.id, .text = "", .op = 10, .thread = {3}};
  REQUIRE(context.Insert(first).ok());
  REQUIRE(context.Insert(reply).ok());
  const auto found = FindComment(context, image, first.id);
  REQUIRE((found.ok() && *found));
  CHECK((*found)->text == "words");
  CHECK((*found)->user_id == world.bob.id);
  CHECK_FALSE((*found)->thread.is_reply());
  CHECK(FindComment(context, image, reply.id)->value().thread.first == first.id);
  CHECK_FALSE(FindComment(context, image, 5)->has_value());
  CHECK_FALSE(FindComment(context, {world.bob.id, 7}, first.id)->has_value());
}

TEST_CASE("the row of a first comment has no thread") {
  CHECK(nlohmann::json(ThreadId{}).is_null());
  CHECK(nlohmann::json(ThreadId{5}) == 5);
}
