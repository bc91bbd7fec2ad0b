
#include "fotogal/feed/delivery.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/fanout_jobs.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/images.h"
#include "fotogal/social/delivery_state.h"
#include "tests/support/domain_world.h"
#include "tests/support/nosql_sent.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  bool Run(const Outcome<JobRef>& job) {
    REQUIRE(job.ok());
    auto call = cloud.NewCall();
    return RunJob({services, call}, *job, FanoutJobs()).ok();
  }
  bool Publish(const ImageRef& image) {
    auto call = cloud.NewCall();
    const auto stored = FindImageRow({services, call}, image);
    REQUIRE(stored.ok());
    return Run(QueuePublish({services, call}, (*stored)->op, image));
  }
  bool Deliver(UserId author, UserId follower) {
    auto call = cloud.NewCall();
    return Run(QueueDelivery({services, call}, NextOp(), author, follower));
  }
  std::set<UserId> FedWith(const ImageRef& image) {
    std::set<UserId> owners;
    for (const auto& row : cloud.Rows(schema::kFeed)) {
      if (row.at("author_id") == image.author && row.at("image_id") == image.image)
        owners.insert(row.at("owner_id").get<UserId>());
    }
    return owners;
  }
};

}  // namespace

TEST_CASE("every job of fanout has a name of its own and a step") {
  std::set<std::string_view> names;
  for (const auto& kind : FanoutJobs()) {
    CHECK(names.insert(kind.name).second);
    CHECK(kind.step != nullptr);
  }
}

TEST_CASE("an image reaches followers, not who only asked, and once however often it is told") {
  Bench bench;
  const auto secret = bench.cloud.SignUp("secret", true);
  bench.cloud.Follow(bench.bob, bench.ann);
  bench.cloud.Follow(bench.bob, secret);
  bench.cloud.ForgetStarted();
  const auto open = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto closed = *ParseImageRef(bench.cloud.Upload(secret));
  bench.cloud.ForgetStarted();
  for (int i = 0; i < 2; ++i) {
    CHECK(bench.Publish(open));
    CHECK(bench.Publish(closed));
    CHECK(bench.FedWith(open) == std::set<UserId>{bench.ann.id, bench.bob.id});
    CHECK(bench.FedWith(closed) == std::set<UserId>{secret.id});
    CHECK(bench.cloud.Rows(schema::kFeed).size() == 3);
  }
}

TEST_CASE("followers are read as they are, not as a replica remembers them") {
  Bench bench;
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  bench.cloud.ForgetStarted();
  std::vector<tests::QuerySent> queries;
  bench.cloud.transport().Observe([&](const standin::Request& request) {
    if (auto query = tests::QueryIn(request)) queries.push_back(*std::move(query));
  });
  CHECK(bench.Publish(image));
  bench.cloud.transport().Observe(nullptr);
  std::erase_if(queries, [](const auto& query) { return !query.variables.contains("$f"); });
  REQUIRE(queries.size() == 1);
  CHECK(queries[0].absolute);
}

TEST_CASE("only a follow delivers, and only what is in the feed's window") {
  Bench bench;
  const auto old = *ParseImageRef(bench.cloud.Upload(bench.ann));
  bench.cloud.now += schema::kFeedWindow + std::chrono::hours(1);
  bench.ann = bench.cloud.StartSession(bench.ann);
  bench.bob = bench.cloud.StartSession(bench.bob);
  const auto fresh = *ParseImageRef(bench.cloud.Upload(bench.ann));
  CHECK(bench.Deliver(bench.ann.id, bench.bob.id));
  CHECK_FALSE(bench.FedWith(fresh).contains(bench.bob.id));
  bench.cloud.Follow(bench.bob, bench.ann);
  bench.cloud.ForgetStarted();
  for (int i = 0; i < 2; ++i) CHECK(bench.Deliver(bench.ann.id, bench.bob.id));
  CHECK(bench.FedWith(fresh) == std::set<UserId>{bench.ann.id, bench.bob.id});
  CHECK_FALSE(bench.FedWith(old).contains(bench.bob.id));
}

TEST_CASE("a delivery of more images than one step takes, cut off anywhere, ends whole") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  constexpr int kImages = 230;
  for (int i = 0; i < kImages; ++i) {
    NewImage image;
    image.picture.bytes = "x";
    image.picture.type = "png";
    REQUIRE(StoreImage({bench.services, call}, bench.ann.id, image,
                       {FirstIdAt(bench.cloud.now) + i, bench.NextOp()})
                .ok());
  }
  bench.cloud.Follow(bench.bob, bench.ann);
  bench.cloud.ForgetStarted();
  const auto job =
      QueueDelivery({bench.services, call}, bench.NextOp(), bench.ann.id, bench.bob.id);
  for (const int cut : {20, 200, 400}) {
    bench.cloud.transport().FailFrom(cut, Fault::kLostAnswer);
    (void)bench.Run(job);
    bench.cloud.transport().Recover();
    bench.cloud.now += schema::kJobLease + std::chrono::seconds(1);
  }
  CHECK(bench.Run(job));
  bench.cloud.RunJobs();
  CHECK(bench.cloud.Rows(schema::kFeed).size() == kImages);
  CHECK(bench.cloud.Rows(schema::kJobs).empty());
}
