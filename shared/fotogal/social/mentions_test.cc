#include "fotogal/social/mentions.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/people/mutes.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/follows.h"
#include "tests/support/tagged_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct World : tests::TaggedWorld {
  std::vector<UserId> Mentioned(const std::string& text) {
    auto call = cloud.NewCall();
    const auto people = FindMentioned({services, call}, text);
    REQUIRE(people.ok());
    return *people;
  }
  Outcome<Comment> Post(const tests::Person& person, const ImageRef& image, const std::string& text,
                        const std::string& key = "") {
    auto call = cloud.NewCall();
    auto posted = PostComment({services, call}, person.id, image, text, key);
    Tick();
    return posted;
  }
};

}  // namespace

TEST_CASE("mentioned people are found in their order; who is nobody keeps the place") {
  World world;
  using People = std::vector<UserId>;
  CHECK(world.Mentioned("@Bob @nobody.here @ann @BOB") ==
        People{world.bob.id, kNobody, world.ann.id});
  const int before = oci::round_trips;
  CHECK(world.Mentioned("bob@ann.com").empty());
  CHECK(oci::round_trips == before);
}

TEST_CASE("who is mentioned in a caption or comment is told once") {
  World world;
  const auto image = world.Share(world.ann, "@bob @bob @ann e @eve");
  CHECK(world.Told(world.bob) == "mentioned:ann ");
  CHECK(world.Told(world.eve) == "mentioned:ann ");
  CHECK(world.Told(world.ann).empty());
  REQUIRE(world.Post(world.bob, image, "@eve @ann @bob").ok());
  CHECK(world.Told(world.eve) == "mentioned:bob mentioned:ann ");
  CHECK(world.Told(world.ann) == "commented:bob ");  // tells of the same
  CHECK(world.Told(world.bob) == "mentioned:ann ");
  auto call = world.cloud.NewCall();
  const auto page = ReadNotifications({world.services, call}, world.eve.id, 0, 10);
  CHECK(page->items[0].image == image);
}

TEST_CASE("nobody is told by those whom they block or mute, or who block them") {
  World world;
  auto call = world.cloud.NewCall();
  const auto carl = world.cloud.SignUp("carl"), dora = world.cloud.SignUp("dora");
  world.cloud.Block(world.bob, world.ann);
  world.cloud.Block(world.ann, world.eve);
  REQUIRE(Mute({world.services, call}, carl.id, world.ann.id).ok());
  world.Share(world.ann, "@bob @eve @carl @dora");
  for (const auto& person : {world.bob, world.eve, carl}) CHECK(world.Told(person).empty());
  CHECK(world.Told(dora) == "mentioned:ann ");
}

TEST_CASE("of a photo only those are told who may see it") {
  World world;
  world.cloud.SetOfUser(world.ann, "is_private = true");
  world.cloud.Follow(world.bob, world.ann);
  auto call = world.cloud.NewCall();
  REQUIRE(Approve({world.services, call}, world.bob.id, world.ann.id).ok());
  const auto image = world.Share(world.ann, "@bob @eve");
  CHECK(world.Told(world.bob) == "mentioned:ann approved:ann ");
  REQUIRE(world.Post(world.bob, image, "@eve @ann").ok());
  CHECK(world.Told(world.eve).empty());
}

TEST_CASE("what is not so any more is not listed: texts, images, people, sight") {
  World world;
  const auto image = world.Share(world.ann, "@bob");
  const auto other = world.Share(world.ann, "");
  const auto comment = world.Post(world.eve, other, "@bob");
  REQUIRE(comment.ok());
  REQUIRE(world.Told(world.bob) == "mentioned:eve mentioned:ann ");
  world.cloud.SetOfUser(world.ann, "is_private = true");
  CHECK(world.Told(world.bob).empty());
  world.cloud.SetOfUser(world.ann, "is_private = false");
  REQUIRE(world.Edit(image, "bob").ok());
  CHECK(world.Told(world.bob) == "mentioned:eve ");
  auto call = world.cloud.NewCall();
  REQUIRE(RemoveComment({world.services, call}, other, comment->id).ok());
  CHECK(world.Told(world.bob).empty());
  REQUIRE(world.Edit(image, "de novo @bob").ok());
  world.cloud.RunStarted();
  CHECK(world.Told(world.bob) == "mentioned:ann ");  // as it was told first
  world.cloud.Block(world.bob, world.ann);
  CHECK(world.Told(world.bob).empty());
}

TEST_CASE("mentions have a budget, all of a text or none") {
  World world;
  world.services.config.budgets = ReadBudgets("mentions=2/3").value();
  const auto image = world.Share(world.ann, "@ann @bob @nobody.here");  // one counts
  CHECK(world.Post(world.ann, image, "@bob @eve").error().status == 429);
  CHECK(world.Publish(world.ann, "@bob @eve").status == 429);
  CHECK(world.Edit(image, "@bob @eve").ok());  // one more
  CHECK(world.Edit(image, "@bob @eve!").ok());
  CHECK(world.Post(world.ann, image, "@eve").error().status == 429);
  CHECK(world.Post(world.ann, image, "eve").ok());
  CHECK(world.Post(world.bob, image, "@eve @ann").ok());
  world.cloud.now += std::chrono::hours(1);
  CHECK(world.Post(world.ann, image, "@eve").ok());
  CHECK(world.Post(world.ann, image, "@eve 2").error().status == 429);  // of the day
}

TEST_CASE("a comment cut off at any request tells each once") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      World world;
      const auto image = world.Share(world.ann, "");
      world.cloud.transport().FailFrom(n, fault);
      const bool done = world.Post(world.bob, image, "@eve @ann", "key").ok();
      world.cloud.transport().Recover();
      INFO("cut at " << n);
      REQUIRE(world.Post(world.bob, image, "@eve @ann", "key").ok());
      world.cloud.RunJobs();
      CHECK(world.Told(world.eve) == "mentioned:bob ");
      CHECK(world.Told(world.ann) == "commented:bob ");
      CHECK(world.cloud.Rows(schema::kComments).size() == 1);
      CHECK(world.cloud.CounterDifference() == "");
      if (done) {
        CHECK(n > 8);
        break;
      }
    }
  }
}
