#include "fotogal/upkeep/reconcile.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>

#include "functions/reconcile/handler.h"
#include "tests/support/worn_world.h"

using namespace fotogal;
using tests::Json;
using World = tests::WornWorld;
using Fault = standin::InProcessTransport::Fault;

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
