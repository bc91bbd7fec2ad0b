#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/feed/feed.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "functions/sweep/handler.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::World {
  tests::Person ann;
  std::vector<tests::Person> fans;
  std::vector<std::string> images;  // of Ann, newest first

  explicit Bench(int threshold, bool is_private = false) : ann(cloud.SignUp("ann", is_private)) {
    cloud.services().config.pull_followers = threshold;
  }

  tests::Person& NewFan() {
    fans.push_back(cloud.SignUp("fan" + std::to_string(fans.size())));
    REQUIRE(cloud.Follow(fans.back(), ann).status == 200);
    return fans.back();
  }
  void Publish() {
    images.insert(images.begin(), cloud.Upload(ann, static_cast<int>(images.size())));
  }
  Delivery Mode() {
    auto call = cloud.NewCall();
    return (*FindUser({cloud.services(), call}, ann.id))->delivery;
  }
  std::string EdgeOf(const tests::Person& fan) {
    for (const auto& row : cloud.Rows(schema::kFollows)) {
      if (row["follower_id"] == fan.id && row["followee_id"] == ann.id) return row["delivery"];
    }
    return "none";
  }
  void Sweep() {
    cloud.Invoke(&sweep::Handle, "{}");
    cloud.RunStarted();
  }
  // What `sweep` does in the next hour.
  void PassAnHour() {
    for (int i = 0; i < 6; ++i) {
      cloud.now += std::chrono::minutes(11);
      Sweep();
    }
  }
  int RowsOf(const tests::Person& owner) {
    int count = 0;
    for (const auto& row : cloud.Rows(schema::kFeed)) count += row["owner_id"] == owner.id;
    return count;
  }
  void CheckFeeds() {
    for (const auto& fan : fans) {
      INFO(fan.username);
      CHECK(cloud.Feed(fan) == images);
    }
  }
};

}  // namespace

TEST_CASE("sweep has an author pulled who has as many followers, and pushed when they have gone") {
  Bench bench(5);
  for (int i = 0; i < 4; ++i) bench.NewFan();
  bench.Publish();
  bench.cloud.RunStarted();
  bench.PassAnHour();
  CHECK(bench.Mode() == Delivery::kPush);
  bench.NewFan();
  bench.cloud.RunStarted();
  CHECK(bench.Mode() == Delivery::kPush);  // it is sweep's
  bench.Sweep();
  CHECK(bench.Mode() == Delivery::kToPull);
  bench.PassAnHour();
  CHECK(bench.Mode() == Delivery::kPull);
  for (const auto& fan : bench.fans) CHECK(bench.EdgeOf(fan) == "pull");
  bench.CheckFeeds();

  const int rows = bench.RowsOf(bench.fans[0]);
  bench.Publish();
  bench.CheckFeeds();  // at once: nothing is to be delivered
  bench.cloud.RunStarted();
  CHECK(bench.RowsOf(bench.fans[0]) == rows);
  bench.NewFan();
  CHECK(bench.EdgeOf(bench.fans.back()) == "pull");
  CHECK(bench.RowsOf(bench.fans.back()) == 0);
  bench.CheckFeeds();
  bench.cloud.RunStarted();
  CHECK(bench.RowsOf(bench.fans.back()) == 0);

  const auto leave = [&] {
    REQUIRE(bench.cloud.Follow(bench.fans.back(), bench.ann, "DELETE").status == 200);
    bench.fans.pop_back();
    bench.PassAnHour();
  };
  leave();  // five are left
  leave();  // four: fewer than it took, more than it takes
  CHECK(bench.Mode() == Delivery::kPull);
  leave();
  CHECK(bench.Mode() == Delivery::kPush);
  for (const auto& fan : bench.fans) {
    CHECK(bench.EdgeOf(fan) == "push");
    CHECK(bench.RowsOf(fan) == 2);
  }
  bench.CheckFeeds();
  bench.Publish();
  bench.cloud.RunStarted();
  CHECK(bench.RowsOf(bench.fans[0]) == 3);
  bench.CheckFeeds();
  CHECK(bench.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("cut off at any request, in both directions, a switch hides and doubles nothing") {
  Bench bench(2);
  bench.NewFan();
  bench.Publish();
  bench.cloud.RunStarted();
  int n = 1;
  for (const bool pull : {true, false}) {
    if (pull) bench.NewFan();
    if (!pull) {
      REQUIRE(bench.cloud.Follow(bench.fans.back(), bench.ann, "DELETE").status == 200);
      bench.fans.pop_back();
    }
    bench.cloud.RunStarted();
    for (int quiet = 0; quiet < 12; ++n) {
      INFO("cut at " << n << (pull ? ", to pull" : ", to push"));
      bench.cloud.now += std::chrono::minutes(11);
      bench.cloud.Invoke(&sweep::Handle, "{}");
      bench.cloud.transport().FailFrom(1 + n % 14,
                                       n % 2 == 0 ? Fault::kLostAnswer : Fault::kLostRequest);
      bench.cloud.RunStarted();
      bench.cloud.transport().Recover();
      bench.CheckFeeds();
      const bool there = bench.Mode() == (pull ? Delivery::kPull : Delivery::kPush);
      if (n % 2 == 0 && !there) {
        bench.Publish();
        bench.cloud.RunStarted();
        bench.CheckFeeds();
      }
      quiet += there;
      REQUIRE(n < 300);
    }
    for (const auto& fan : bench.fans) CHECK(bench.EdgeOf(fan) == (pull ? "pull" : "push"));
  }
  CHECK(bench.images.size() > 3);
  bench.PassAnHour();
  CHECK(bench.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("whoever follows by a request approved later is pulled or pushed as the author is then") {
  Bench bench(2, true);
  const auto ann = bench.ann;
  const auto approve = [&](const tests::Person& fan) {
    auto call = bench.cloud.NewCall();
    const auto state = Approve({bench.cloud.services(), call}, fan.id, ann.id);
    REQUIRE(state.ok());
    REQUIRE(*state == FollowState::kFollowing);
  };
  const auto ask = [&]() -> tests::Person {
    bench.NewFan();
    return bench.fans.back();
  };
  const auto first = ask(), second = ask(), third = ask(), fourth = ask();
  bench.Publish();
  approve(first);
  approve(second);
  bench.cloud.RunStarted();
  bench.PassAnHour();
  REQUIRE(bench.Mode() == Delivery::kPull);
  CHECK(bench.EdgeOf(third) == "push");  // asked when she was pushed
  approve(third);
  CHECK(bench.EdgeOf(third) == "pull");
  CHECK(bench.cloud.Feed(third) == bench.images);
  const auto late = ask();
  CHECK(bench.EdgeOf(late) == "pull");
  for (const auto& fan : {second, third})
    REQUIRE(bench.cloud.Follow(fan, ann, "DELETE").status == 200);
  bench.PassAnHour();
  REQUIRE(bench.Mode() == Delivery::kPush);
  approve(late);
  CHECK(bench.cloud.Feed(late) == bench.images);  // by pull, still
  bench.cloud.RunStarted();
  CHECK(bench.EdgeOf(late) == "push");
  CHECK(bench.cloud.Feed(late) == bench.images);
  CHECK(bench.RowsOf(late) == 1);
}
