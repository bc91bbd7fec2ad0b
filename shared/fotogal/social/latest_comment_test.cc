#include "fotogal/social/latest_comment.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fotogal/social/comments.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct LatestWorld : tests::WorldOfAnnAndBob {
  ImageRef image = *ParseImageRef(cloud.Upload(ann));

  Comment Post(UserId user, const std::string& text) {
    auto call = cloud.NewCall();
    auto posted = PostComment({cloud.services(), call}, user, image, text, "");
    cloud.now += std::chrono::milliseconds(1);
    return std::move(posted).value();
  }
  bool Remove(const Comment& comment) {
    auto call = cloud.NewCall();
    return RemoveComment({cloud.services(), call}, image, comment.id).ok();
  }
  LatestComment Latest() {
    auto call = cloud.NewCall();
    return FindImage({cloud.services(), call}, image).value()->latest_comment;
  }
};

}  // namespace

TEST_CASE("an image keeps the beginning of its latest comment, and of no reply") {
  LatestWorld world;
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  CHECK(world.Latest().id == CommentId(0));
  const Comment first = world.Post(world.bob.id, "first");
  CHECK(world.Latest().id == first.id);
  CHECK(world.Latest().user_id == world.bob.id);
  REQUIRE(PostComment(context, world.ann.id, world.image, "reply", "", {first.id}).ok());
  CHECK(world.Latest().text == "first");
  const Comment second = world.Post(world.ann.id, "second");
  CHECK(world.Latest().text == "second");
  REQUIRE(EditComment(context, first, "changed", 77).ok());
  CHECK(world.Latest().text == "second");
  REQUIRE(EditComment(context, second, "also changed", 77).ok());
  CHECK(world.Latest().text == "also changed");
  std::string words;
  for (int i = 0; i < 500; ++i) words += "\xF0\x9F\x98\x80";
  world.Post(world.bob.id, words);
  CHECK(world.Latest().text == words.substr(0, 139 * 4) + "…");
}

TEST_CASE("when the latest comment goes, the one before it that stands is the latest") {
  LatestWorld world;
  const Comment first = world.Post(world.bob.id, "first"), second = world.Post(world.ann.id, "2"),
                third = world.Post(world.bob.id, "3"), fourth = world.Post(world.ann.id, "4");
  REQUIRE(world.Remove(third));
  CHECK(world.Latest().text == "4");
  REQUIRE(world.Remove(fourth));
  CHECK(world.Latest().text == "2");
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  REQUIRE(EditComment(context, first, "first, changed", 77).ok());
  REQUIRE(EditComment(context, fourth, "late", 77).ok());
  CHECK(world.Latest().text == "2");
  REQUIRE(world.Remove(second));
  CHECK(world.Latest().text == "first, changed");
  CHECK(world.Latest().user_id == world.bob.id);
  REQUIRE(world.Remove(first));
  CHECK(world.Latest().id == CommentId(0));
  CHECK(world.Latest().text.empty());
  world.Post(world.bob.id, "again");
  CHECK(world.Latest().text == "again");
}

TEST_CASE("a removal that is cut off at any request leaves the right latest comment in the end") {
  for (const auto fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    LatestWorld world;
    world.Post(world.bob.id, "stays");
    bool done = false;
    for (int cut = 1; !done; ++cut) {
      REQUIRE(cut < 60);
      const Comment before = world.Post(world.ann.id, "before"),
                    latest = world.Post(world.bob.id, "latest");
      world.cloud.transport().FailFrom(cut, fault);
      done = world.Remove(latest);
      world.cloud.transport().Recover();
      REQUIRE(world.Remove(before));
      REQUIRE(world.Remove(latest));
      CHECK(world.Latest().text == "stays");
      CHECK(world.cloud.Rows(schema::kComments).size() == 1);
    }
  }
}

TEST_CASE("comments that go and change at the same moment leave the latest one that stands") {
  for (int round = 0; round < 20; ++round) {
    LatestWorld world;
    const Comment stays = world.Post(world.bob.id, "stays");
    std::vector<Comment> going;
    for (int i = 0; i < 4; ++i) going.push_back(world.Post(world.ann.id, "goes"));
    std::atomic<int> done = 0;
    std::vector<std::thread> threads;
    for (const auto& comment : going)
      threads.emplace_back([&] { done += world.Remove(comment) ? 1 : 0; });
    threads.emplace_back([&] {
      auto call = world.cloud.NewCall();
      done += EditComment({world.cloud.services(), call}, stays, "changed", 77).ok() ? 1 : 0;
    });
    for (auto& thread : threads) thread.join();
    CHECK(done == 5);
    CHECK(world.Latest().id == stays.id);
    CHECK(world.Latest().text == "changed");
    CHECK(world.cloud.CounterDifference() == "");
  }
}
