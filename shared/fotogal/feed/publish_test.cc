#include "fotogal/feed/publish.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <span>
#include <utility>

#include "fotogal/base/schema.h"
#include "fotogal/fanout_jobs.h"
#include "fotogal/feed/delivery.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnn {
  Outcome<Image> Publish(const std::string& key, const std::string& caption = "", int seed = 1) {
    auto call = cloud.NewCall();
    const auto user = FindUser({cloud.services(), call}, ann.id);
    if (!user.ok()) return user.error();
    NewImage image;
    image.picture.bytes = tests::SmallPng(seed);
    image.picture.type = "png";
    image.caption = caption;
    image.idempotency_key = key;
    auto published = PublishImage({cloud.services(), call}, **user, image);
    cloud.now += std::chrono::milliseconds(1);
    return published;
  }
  size_t Objects() {
    auto call = cloud.NewCall();
    return cloud.services().objects->List(call, "images/", "", 1000)->objects.size();
  }
};

}  // namespace

TEST_CASE("a key publishes once; other bytes or words under it are refused") {
  Bench bench;
  const auto first = bench.Publish("key", "caption");
  REQUIRE(first.ok());
  CHECK(bench.Publish("key", "caption")->ref == first->ref);
  CHECK(bench.Publish("key", "other").error().code == "idempotency_key_reused");
  CHECK(bench.Publish("key", "caption", 2).error().code == "idempotency_key_reused");
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
  CHECK(bench.Publish("second", "caption")->ref != first->ref);
  CHECK(bench.Publish("")->ref != bench.Publish("")->ref);
  CHECK(bench.cloud.Rows(schema::kImages).size() == 4);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("an upload cut off anywhere is finished by its retry: one image, counted and fed once") {
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    int images = 0;
    for (int cut = 1;; ++cut) {
      INFO("fault " << static_cast<int>(fault) << " from request " << cut);
      const std::string key = "key" + std::to_string(cut);
      bench.cloud.transport().FailFrom(cut, fault);
      const bool whole = bench.Publish(key).ok();
      bench.cloud.transport().Recover();
      if (cut % 2 == 0) bench.cloud.now += std::chrono::minutes(5);  // too old to move
      REQUIRE(bench.Publish(key).ok());
      ++images;
      CHECK(bench.cloud.Rows(schema::kImages).size() == static_cast<size_t>(images));
      CHECK(bench.cloud.Rows(schema::kFeed).size() == static_cast<size_t>(images));
      CHECK(bench.Objects() == static_cast<size_t>(images));
      CHECK(bench.cloud.CounterDifference() == "");
      if (whole) break;
      REQUIRE(cut < 30);
    }
    CHECK(images > 5);
    bench.cloud.RunJobs();
    CHECK(bench.cloud.Rows(schema::kJobs).empty());
  }
}

TEST_CASE(
    "an upload that dies anywhere and is not tried again is finished by its job, or never was") {
  for (const auto fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int cut = 1;; ++cut) {
      INFO("fault " << static_cast<int>(fault) << " from request " << cut);
      Bench bench;
      const auto bob = bench.cloud.SignUp("bob");
      bench.cloud.Follow(bob, bench.ann);
      bench.cloud.RunJobs();
      bench.cloud.transport().FailFrom(cut, fault);
      const bool whole = bench.Publish("").ok();
      bench.cloud.transport().Recover();
      bench.cloud.RunJobs();
      const auto images = bench.cloud.Rows(schema::kImages).size();
      CHECK(images <= 1);
      CHECK(bench.cloud.Rows(schema::kFeed).size() == 2 * images);  // Ann's and Bob's
      CHECK(bench.cloud.CounterDifference() == "");
      CHECK(bench.cloud.Rows(schema::kJobs).empty());
      if (whole) {
        CHECK(images == 1);
        break;
      }
      REQUIRE(cut < 30);
    }
  }
}

TEST_CASE("a job that looks before the image is written waits for it") {
  Bench bench;
  auto& services = bench.cloud.services();
  auto call = bench.cloud.NewCall();
  const Identity identity = NewIdentity(services, bench.cloud.now);
  const ImageRef ref{bench.ann.id, identity.id};
  const auto job = QueuePublish({services, call}, identity.op, ref);
  REQUIRE(job.ok());
  bench.cloud.now += kLongestCall;
  auto early = bench.cloud.NewCall();
  REQUIRE(RunJob({services, early}, *job, FanoutJobs()).ok());
  CHECK(bench.cloud.Rows(schema::kJobs).size() == 1);
  NewImage image;
  image.picture.type = "png";
  image.picture.bytes = "late";
  auto late = bench.cloud.NewCall();
  REQUIRE(StoreImage({services, late}, bench.ann.id, image, identity).ok());
  bench.cloud.now += 2 * kLongestCall;
  auto second = bench.cloud.NewCall();
  REQUIRE(RunJob({services, second}, *job, FanoutJobs()).ok());
  CHECK(bench.cloud.Rows(schema::kJobs).empty());
  CHECK(bench.cloud.Rows(schema::kFeed).size() == 1);
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("two images that drew one id do not touch each other") {
  Bench bench;
  auto& services = bench.cloud.services();
  auto call = bench.cloud.NewCall();
  const Identity first = NewIdentity(services, bench.cloud.now);
  NewImage image;
  image.picture.type = "png";
  image.picture.bytes = "first";
  const auto stored = StoreImage({services, call}, bench.ann.id, image, first);
  REQUIRE(stored.ok());
  CHECK(StoreImage({services, call}, bench.ann.id, image, first)->ref == stored->ref);
  image.picture.bytes = "second";
  const auto refused =
      StoreImage({services, call}, bench.ann.id, image, {first.id, first.op.value() + 1});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().status == 503);
  const auto object = services.objects->Get(call, stored->object_name);
  REQUIRE(object.ok());
  REQUIRE(*object);
  CHECK((*object)->body == "first");
  CHECK((*object)->content_type == "image/png");
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
}

TEST_CASE(
    "an image of the same instant with the same id makes way for another id, also under a key") {
  Bench bench;
  auto& random = bench.cloud.services().random;
  const auto real = random;
  bool draw_zeros = false;
  random = [&](std::span<std::uint8_t> bytes) {
    real(bytes);
    if (std::exchange(draw_zeros, false)) std::ranges::fill(bytes, std::uint8_t{0});
  };
  std::set<ImageId> ids;
  for (const char* key : {"", "k", ""}) {
    INFO("key " << key);
    draw_zeros = true;
    const auto published = bench.Publish(key);
    REQUIRE(published.ok());
    CHECK(ids.insert(published->ref.image).second);
    if (*key != 0) CHECK(bench.Publish(key)->ref.image == published->ref.image);
    bench.cloud.now -= std::chrono::milliseconds(*key != 0 ? 2 : 1);
  }
  CHECK(bench.cloud.Rows(schema::kImages).size() == 3);
}
