#include "fotogal/social/captions.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/deletion/deletion.h"
#include "tests/support/tagged_world.h"

using namespace fotogal;
using tests::Fault;
using World = tests::TaggedWorld;
using Names = std::multiset<std::string>;

TEST_CASE("a new caption is found by its tags, no longer by the old ones, and tells who is new") {
  World world;
  const auto image = world.Share(world.ann, "#a1 #b1 @bob");
  const auto edited = world.Edit(image, "#b1 #c1 @bob @eve");
  REQUIRE(edited.ok());
  CHECK(edited->caption == "#b1 #c1 @bob @eve");
  CHECK(edited->mentions == std::vector<UserId>{world.bob.id, world.eve.id});
  world.cloud.RunStarted();
  CHECK(world.RowTags(image) == Names{"", "b1", "c1"});
  CHECK(world.Told(world.bob) == "mentioned:ann ");
  CHECK(world.Told(world.eve) == "mentioned:ann ");
  REQUIRE(world.Edit(image, "").ok());
  world.cloud.RunStarted();
  CHECK(world.RowTags(image) == Names{""});
}

TEST_CASE("where nothing follows from a change, no job is queued") {
  World world;
  const auto image = world.Share(world.ann, "#a1 @bob");
  REQUIRE(world.cloud.Rows(schema::kJobs).empty());
  REQUIRE(world.Edit(image, "@bob: #A1!").ok());
  auto call = world.cloud.NewCall();
  const auto stored = FindImage({world.services, call}, image);
  REQUIRE(EditTexts({world.services, call}, **stored, std::nullopt, "a beach").ok());
  CHECK(world.cloud.Rows(schema::kJobs).empty());
  CHECK((*FindImage({world.services, call}, image))->alt_text == "a beach");
  CHECK((*FindImage({world.services, call}, image))->caption == "@bob: #A1!");
}

TEST_CASE("a mention holds when the mentioned person is renamed, and is nobody else's then") {
  World world;
  const auto image = world.Share(world.ann, "@bob");
  world.cloud.SetOfUser(world.bob, R"(username = "bobby")");
  auto call = world.cloud.NewCall();
  const auto stored = *FindImage({world.services, call}, image);
  CHECK(stored->mentions == std::vector<UserId>{world.bob.id});
  CHECK((*NamedTo({world.services, call}, world.ann.id, stored->mentions)).at(world.bob.id) ==
        "bobby");
}

TEST_CASE("an edit cut off at any request is finished by its repetition or its job, once") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      World world;
      const auto image = world.Share(world.ann, "#a1 #b1 @bob");
      world.cloud.transport().FailFrom(n, fault);
      const bool done = world.Edit(image, "#b1 #c1 @eve").ok();
      world.cloud.transport().Recover();
      INFO("cut at " << n);
      world.cloud.RunJobs();
      auto call = world.cloud.NewCall();
      const auto stored = *FindImage({world.services, call}, image);
      const bool written = stored->caption == "#b1 #c1 @eve";
      CHECK((written || !done));
      CHECK(world.RowTags(image) == (written ? Names{"", "b1", "c1"} : Names{"", "a1", "b1"}));
      CHECK(world.Told(world.eve) == (written ? "mentioned:ann " : ""));
      REQUIRE(world.Edit(image, "#b1 #c1 @eve").ok());
      world.cloud.RunJobs();
      CHECK(world.RowTags(image) == Names{"", "b1", "c1"});
      CHECK(world.Told(world.eve) == "mentioned:ann ");
      CHECK(world.cloud.Rows(schema::kJobs).empty());
      if (done) {
        CHECK(n > 4);
        break;
      }
    }
  }
}

TEST_CASE("the job of an edit cut off at any request goes on") {
  for (int n = 1;; ++n) {
    World world;
    const auto image = world.Share(world.ann, "#a1 @bob");
    REQUIRE(world.Edit(image, "#c1 @eve").ok());
    world.cloud.transport().FailFrom(n, Fault::kLostAnswer);
    world.cloud.RunStarted();
    world.cloud.transport().Recover();
    const bool done = world.cloud.Rows(schema::kJobs).empty();
    INFO("cut at " << n);
    world.cloud.RunJobs();
    CHECK(world.RowTags(image) == Names{"", "c1"});
    CHECK(world.Told(world.eve) == "mentioned:ann ");
    if (done) {
      CHECK(n > 6);
      break;
    }
  }
}

TEST_CASE("of two edits at once the last one's tags stay") {
  for (int n = 1;; ++n) {
    World world;
    const auto image = world.Share(world.ann, "#a1");
    bool ran = false;
    int requests = 0;
    const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++requests == n && !ran) {
        ran = true;
        REQUIRE(world.Edit(image, "#b1").ok());
      }
      return nullptr;
    });
    auto services = world.cloud.ServicesBy(process.transport);
    auto call = world.cloud.NewCall();
    const auto stored = FindImage({services, call}, image);
    if (ran) continue;
    REQUIRE(EditTexts({services, call}, **stored, "#c1", std::nullopt).ok());
    world.cloud.RunJobs();
    auto last = world.cloud.NewCall();
    const auto caption = (*FindImage({world.services, last}, image))->caption;
    INFO("the other at request " << n << ": " << caption);
    CHECK(world.RowTags(image) == Names{"", caption.substr(1)});
    if (!ran) break;
  }
}

TEST_CASE("a deleted account leaves no rows of tags, not even of an edit that died") {
  World world;
  const auto image = world.Share(world.ann, "#a1");
  const auto other = world.Share(world.bob, "#a1");
  auto call = world.cloud.NewCall();
  // An old row, whose job is still to come.
  REQUIRE(world.Edit(image, "#b1").ok());
  world.cloud.ForgetStarted();
  const auto ann = FindUser({world.services, call}, world.ann.id);
  REQUIRE(DeleteAccount({world.services, call}, **ann).ok());
  world.cloud.RunJobs();
  CHECK(world.RowTags(image).empty());
  CHECK(world.RowTags(other) == Names{"", "a1"});
}
