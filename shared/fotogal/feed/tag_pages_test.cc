// What tag pages and Explore show, and what a page costs.
#include "fotogal/feed/tag_pages.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/removal.h"
#include "fotogal/people/mutes.h"
#include "fotogal/social/blocks.h"
#include "tests/support/tagged_world.h"

using namespace fotogal;

namespace {

struct World : tests::TaggedWorld {
  std::vector<tests::Person> Crowd(int size) {
    std::vector<tests::Person> people;
    for (int i = 0; i < size; ++i) people.push_back(cloud.SignUp("person" + std::to_string(i)));
    bob = cloud.StartSession(bob);
    return people;
  }
  // In turns, a photo a minute, all with the tag; newest first.
  Refs Fill(const std::vector<tests::Person>& people, int photos) {
    Refs refs;
    for (int i = 0; i < photos; ++i)
      refs.push_back(Store(people[static_cast<size_t>(i) % people.size()], "#mar",
                           cloud.now - i * std::chrono::minutes(1)));
    return refs;
  }
  Refs Sorted(Refs refs) {
    std::ranges::sort(refs, Newer);
    return refs;
  }
  void Like(const tests::Person& person, const ImageRef& ref) {
    CHECK(cloud.React(person, ToString(ref), "PUT", "like").status == 200);
  }
};

struct Cost {
  int round_trips = 0, units = 0;
  TagPage page;
};

Cost CostOf(World& world, auto read) {
  auto once = world.cloud.NewCall();
  REQUIRE(read(Context{world.services, once}).ok());  // prepares
  auto call = world.cloud.NewCall();
  const int before = oci::round_trips;
  const auto page = read(Context{world.services, call});
  REQUIRE(page.ok());
  return {oci::round_trips - before, call.read_units, *page};
}

Cost CostOfTag(World& world, ImageId before = 0) {
  return CostOf(world, [&](const Context& context) {
    return ReadTagPage(context, world.bob.id, "mar", before, 20);
  });
}

Cost CostOfExplore(World& world, ImageId before = 0) {
  return CostOf(world, [&](const Context& context) {
    return ReadExplore(context, world.bob.id, before, 20);
  });
}

}  // namespace

TEST_CASE("a tag's page has its public photos, newest first, over pages of any length") {
  World world;
  World::Refs expected;
  for (int i = 0; i < 30; ++i) {
    const auto image = world.Share(i % 2 == 0 ? world.ann : world.bob, "#Mar " + std::to_string(i));
    expected.insert(expected.begin(), image);
    world.Share(world.eve, "#terra");
  }
  for (const int limit : {1, 3, 20}) CHECK(world.Listed(world.bob, "mar", limit) == expected);
  CHECK(world.Listed(world.bob, "lua").empty());
  CHECK(world.Listed(world.bob, "marte").empty());
}

TEST_CASE("a tag's page shows nothing of private, gone, blocked or muted people") {
  World world;
  const auto of_ann = world.Share(world.ann, "#mar"), of_eve = world.Share(world.eve, "#mar");
  using Refs = World::Refs;
  REQUIRE(world.Listed(world.bob, "mar") == Refs{of_eve, of_ann});
  world.cloud.Follow(world.bob, world.ann);
  world.cloud.SetOfUser(world.ann, "is_private = true");
  CHECK(world.Listed(world.bob, "mar") == Refs{of_eve});  // to followers neither
  CHECK(world.Listed(world.ann, "mar") == Refs{of_eve});  // nor to oneself
  world.cloud.SetOfUser(world.ann, "is_private = false");
  world.cloud.SetOfUser(world.eve, R"(suspension = {"reason":"spam","since_ts":1})");
  CHECK(world.Listed(world.bob, "mar") == Refs{of_ann});
  world.cloud.SetOfUser(world.eve, "suspension = null");
  auto call = world.cloud.NewCall();
  REQUIRE(Mute({world.services, call}, world.bob.id, world.eve.id).ok());
  CHECK(world.Listed(world.bob, "mar") == Refs{of_ann});
  CHECK(world.Listed(world.eve, "mar") == Refs{of_eve, of_ann});
  world.cloud.Block(world.ann, world.bob);
  CHECK(world.Listed(world.bob, "mar").empty());
  CHECK(world.Listed(world.ann, "mar") == Refs{of_eve, of_ann});
}

TEST_CASE("rows only point: what the caption or the image says now holds") {
  World world;
  const auto image = world.Share(world.ann, "#mar #sol");
  REQUIRE(world.Edit(image, "#sol").ok());
  world.cloud.ForgetStarted();  // the row of the old tag is still there
  CHECK(world.RowTags(image).contains("mar"));
  CHECK(world.Listed(world.bob, "mar").empty());
  CHECK(world.Listed(world.bob, "sol") == World::Refs{image});
  auto call = world.cloud.NewCall();
  REQUIRE(RemoveImage({world.services, call}, image).ok());
  CHECK(world.Listed(world.bob, "sol").empty());
  CHECK(world.Explored(world.bob).empty());
}

