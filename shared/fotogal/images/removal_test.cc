#include "fotogal/images/removal.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comments.h"
#include "tests/support/domain_world.h"
#include "tests/support/posts.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  // An image with what others leave beside it.
  ImageRef Make() {
    const auto id = cloud.Upload(ann);
    cloud.React(bob, id, "PUT", "like");
    auto call = cloud.NewCall();
    REQUIRE(PostComment({cloud.services(), call}, bob.id, *ParseImageRef(id), "text", "").ok());
    cloud.now += std::chrono::milliseconds(1);
    return *ParseImageRef(id);
  }
  bool Remove(const ImageRef& image) {
    auto call = cloud.NewCall();
    return RemoveImage({cloud.services(), call}, image).ok();
  }
  int Count() {
    auto call = cloud.NewCall();
    return (*FindUser({cloud.services(), call}, ann.id))->image_count;
  }
  // Images, reactions, comments, objects, jobs.
  std::string Left() {
    auto call = cloud.NewCall();
    std::string left;
    for (const auto table : {schema::kImages, schema::kReactions, schema::kComments})
      left += std::to_string(cloud.Rows(table).size()) + " ";
    const auto list = cloud.services().objects->List(call, "images/", "", 1000);
    return left + std::to_string(list->objects.size()) + " " +
           std::to_string(cloud.Rows(schema::kJobs).size());
  }
};

}  // namespace

TEST_CASE("a removed image is uncounted at once and gone with all that is its own, and only that") {
  Bench bench;
  const auto image = bench.Make();
  bench.Make();
  bench.cloud.RunJobs();
  REQUIRE(bench.Left() == "2 2 2 6 0");
  for (int i = 0; i < 2; ++i) {
    CHECK(bench.Remove(image));
    CHECK(bench.Count() == 1);
  }
  bench.cloud.RunJobs();
  CHECK(bench.Left() == "1 1 1 3 0");
  CHECK(bench.Remove(image));
  CHECK(bench.Left() == "1 1 1 3 0");
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("an image that never was is removed without a trace") {
  Bench bench;
  for (const auto& ref : {ImageRef{bench.ann.id, 5}, ImageRef{0, 0}, ImageRef{-1, -1}})
    CHECK(bench.Remove(ref));
  CHECK(bench.Left() == "0 0 0 0 0");
}

TEST_CASE("a removal cut off anywhere is finished by its retry") {
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    for (int cut = 1;; ++cut) {
      REQUIRE(cut < 30);
      INFO("fault " << static_cast<int>(fault) << " from request " << cut);
      const auto image = bench.Make();
      bench.cloud.transport().FailFrom(cut, fault);
      const bool whole = bench.Remove(image);
      bench.cloud.transport().Recover();
      if (cut % 2 == 0) bench.cloud.now += std::chrono::minutes(5);  // too old to move
      CHECK(bench.Remove(image));
      CHECK(bench.Count() == 0);
      bench.cloud.RunJobs();
      bench.cloud.RunJobs();
      CHECK(bench.Left() == "0 0 0 0 0");
      CHECK(bench.cloud.CounterDifference() == "");
      if (whole) break;
    }
  }
}

TEST_CASE("all photos of a post go with it, at once or into the folder of removed ones") {
  Bench bench;
  const auto first = *ParseImageRef(tests::Post(bench.cloud, bench.ann, 10));
  const auto second = *ParseImageRef(tests::Post(bench.cloud, bench.ann, 10));
  bench.cloud.RunJobs();
  CHECK(bench.Left() == "2 0 0 60 0");
  CHECK(bench.Remove(first));
  CHECK(bench.Left() == "2 0 0 30 1");
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const auto until = ToMillis(bench.cloud.now + std::chrono::days(30));
  CHECK(RemoveImageForAppeal(context, second, until).value());
  CHECK(bench.cloud.services().objects->List(call, "images/", "", 100)->objects.empty());
  CHECK(bench.cloud.services().objects->List(call, "removed/", "", 100)->objects.size() == 30);
  bench.cloud.RunJobs();
  bench.cloud.now += std::chrono::days(31);
  bench.cloud.RunJobs();
  auto later = bench.cloud.NewCall();
  CHECK(bench.cloud.services().objects->List(later, "removed/", "", 100)->objects.empty());
  CHECK(bench.Left() == "0 0 0 0 0");
}
