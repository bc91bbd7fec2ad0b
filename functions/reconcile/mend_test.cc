#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "fotogal/reconcile.h"
#include "fotogal/schema.h"
#include "functions/reconcile/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;
using Fault = standin::InProcessTransport::Fault;

namespace {

struct World {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob"), eve = cloud.SignUp("eve");
  std::vector<std::string> images;  // of Ann, newest first

  World() {
    cloud.Follow(bob, ann);
    cloud.Follow(eve, ann);
    for (int i = 0; i < 3; ++i) images.insert(images.begin(), cloud.Upload(ann, i));
    cloud.React(bob, images[0], "PUT", "like");
    cloud.React(eve, images[0], "PUT", "dislike");
    cloud.RunJobs();
    cloud.now += std::chrono::minutes(30);
  }
  void Set(std::string_view table, const std::string& change, const std::string& where) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.services()
                .nosql
                ->Execute(call,
                          "UPDATE " + std::string(table) + " t SET " + change + " WHERE " + where,
                          Json::object(), true)
                .ok());
  }
  void Put(std::string_view table, const Json& row) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.services().nosql->Put(call, table, row).ok());
  }
  void DeleteFeedOf(const tests::Person& owner) {
    auto call = cloud.NewCall();
    for (const auto& row : cloud.Rows(schema::kFeed)) {
      if (row["owner_id"] != owner.id) continue;
      REQUIRE(cloud.services()
                  .nosql
                  ->Delete(call, schema::kFeed,
                           {{"owner_id", owner.id},
                            {"image_id", row["image_id"]},
                            {"author_id", row["author_id"]}})
                  .ok());
    }
  }
  void Break() {
    const auto image = *ParseImageRef(images[0]);
    Set(schema::kUsers, "t.follower_count = 77, SET t.image_count = 1",
        "t.id = " + std::to_string(ann.id));
    Set(schema::kImages, "t.like_count = 5, SET t.comment_count = 2",
        "t.user_id = " + std::to_string(image.author) +
            " AND t.id = " + std::to_string(image.image));
    DeleteFeedOf(bob);
    const Id old = FirstIdAt(cloud.now - std::chrono::days(1));
    const Id op = NewOp(cloud.now - std::chrono::hours(1), cloud.services().random);
    Put(schema::kFeed, {{"owner_id", bob.id}, {"image_id", old}, {"author_id", ann.id}});
    Put(schema::kFeed, {{"owner_id", ann.id}, {"image_id", old}, {"author_id", eve.id}});
    Put(schema::kReactions, {{"author_id", ann.id},
                             {"image_id", old},
                             {"user_id", bob.id},
                             {"reaction", "like"},
                             {"was", "none"},
                             {"op", op},
                             {"counted", true}});
    Put(schema::kReactions, {{"author_id", image.author},
                             {"image_id", image.image},
                             {"user_id", 4},
                             {"reaction", "like"},
                             {"was", "none"},
                             {"op", op},
                             {"counted", true}});
    Put(schema::kComments, {{"author_id", ann.id},
                            {"image_id", old},
                            {"id", 5},
                            {"user_id", bob.id},
                            {"text", "?"},
                            {"removed", false},
                            {"created_ts", 0},
                            {"op", op},
                            {"counted", true}});
    Put(schema::kFollows, {{"follower_id", 4},
                           {"followee_id", ann.id},
                           {"state", "accepted"},
                           {"was", "none"},
                           {"delivery", "push"},
                           {"created_ts", 0},
                           {"op", op},
                           {"counted", true}});
    Put(schema::kBlocks, {{"user_id", 4}, {"blocked_id", ann.id}, {"created_ts", 0}});
    Put(schema::kDirectory, {{"prefix", "x"}, {"term", "xylophone"}, {"user_id", 4}});
  }
  void CheckWhole() {
    CHECK(cloud.CounterDifference() == "");
    for (const auto& person : {ann, bob, eve}) CHECK(cloud.Feed(person) == images);
    CHECK(cloud.Rows(schema::kFeed).size() == 9);
    CHECK(cloud.Rows(schema::kReactions).size() == 2);
    CHECK(cloud.Rows(schema::kComments).empty());
    CHECK(cloud.Rows(schema::kFollows).size() == 2);
    CHECK(cloud.Rows(schema::kBlocks).empty());
    for (const auto& row : cloud.Rows(schema::kDirectory)) CHECK(row["term"] != "xylophone");
  }
  // The steps one by one, as a run takes them; answers what was mended.
  std::map<std::string, std::int64_t> Mend(const std::function<void()>& between = [] {}) {
    auto call = cloud.NewCall();
    JobRun run{cloud.services(), call, ReconcileJob(), Json::object(), "", 0};
    for (int steps = 0; steps < 200; ++steps) {
      const auto done = ReconcileStep(run);
      REQUIRE(done.ok());
      if (*done) return ReadReconciliation(run.cursor).mended;
      between();
    }
    FAIL("steps without end");
    return {};
  }
};

}  // namespace

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
      {"counters of images", 2}, {"counters of people", 2}, {"missing feed rows", 3},
      {"orphan blocks", 1},      {"orphan comments", 1},    {"orphan feed rows", 2},
      {"orphan follows", 1},     {"orphan reactions", 2},   {"orphan search terms", 1}};
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

TEST_CASE("reconcile cut off at any request goes on from where it was") {
  World world;
  world.Break();
  CHECK(world.cloud.Invoke(&reconcile::Handle, "[]").status == 400);
  for (int n = 1, cut = 0;; ++n) {
    INFO("cut at " << n);
    REQUIRE(n < 100);
    world.cloud.transport().FailFrom(3 * n, n % 2 == 0 ? Fault::kLostAnswer : Fault::kLostRequest);
    const int status = world.cloud.Invoke(&reconcile::Handle, "{}").status;
    world.cloud.transport().Recover();
    world.cloud.now += schema::kJobLease + std::chrono::seconds(1);
    if (status != 200) ++cut;
    if (status != 200) continue;
    CHECK(cut > 3);
    break;
  }
  world.cloud.RunJobs();
  world.CheckWhole();
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("beside live likes, follows and publications reconcile counts nothing wrong") {
  World world;
  world.Break();
  int n = 0;
  const auto live = [&] {
    ++n;
    world.cloud.React(world.bob, world.images[0], n % 2 == 0 ? "PUT" : "DELETE", "like");
    world.cloud.Follow(world.eve, world.bob, n % 3 == 0 ? "DELETE" : "PUT");
    if (n % 7 == 0) world.images.insert(world.images.begin(), world.cloud.Upload(world.ann, n));
    world.cloud.RunStarted();
  };
  world.Mend(live);
  CHECK(n > 8);
  world.cloud.RunJobs();
  CHECK(world.cloud.CounterDifference() == "");
  CHECK(world.cloud.Feed(world.bob) == world.images);
  // The same in the middle of its requests: at each one a like comes or goes.
  std::atomic<bool> inside{false};
  world.cloud.transport().Observe([&](const standin::Request&) {
    if (inside.exchange(true)) return;
    world.cloud.React(world.eve, world.images[1], ++n % 2 == 0 ? "PUT" : "DELETE", "like");
    inside = false;
  });
  const auto mended = world.Mend();
  world.cloud.transport().Observe(nullptr);
  CHECK(mended.empty());
  world.cloud.RunJobs();
  CHECK(world.cloud.CounterDifference() == "");
}
