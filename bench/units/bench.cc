// What pages cost in requests, round trips and read units, as the stand-in counts them with the
// rules of the service. Prints rows of the table in bench/results/units.md.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <functional>

#include "fotogal/feed/suggestions.h"
#include "fotogal/feed/tag_pages.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/comments.h"
#include "functions/page/handler.h"
#include "tests/support/feed_bench.h"
#include "tests/support/tagged_world.h"

using namespace fotogal;
using tests::Person;

namespace {

constexpr int kPeople = 22;
constexpr int kPage = 20;

struct World : tests::TaggedWorld {
  std::vector<Person> crowd;

  // Everybody has a photo with a tag, Bob follows all, likes all, and each follows the next ten.
  World() {
    for (int i = 0; i < kPeople; ++i) crowd.push_back(cloud.SignUp("person" + std::to_string(i)));
    bob = cloud.StartSession(bob);
    for (const auto& person : crowd) {
      REQUIRE(cloud.Follow(bob, person).status == 200);
      const auto image = Share(person, "#mar");
      cloud.React(bob, ToString(image), "PUT", "like");
      cloud.now += std::chrono::hours(1);
      bob = cloud.StartSession(bob);
    }
    for (size_t i = 0; i < crowd.size(); ++i) {
      crowd[i] = cloud.StartSession(crowd[i]);
      for (size_t next = 1; next <= 10; ++next)
        cloud.Follow(crowd[i], crowd[(i + next) % crowd.size()]);
    }
    cloud.RunJobs();
    bob = cloud.StartSession(bob);
  }

  FeedPage Feed() {
    auto call = cloud.NewCall();
    return *ReadFeed({services, call}, bob.id, {}, kPage);
  }

  using Read = std::function<bool(const Context& context)>;
  void Row(const char* what, const Read& read) {
    for (int i = 0; i < 3; ++i) {  // prepares, and learns how much is published
      auto call = cloud.NewCall();
      REQUIRE(read({services, call}));
    }
    auto call = cloud.NewCall();
    const int before = oci::round_trips;
    REQUIRE(read({services, call}));
    std::printf("| %s | %d | %d | %d |\n", what, call.requests.load(), oci::round_trips - before,
                call.read_units.load());
  }
  void FeedRow(const char* what) {
    Row(what, [&](const Context& context) {
      const auto page = ReadFeed(context, bob.id, {}, kPage);
      return page.ok() && page->items.size() == kPage;
    });
  }
};

}  // namespace

TEST_CASE("pages") {
  World world;
  world.FeedRow("feed page of 20 photos by 20 people, all liked");
  auto call = world.cloud.NewCall();
  const Context context{world.services, call};
  for (const auto& item : world.Feed().items)
    REQUIRE(AddBookmark(context, world.bob.id, item.image.ref).ok());
  world.FeedRow("the same, all bookmarked");
  size_t writer = 0;
  for (const auto& item : world.Feed().items)
    REQUIRE(
        PostComment(context, world.crowd[writer++].id, item.image.ref, "What a light!", "").ok());
  world.FeedRow("the same, and with a comment below each");
  world.Row("page of a tag, up to 9 photos", [&](const Context& once) {
    const auto page = ReadTagPage(once, world.bob.id, "mar", 0, kPage);
    return page.ok() && !page->items.empty();
  });
  world.Row("page of Explore, up to 9 photos", [&](const Context& once) {
    const auto page = ReadExplore(once, world.bob.id, 0, kPage);
    return page.ok() && !page->items.empty();
  });
  world.Row("people to meet, before they are looked at",
            [&](const Context& once) { return PeopleToMeet(once, world.bob.id).ok(); });
  const auto popular = world.Share(world.ann, "words");
  for (const auto& person : world.crowd) {
    REQUIRE(PostComment(context, person.id, popular, "hello @ann", "").ok());
    world.Tick();
  }
  world.Row("page of 20 notifications", [&](const Context& once) {
    const auto page = ReadNotifications(once, world.ann.id, 0, kPage);
    return page.ok() && !page->items.empty();
  });
}
