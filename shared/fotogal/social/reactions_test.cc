#include "fotogal/social/reactions.h"

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <thread>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnn {
  ImageRef image = *ParseImageRef(cloud.Upload(ann));

  Outcome<ReactionCounts> Do(UserId user, Reaction reaction, bool back = false) {
    auto call = cloud.NewCall();
    auto found = FindImage({cloud.services(), call}, image);
    if (!found.ok()) return found.error();
    auto standing = FindReaction({cloud.services(), call}, user, image);
    if (!standing.ok()) return standing.error();
    auto counts = back ? TakeBack({cloud.services(), call}, user, **found, *standing, reaction)
                       : React({cloud.services(), call}, user, **found, *standing, reaction);
    cloud.now += std::chrono::milliseconds(1);
    return counts;
  }
  // "likes/dislikes mine"
  std::string After(UserId user, Reaction reaction, bool back = false) {
    const auto counts = Do(user, reaction, back);
    if (!counts.ok()) return counts.error().code;
    return std::to_string(counts->like_count) + "/" + std::to_string(counts->dislike_count) + " " +
           NameOf(counts->mine);
  }
  std::string Stored() {
    auto call = cloud.NewCall();
    const auto found = FindImage({cloud.services(), call}, image);
    return std::to_string((*found)->like_count) + "/" + std::to_string((*found)->dislike_count);
  }
};

}  // namespace

TEST_CASE("a like and a dislike exclude each other, and saying so twice changes nothing") {
  Bench bench;
  const struct {
    Reaction reaction;
    bool back;
    std::string after;
  } steps[] = {{Reaction::kLike, false, "1/0 like"},
               {Reaction::kLike, false, "1/0 like"},
               {Reaction::kDislike, true, "1/0 like"},
               {Reaction::kDislike, false, "0/1 dislike"},
               {Reaction::kDislike, false, "0/1 dislike"},
               {Reaction::kLike, true, "0/1 dislike"},
               {Reaction::kDislike, true, "0/0 "},
               {Reaction::kDislike, true, "0/0 "},
               {Reaction::kLike, true, "0/0 "},
               {Reaction::kLike, false, "1/0 like"},
               {Reaction::kLike, true, "0/0 "}};
  for (const auto& [reaction, back, after] : steps) {
    INFO((back ? "take back " : "") << NameOf(reaction));
    CHECK(bench.After(7, reaction, back) == after);
    CHECK(bench.Stored() == after.substr(0, 3));
    CHECK(bench.cloud.CounterDifference() == "");
  }
}

TEST_CASE("people's reactions add up, and each sees his own") {
  Bench bench;
  for (Id user = 100; user < 110; ++user)
    REQUIRE(bench.Do(user, user % 3 == 0 ? Reaction::kDislike : Reaction::kLike).ok());
  CHECK(bench.Stored() == "7/3");
  auto call = bench.cloud.NewCall();
  std::vector<UserId> likers;
  UserId after = 0;
  for (;;) {
    const auto page = Likers({bench.cloud.services(), call}, bench.image, after, 3);
    REQUIRE(page.ok());
    if (page->empty()) break;
    CHECK(page->size() <= 3);
    likers.insert(likers.end(), page->begin(), page->end());
    after = likers.back();
  }
  CHECK(likers == std::vector<UserId>{100, 101, 103, 104, 106, 107, 109});
  const ImageRef elsewhere{bench.image.author, bench.image.image.value() + 1};
  const Context context{bench.cloud.services(), call};
  const auto mine = ReactionsTo(context, 102, {elsewhere, bench.image, bench.image});
  REQUIRE(mine.ok());
  CHECK(*mine == std::map<ImageRef, Reaction>{{bench.image, Reaction::kDislike}});
  CHECK(ReactionsTo(context, 102, {})->empty());
}

TEST_CASE("any row of changes by several people, cut off anywhere, ends where it was told to") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Bench bench;
  const Reaction kinds[] = {Reaction::kLike, Reaction::kDislike};
  for (int round = 0; round < 60; ++round) {
    const UserId user = 7 + static_cast<Id>(random() % 3);
    const Reaction reaction = kinds[random() % 2];
    const bool back = random() % 3 == 0;
    if (random() % 2 == 0) {
      bench.cloud.transport().FailFrom(1 + static_cast<int>(random() % 7),
                                       static_cast<Fault>(random() % 3));
      (void)bench.Do(user, reaction, back);
      bench.cloud.transport().Recover();
      if (random() % 4 == 0) bench.cloud.now += std::chrono::minutes(5);  // too old to move
    }
    const auto counts = bench.Do(user, reaction, back);
    REQUIRE(counts.ok());
    CHECK((back ? counts->mine != reaction : counts->mine == reaction));
  }
  for (Id user = 7; user < 10; ++user) REQUIRE(bench.Do(user, Reaction::kLike).ok());
  CHECK(bench.Stored() == "3/0");
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("one person's contrary wishes at once leave one of them, counted once") {
  Bench bench;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&bench, i] {
      auto call = bench.cloud.NewCall();
      auto& services = bench.cloud.services();
      const auto image = FindImage({services, call}, bench.image);
      const auto standing = FindReaction({services, call}, 7, bench.image);
      (void)React({services, call}, 7, **image, *standing,
                  i % 2 == 0 ? Reaction::kLike : Reaction::kDislike);
    });
  }
  for (auto& thread : threads) thread.join();
  const auto last = bench.After(7, Reaction::kDislike);
  CHECK(last == "0/1 dislike");
  CHECK(bench.cloud.CounterDifference() == "");
}
