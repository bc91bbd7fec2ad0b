#include "fotogal/notifications/push_queue.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/notifications/notifications.h"
#include "tests/support/push_world.h"

using namespace fotogal;
using tests::Json;
using tests::PushWorld;

namespace {

int PushJobs(PushWorld& world) {
  int jobs = 0;
  for (const auto& row : world.cloud.Rows(schema::kJobs)) jobs += row["kind"] == "push" ? 1 : 0;
  return jobs;
}

struct NotifyCost {
  int requests = 0, round_trips = 0, read_units = 0, write_units = 0;
};
NotifyCost CostOf(PushWorld& world, const NewNotification& notification) {
  auto call = world.cloud.NewCall();
  const int before = oci::round_trips;
  REQUIRE(Notify({world.cloud.services(), call}, notification).ok());
  return {call.requests, oci::round_trips - before, call.read_units, call.write_units};
}

NewNotification Mentioned(const PushWorld& world) {
  return {.user_id = world.ann.id,
          .kind = NotificationKind::kMentioned,
          .actor_id = world.bob.id,
          .image_id = ParseImageRef(world.image)->image};
}

}  // namespace

TEST_CASE("a push is queued for who takes some, of the kinds that are pushed") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  world.Comment(world.bob, "hello");
  CHECK(PushJobs(world) == 1);
  world.cloud.React(world.bob, world.image, "PUT", "like");
  CHECK(PushJobs(world) == 1);
  world.Comment(world.ann, "my own");
  CHECK(PushJobs(world) == 1);
}

TEST_CASE("who takes no pushes costs one read beside others, and where they are off nothing") {
  PushWorld off, none, some;
  off.cloud.services().config.pushes.key.clear();
  some.Subscribe(some.ann, "phone");
  for (auto* world : {&off, &none, &some}) CostOf(*world, Mentioned(*world));  // statements
  const auto fresh = [](PushWorld& world) {
    auto notification = Mentioned(world);
    notification.image_id = notification.image_id.value() + 1;
    return CostOf(world, notification);
  };
  const auto without = fresh(off), untaken = fresh(none), taken = fresh(some);
  CHECK(untaken.requests == without.requests + 1);
  CHECK(untaken.round_trips == without.round_trips);
  CHECK(untaken.read_units == without.read_units + 1);
  CHECK(untaken.write_units == without.write_units);
  // The job's row, and starting the job.
  CHECK(taken.requests == untaken.requests + 2);
  CHECK(taken.round_trips == untaken.round_trips + 2);
}

TEST_CASE("a call that dies before the push is queued leaves it to the one that is sent again") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  auto notification = Mentioned(world);
  auto call = world.cloud.NewCall();
  world.cloud.transport().FailFrom(4, tests::Fault::kLostRequest);
  CHECK_FALSE(Notify({world.cloud.services(), call}, notification).ok());
  world.cloud.transport().Recover();
  CHECK(PushJobs(world) == 0);
  auto again = world.cloud.NewCall();
  CHECK(Notify({world.cloud.services(), again}, notification).ok());
  CHECK(PushJobs(world) == 1);
}

TEST_CASE("what was reserved and never told rings, however late it is told") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  auto call = world.cloud.NewCall();
  REQUIRE(ReserveNotification({world.cloud.services(), call}, Mentioned(world)).ok());
  world.cloud.now += std::chrono::hours(2);
  auto again = world.cloud.NewCall();
  REQUIRE(Notify({world.cloud.services(), again}, Mentioned(world)).ok());
  CHECK(PushJobs(world) == 1);
}

TEST_CASE("what is taken back and done again rings once") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  const auto tell = [&] {
    auto call = world.cloud.NewCall();
    return Notify({world.cloud.services(), call}, Mentioned(world)).ok();
  };
  REQUIRE(tell());
  CHECK(PushJobs(world) == 1);
  world.cloud.now += std::chrono::minutes(2);
  REQUIRE(tell());
  CHECK(PushJobs(world) == 1);
}