TEST_CASE("Explore has all recent photos of others, one of each person in a page") {
  World world;
  const auto people = world.Crowd(5);
  World::Refs shared;
  for (int i = 0; i < 10; ++i)
    shared.push_back(world.Share(people[static_cast<size_t>(i) / 2], ""));
  world.Share(world.bob, "");
  World::Refs newest;
  for (int i = 9; i > 0; i -= 2) newest.push_back(shared[static_cast<size_t>(i)]);
  CHECK(world.Explored(world.bob, 20).size() >= newest.size());
  auto call = world.cloud.NewCall();
  const auto page = ReadExplore({world.services, call}, world.bob.id, 0, 20);
  REQUIRE(page.ok());
  std::set<UserId> authors;
  for (const auto& item : page->items) {
    CHECK(authors.insert(item.author.id).second);
    CHECK(item.author.id != world.bob.id);
  }
  CHECK(page->items.front().image.ref == shared.back());
  REQUIRE(Mute({world.services, call}, world.bob.id, people[4].id).ok());
  world.cloud.Block(people[3], world.bob);
  for (const auto& ref : world.Explored(world.bob)) {
    CHECK(ref.author != people[4].id);
    CHECK(ref.author != people[3].id);
  }
  world.cloud.now += schema::kFeedWindow + std::chrono::days(1);
  CHECK(world.Explored(world.bob).empty());
}

TEST_CASE("who publishes all day has no more of an Explore page than who publishes once") {
  World world;
  const auto people = world.Crowd(12);
  for (int i = 0; i < 60; ++i) world.Share(world.ann, "");
  for (const auto& person : people) world.Share(person, "");
  for (int i = 0; i < 60; ++i) world.Share(world.ann, "");
  const auto shown = world.Explored(world.bob);
  std::set<UserId> authors;
  for (const auto& ref : shown) authors.insert(ref.author);
  CHECK(authors.size() == people.size() + 1);
  const auto of_ann =
      std::ranges::count_if(shown, [&](const ImageRef& ref) { return ref.author == world.ann.id; });
  CHECK(of_ann <= 4);
}

TEST_CASE("a page costs at most 60 units and 3 round trips, however many photos there are") {
  for (const int photos : {40, 400}) {
    World world;
    const auto refs = world.Fill(world.Crowd(25), photos);
    for (const auto& ref : refs) {
      if (ref.author.value() % 2 == 0) world.Like(world.bob, ref);
    }
    for (const auto& cost : {CostOfTag(world), CostOfTag(world, refs[20].image),
                             CostOfExplore(world), CostOfExplore(world, refs[20].image)}) {
      INFO(photos << " photos: " << cost.units << " units for " << cost.page.items.size());
      CHECK(cost.units <= kTagPageUnits);
      CHECK(cost.round_trips == 3);
      CHECK(cost.page.items.size() >= 2);
      CHECK(cost.page.next != 0);
    }
  }
}

TEST_CASE("a page of hidden people, all of whose photos are liked, costs no more") {
  World world;
  const auto people = world.Crowd(20);
  const auto refs = world.Fill(people, 60);
  for (const auto& ref : refs) world.Like(world.bob, ref);
  const auto all = CostOfTag(world);
  INFO(all.units << " units for " << all.page.items.size());
  CHECK(all.units <= kTagPageUnits);
  auto call = world.cloud.NewCall();
  const Context context{world.services, call};
  for (const auto& person : people) {
    REQUIRE(Block(context, world.bob.id, person.id).ok());
    REQUIRE(Block(context, person.id, world.bob.id).ok());
    REQUIRE(Mute(context, world.bob.id, person.id).ok());
  }
  for (const auto& cost : {CostOfTag(world), CostOfExplore(world)}) {
    CHECK(cost.page.items.empty());
    CHECK(cost.page.next != 0);
    CHECK(cost.units <= kTagPageUnits);
  }
}

TEST_CASE("whatever was published when, pages show it once and in order") {
  World world;
  const auto people = world.Crowd(6);
  World::Refs refs;
  for (int i = 0; i < 120; ++i) {
    const auto at = world.cloud.now - std::chrono::seconds(i * i % 977);
    refs.push_back(world.Store(people[static_cast<size_t>(i) % 6], "#mar", at));
  }
  CHECK(world.Listed(world.bob, "mar") == world.Sorted(refs));
  CHECK(world.Listed(world.bob, "mar", 2) == world.Sorted(refs));
}

TEST_CASE("a first page of a process that has warmed up costs as any other") {
  World world;
  world.Fill(world.Crowd(20), 60);
  auto process = world.cloud.NewProcess([] { return nullptr; });
  auto once = world.cloud.NewCall();
  REQUIRE(WarmUpFeedAndTags({process.services, once}).ok());
  auto call = world.cloud.NewCall();
  REQUIRE(ReadTagPage({process.services, call}, world.bob.id, "mar", 0, 20).ok());
  CHECK(call.read_units <= kTagPageUnits);
}
