#include "fotogal/images/tags.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/removal.h"
#include "tests/support/tagged_world.h"

using namespace fotogal;
using tests::Fault;
using World = tests::TaggedWorld;
using Names = std::multiset<std::string>;

TEST_CASE("long tags have a hash in rows, so that each fits into a key") {
  CHECK(NameInRows("praia") == "praia");
  CHECK(NameInRows("") == "");
  const std::string thai = "นักท่องเที่ยว";
  CHECK(NameInRows(thai).size() == 32);
  CHECK(NameInRows(thai).starts_with("~"));
  CHECK(NameInRows(thai) != NameInRows(thai + "ก"));
  World world;
  const auto image = world.Share(world.ann, "#" + thai + " #" + std::string(100, 'a'));
  CHECK(world.RowTags(image).size() == 3);
  CHECK(world.Listed(world.bob, thai) == World::Refs{image});
}

TEST_CASE("the images of a tag are spread over its parts") {
  std::set<int> parts;
  for (Id id = 1; id <= 100; ++id) parts.insert(TagRowOf("praia", {1, id}).part);
  CHECK(parts.size() == kTagParts);
  CHECK(*parts.begin() == 0);
  CHECK(TagRowOf("praia", {1, 2}).part == TagRowOf("mar", {1, 2}).part);
}

TEST_CASE("a photo has a row for each different tag of its caption, and one for Explore") {
  World world;
  const auto image = world.Share(world.ann, "#Praia e #mar, #PRAIA @bob exemplo.com");
  CHECK(world.RowTags(image) == Names{"", "mar", "praia"});
  CHECK(world.RowTags(world.Share(world.ann, "nada")) == Names{""});
}

TEST_CASE("who publishes in a row, or for few, does not fill Explore") {
  World world;
  for (int i = 0; i < 5; ++i) world.Share(world.ann, "#mar");
  CHECK(world.RowTags().count("") == 2);
  CHECK(world.RowTags().count("mar") == 5);
  world.cloud.now += std::chrono::minutes(11);
  world.ann = world.cloud.StartSession(world.ann);
  CHECK(world.RowTags(world.Share(world.ann, "")) == Names{""});
  world.cloud.SetOfUser(world.eve, "is_private = true");
  CHECK(world.RowTags(world.Share(world.eve, "#mar")) == Names{"mar"});
}

TEST_CASE("with its image go all its rows, whatever the caption was") {
  World world;
  const auto image = world.Share(world.ann, "#a1 #b1");
  const auto other = world.Share(world.bob, "#a1");
  REQUIRE(world.Edit(image, "#b1 #c1").ok());
  auto call = world.cloud.NewCall();
  REQUIRE(RemoveImage({world.services, call}, image).ok());
  world.cloud.RunJobs();
  CHECK(world.RowTags(image).empty());
  CHECK(world.RowTags(other) == Names{"", "a1"});
}

TEST_CASE("settling may be repeated and cut off anywhere: the rows are those of the caption") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      World world;
      const auto image = world.Share(world.ann, "#a1 #b1");
      auto call = world.cloud.NewCall();
      REQUIRE(DescribeImage({world.services, call}, image, Caption{"#b1 #c1"}, {}).ok());
      world.cloud.transport().FailFrom(n, fault);
      auto cut = world.cloud.NewCall();
      const bool done = SettleTags({world.services, cut}, image, {.before = {"a1", "b1"}}).ok();
      world.cloud.transport().Recover();
      INFO("cut at " << n);
      auto again = world.cloud.NewCall();
      REQUIRE(SettleTags({world.services, again}, image, {.before = {"a1", "b1"}}).ok());
      CHECK(world.RowTags(image) == Names{"", "b1", "c1"});
      if (done) {
        CHECK(n > 3);
        break;
      }
    }
  }
}

TEST_CASE("settling beside another change, or a removal, leaves what is right at the end") {
  for (const bool removes : {false, true}) {
    for (int n = 1;; ++n) {
      World world;
      const auto image = world.Share(world.ann, "#a1");
      bool ran = false;
      int requests = 0;
      const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
        if (++requests == n && !ran) {
          ran = true;
          auto call = world.cloud.NewCall();
          const Context context{world.services, call};
          if (removes) {
            REQUIRE(RemoveImage(context, image).ok());
          } else {
            REQUIRE(DescribeImage(context, image, Caption{"#b1"}, {}).ok());
            REQUIRE(SettleTags(context, image, {.before = {"a1"}}).ok());
          }
        }
        return nullptr;
      });
      auto services = world.cloud.ServicesBy(process.transport);
      auto call = world.cloud.NewCall();
      REQUIRE(SettleTags({services, call}, image, {.before = {"a1", "z1"}}).ok());
      world.cloud.RunJobs();
      INFO((removes ? "removed" : "changed") << " at request " << n);
      CHECK(world.RowTags(image) == (!ran ? Names{"", "a1"} : removes ? Names{} : Names{"", "b1"}));
      if (!ran) break;
    }
  }
}

TEST_CASE("the rows of Explore end with its window") {
  World world;
  const auto image = world.Share(world.ann, "#a1");
  world.cloud.now += schema::kFeedWindow + std::chrono::days(1);
  CHECK(world.RowTags(image) == Names{"a1"});
}
