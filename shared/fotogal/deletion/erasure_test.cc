#include "fotogal/deletion/erasure.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/deletion/deletion.h"
#include "fotogal/feed/feed.h"
#include "fotogal/social/bookmarks.h"
#include "fotogal/social/comment_likes.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

// Ann, with something of each kind, and Bob, who stays.
struct Bench : tests::WorldOfAnnAndBob {
  Bench() {
    const auto image = cloud.Upload(ann), others = cloud.Upload(bob);
    cloud.Follow(ann, bob);
    cloud.Follow(bob, ann);
    cloud.React(ann, others, "PUT", "like");
    cloud.React(bob, image, "PUT", "like");
    auto call = cloud.NewCall();
    const Context context{services, call};
    const auto first = PostComment(context, ann.id, *ParseImageRef(others), "ann's", "").value();
    REQUIRE(PostComment(context, bob.id, *ParseImageRef(others), "to it", "", {first.id}).ok());
    const auto bobs = PostComment(context, bob.id, *ParseImageRef(others), "bob's", "").value();
    REQUIRE(LikeComment(context, ann.id, bobs, std::nullopt, true).ok());
    REQUIRE(LikeComment(context, bob.id, first, std::nullopt, true).ok());
    REQUIRE(AddBookmark(context, ann.id, *ParseImageRef(others)).ok());
    REQUIRE(AddBookmark(context, bob.id, *ParseImageRef(image)).ok());
    REQUIRE(AddBookmark(context, bob.id, *ParseImageRef(others)).ok());
    cloud.RunJobs();
  }
  // Whether it came upon anything.
  bool Pass() {
    auto call = cloud.NewCall();
    JobRun run{{cloud.services(), call}, {}, {}, ""};
    Erasure erasure{{}, run, {ann.id, {}, {}}};
    for (const auto& part : PartsOfPass()) {
      INFO(part.name);
      erasure.at.clear();
      for (int steps = 0; part.erase(erasure).value() == StepResult::kMore; ++steps)
        REQUIRE(steps < 20);
    }
    cloud.RunJobs();  // removals of images, which rows wait for
    return erasure.found;
  }
  bool Mentions(std::string_view table, const char* column, UserId id) {
    for (const auto& row : cloud.Rows(table))
      if (row.value(column, Id{}) == id) return true;
    return false;
  }
};

}  // namespace

TEST_CASE("parts have names of their own, by which a run goes on") {
  std::set<std::string_view> names;
  for (const auto& part : PartsOfPass()) CHECK(names.insert(part.name).second);
  for (const auto& part : LastParts()) CHECK(names.insert(part.name).second);
}

TEST_CASE("each rule of the schema that names a part is carried out by it") {
  std::set<std::string_view> names;
  for (const auto& part : PartsOfPass()) names.insert(part.name);
  for (const auto& part : LastParts()) names.insert(part.name);
  for (const auto& table : schema::Tables()) {
    for (const auto& person : table.people) {
      INFO(table.name << "." << person.column);
      CHECK((person.part.empty() || names.contains(person.part)));
    }
  }
}

TEST_CASE("passes end, and leave nothing that the person made and others whole") {
  Bench bench;
  CHECK(bench.Pass());
  for (int passes = 1; bench.Pass(); ++passes) REQUIRE(passes < 4);
  CHECK_FALSE(bench.Mentions(schema::kSessions, "user_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kImages, "user_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kReactions, "user_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kComments, "user_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kCommentLikes, "user_id", bench.ann.id));
  CHECK(bench.cloud.Rows(schema::kComments).size() == 1);  // replies go with their thread
  CHECK(bench.cloud.Rows(schema::kCommentLikes).empty());
  CHECK(bench.cloud.Rows(schema::kBookmarks).size() == 1);
  CHECK_FALSE(bench.Mentions(schema::kFollows, "follower_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kFollows, "followee_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kFeed, "owner_id", bench.ann.id));
  CHECK_FALSE(bench.Mentions(schema::kNotifications, "user_id", bench.ann.id));
  CHECK(bench.Mentions(schema::kImages, "user_id", bench.bob.id));
  CHECK(bench.Mentions(schema::kSessions, "user_id", bench.bob.id));
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("rows that are deleted by their shard key go in steps, and count as found") {
  Bench bench;
  const auto step = [&](bool& found) {
    auto call = bench.cloud.NewCall();
    JobRun run{{bench.cloud.services(), call}, {}, {}, ""};
    Erasure erasure{{}, run, {bench.ann.id, {}, {}}};
    const auto feed = std::ranges::find(PartsOfPass(), "feed", &NamedPart::name);
    const auto result = feed->erase(erasure).value();
    found = erasure.found;
    return result;
  };
  std::vector<FeedRow> rows;
  const auto now = bench.cloud.now;
  for (int i = 0; i < 150; ++i)
    rows.push_back({bench.ann.id, {bench.bob.id, FirstIdAt(now - std::chrono::seconds(i))}});
  auto call = bench.cloud.NewCall();
  REQUIRE(WriteFeedRows({bench.cloud.services(), call}, rows).ok());
  bool found = false;
  CHECK(step(found) == StepResult::kMore);
  CHECK(found);
  // The request deletes the rest, its answer is lost, and the next try finds nothing.
  bench.cloud.transport().FailRequest(1, tests::Fault::kLostAnswer);
  CHECK(step(found) == StepResult::kDone);
  CHECK(found);
  CHECK(step(found) == StepResult::kDone);
  CHECK_FALSE(found);
  CHECK_FALSE(bench.Mentions(schema::kFeed, "owner_id", bench.ann.id));
  CHECK(bench.Mentions(schema::kFeed, "owner_id", bench.bob.id));
}
