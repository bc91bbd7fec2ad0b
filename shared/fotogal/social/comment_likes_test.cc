#include "fotogal/social/comment_likes.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fotogal/base/recounts.h"
#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  ImageRef image = *ParseImageRef(cloud.Upload(ann));

  Comment Post(UserId user, ThreadId thread = {}) {
    auto call = cloud.NewCall();
    Tick();
    const auto posted = PostComment({services, call}, user, image, "text", "", thread);
    REQUIRE(posted.ok());
    return *posted;
  }
  Outcome<int> Like(UserId user, const Comment& comment, bool like = true) {
    auto call = cloud.NewCall();
    const Context context{services, call};
    const auto standing = FindCommentLike(context, user, image, comment.id);
    REQUIRE(standing.ok());
    const auto now = FindComment(context, image, comment.id);
    REQUIRE(now.ok());
    return LikeComment(context, user, now->value_or(comment), *standing, like);
  }
  Comment Find(CommentId id) {
    auto call = cloud.NewCall();
    return FindComment({services, call}, image, id)->value();
  }
};

}  // namespace

TEST_CASE("likes of a comment add up, beside the replies to it") {
  Bench bench;
  const Comment first = bench.Post(bench.bob.id), other = bench.Post(bench.bob.id);
  for (Id user = 100; user < 110; ++user) CHECK(bench.Like(user, first).value() == user - 99);
  bench.Post(bench.ann.id, {first.id});
  CHECK(bench.Find(first.id).like_count == 10);
  CHECK(bench.Find(first.id).reply_count == 1);
  CHECK(bench.Find(other.id).like_count == 0);
  CHECK(bench.Like(100, first, false).value() == 9);
  CHECK(bench.Like(100, first, false).value() == 9);
  auto call = bench.cloud.NewCall();
  const auto liked = LikedAmong({bench.services, call}, 101, bench.image, {first.id, other.id});
  CHECK(liked.value() == std::set<CommentId>{first.id});
  CHECK(LikedAmong({bench.services, call}, 100, bench.image, {first.id, other.id})->empty());
  CHECK(LikedAmong({bench.services, call}, 101, bench.image, {})->empty());
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("one person's likes and unlikes at the same moment end as one order would") {
  Bench bench;
  const Comment comment = bench.Post(bench.bob.id);
  for (int round = 0; round < 10; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        auto call = bench.cloud.NewCall();
        const Context context{bench.services, call};
        const auto standing = FindCommentLike(context, 7, bench.image, comment.id);
        if (standing.ok()) (void)LikeComment(context, 7, comment, *standing, i % 2 == 0);
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(bench.cloud.CounterDifference() == "");
  }
}

TEST_CASE("a comment from before it had counters is liked and answered like any other") {
  Bench bench;
  const Comment old = bench.Post(bench.bob.id);
  auto row = bench.cloud.Rows(schema::kComments).at(0);
  for (const char* column :
       {"like_count", "reply_count", "recent_ops", "rev", "reply_to", "edited_ts"})
    row.erase(column);
  auto call = bench.cloud.NewCall();
  REQUIRE(bench.services.nosql->Put(call, schema::kComments, row).ok());
  CHECK(bench.Find(old.id).like_count == 0);
  CHECK(CommentsOf({bench.services, call}, bench.image, 0, 10)->size() == 1);
  const Context context{bench.services, call};
  CHECK(RecountCommentLikes(context, bench.image, old.id).value() == 0);
  CHECK(bench.Like(7, old).value() == 1);
  CHECK(bench.Like(8, old).value() == 2);
  bench.Post(bench.ann.id, {old.id});
  CHECK(bench.Find(old.id).reply_count == 1);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("likes are counted again where a counter is wrong, also of old comments") {
  Bench bench;
  const Comment comment = bench.Post(bench.bob.id);
  for (Id user = 100; user < 103; ++user) CHECK(bench.Like(user, comment).ok());
  auto row = bench.cloud.Rows(schema::kComments).at(0);
  row["like_count"] = 77;
  row.erase("rev");
  auto call = bench.cloud.NewCall();
  REQUIRE(bench.services.nosql->Put(call, schema::kComments, row).ok());
  const Context context{bench.services, call};
  CHECK(RecountCommentLikes(context, bench.image, comment.id).value() == 1);
  CHECK(bench.Find(comment.id).like_count == 3);
  CHECK(RecountCommentLikes(context, bench.image, comment.id).value() == 0);
  CHECK(RecountReplies(context, bench.image, comment.id).value() == 0);
  CHECK(RecountReplies(context, bench.image, 12345).value() == 0);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("a like of a comment that is removed at that moment stays nowhere") {
  Bench bench;
  const Comment comment = bench.Post(bench.bob.id);
  auto call = bench.cloud.NewCall();
  REQUIRE(RemoveComment({bench.services, call}, bench.image, comment.id).ok());
  const auto late = LikeComment({bench.services, call}, 7, comment, std::nullopt, true);
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().status == 404);
  CHECK(bench.cloud.Rows(schema::kCommentLikes).empty());
}
