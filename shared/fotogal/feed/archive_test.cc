#include "fotogal/feed/archive.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/archived_images.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"
#include "tests/support/posts.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  Bench() {
    cloud.Follow(bob, ann);
    cloud.RunJobs();
  }
  Outcome<Image> Set(const std::string& image, bool archived) {
    auto call = cloud.NewCall();
    return SetArchived({cloud.services(), call}, *ParseImageRef(image), archived);
  }
  int Count() {
    auto call = cloud.NewCall();
    return (*FindUser({cloud.services(), call}, ann.id))->image_count;
  }
  size_t Shown() {
    auto call = cloud.NewCall();
    return ImagesOf({cloud.services(), call}, ann.id, 0, 10)->size();
  }
  size_t Archived() {
    auto call = cloud.NewCall();
    return ArchivedImagesOf({cloud.services(), call}, ann.id, 0, 10)->size();
  }
  std::string NameOf(const std::string& image) {
    auto call = cloud.NewCall();
    return (*FindImageRow({cloud.services(), call}, *ParseImageRef(image)))->object_name;
  }
  std::vector<std::string> Objects() {
    auto call = cloud.NewCall();
    std::vector<std::string> names;
    const auto list = cloud.services().objects->List(call, "images/", "", 1000);
    for (const auto& object : list->objects) names.push_back(object.name);
    return names;
  }
  void CheckAtRest() {
    CHECK(cloud.CounterDifference() == "");
    CHECK(cloud.Rows(schema::kJobs).empty());
  }
};

}  // namespace

TEST_CASE("what is put away is counted no more and leaves feeds, and comes back where it was") {
  Bench bench;
  const auto first = bench.cloud.Upload(bench.ann, 1);
  bench.Tick();
  const auto image = tests::Post(bench.cloud, bench.ann, 3);
  bench.Tick();
  const auto last = bench.cloud.Upload(bench.ann, 2);
  bench.cloud.RunJobs();
  bench.cloud.React(bench.bob, image, "PUT", "like");
  const auto before = bench.cloud.Feed(bench.bob);
  REQUIRE(before == std::vector<std::string>{last, image, first});
  for (int i = 0; i < 2; ++i) {
    const auto archived = bench.Set(image, true);
    REQUIRE(archived.ok());
    CHECK(archived->is_archived());
    CHECK(bench.Count() == 2);
  }
  CHECK(bench.cloud.Feed(bench.bob) == std::vector<std::string>{last, first});
  CHECK(bench.cloud.Feed(bench.ann) == std::vector<std::string>{last, first});
  bench.cloud.RunJobs();
  bench.CheckAtRest();
  CHECK(bench.Shown() == 2);
  CHECK(bench.Archived() == 1);
  for (int i = 0; i < 2; ++i) {
    const auto back = bench.Set(image, false);
    REQUIRE(back.ok());
    CHECK_FALSE(back->is_archived());
    CHECK(back->like_count == 1);
    CHECK(bench.Count() == 3);
  }
  bench.cloud.RunJobs();
  CHECK(bench.cloud.Feed(bench.bob) == before);
  CHECK(bench.Shown() == 3);
  CHECK(bench.Archived() == 0);
  bench.CheckAtRest();
}

TEST_CASE("addresses of what is put away end, and its author has others") {
  Bench bench;
  const auto image = tests::Post(bench.cloud, bench.ann, 2);
  const auto other = bench.cloud.Upload(bench.ann, 5);
  bench.cloud.RunJobs();
  const std::string kept = bench.NameOf(image);
  const auto count = bench.Objects().size();
  REQUIRE(bench.Set(image, true).ok());
  CHECK(bench.NameOf(image) != kept);
  CHECK(bench.Objects().size() == count);
  for (const auto& name : bench.Objects()) CHECK_FALSE(name.starts_with(kept));
  CHECK(bench.cloud.LoadContent(image, "original", &bench.ann).raw.body == tests::SmallPng(1));
  CHECK(bench.cloud.LoadContent(image, "original", &bench.bob).status == 404);
  CHECK(bench.cloud.LoadContent(other, "original", &bench.bob).status == 200);
  REQUIRE(bench.Set(image, false).ok());
  CHECK(bench.cloud.LoadContent(image, "thumb", &bench.bob).status == 200);
}

TEST_CASE("an image that is put away is removed and counted as any other") {
  Bench bench;
  const auto image = bench.cloud.Upload(bench.ann, 1);
  bench.cloud.RunJobs();
  REQUIRE(bench.Set(image, true).ok());
  bench.cloud.RunJobs();
  auto call = bench.cloud.NewCall();
  CHECK(RemoveImage({bench.cloud.services(), call}, *ParseImageRef(image)).value());
  CHECK(bench.Count() == 0);
  CHECK(bench.Objects().empty());
  CHECK(bench.Set(image, false).error().status == 404);
  bench.cloud.RunJobs();
  CHECK(bench.cloud.Rows(schema::kImages).empty());
  bench.CheckAtRest();
}

TEST_CASE("putting away and back, cut off at any request, is finished by its jobs") {
  for (const bool archived : {true, false}) {
    for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
      for (int n = 1;; ++n) {
        INFO("archived " << archived << " fault " << static_cast<int>(fault) << " from " << n);
        Bench bench;
        const auto image = tests::Post(bench.cloud, bench.ann, 2);
        bench.cloud.RunJobs();
        if (!archived) REQUIRE(bench.Set(image, true).ok());
        bench.cloud.RunJobs();
        const std::string kept = bench.NameOf(image);
        bench.cloud.transport().FailFrom(n, fault);
        const bool whole = bench.Set(image, archived).ok();
        bench.cloud.transport().Recover();
        bench.cloud.now += std::chrono::minutes(10);
        bench.cloud.RunJobs();
        bench.CheckAtRest();
        // Either nothing has happened, or all: no address leads to what is put away.
        const std::string name = bench.NameOf(image);
        for (const auto& object : bench.Objects()) CHECK(object.starts_with(name));
        CHECK(bench.Objects().size() == 6);
        REQUIRE(bench.Set(image, archived).ok());
        CHECK(bench.Count() == (archived ? 0 : 1));
        CHECK(bench.cloud.Feed(bench.bob).size() == (archived ? 0 : 1));
        if (archived) CHECK(bench.NameOf(image) != kept);
        if (whole) break;
        REQUIRE(n < 60);
      }
    }
  }
}
