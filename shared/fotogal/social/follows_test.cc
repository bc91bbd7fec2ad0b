#include "fotogal/social/follows.h"

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "fotogal/social/blocks.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  tests::Person secret = cloud.SignUp("secret", true);

  // The state, or the problem's code.
  std::string FollowOf(const tests::Person& by, const tests::Person& whom) {
    auto call = cloud.NewCall();
    const auto user = FindUser({cloud.services(), call}, whom.id);
    if (!user.ok()) return user.error().code;
    const auto state = Follow({cloud.services(), call}, by.id, **user);
    cloud.now += std::chrono::milliseconds(1);
    return state.ok() ? Name(*state) : state.error().code;
  }
  std::string UnfollowOf(const tests::Person& by, const tests::Person& whom) {
    auto call = cloud.NewCall();
    const auto done = Unfollow({cloud.services(), call}, by.id, whom.id);
    cloud.now += std::chrono::milliseconds(1);
    return done.ok() ? "" : done.error().code;
  }
  std::string ApproveOf(const tests::Person& by, const tests::Person& whom) {
    auto call = cloud.NewCall();
    const auto state = Approve({cloud.services(), call}, by.id, whom.id);
    cloud.now += std::chrono::milliseconds(1);
    return state.ok() ? Name(*state) : state.error().code;
  }
  std::string StateOf(const tests::Person& by, const tests::Person& whom) {
    auto call = cloud.NewCall();
    const auto relation = FindRelation({cloud.services(), call}, by.id, whom.id);
    REQUIRE(relation.ok());
    return Name(relation->follow);
  }
  static std::string Name(FollowState state) {
    return state == FollowState::kNone        ? "none"
           : state == FollowState::kRequested ? "requested"
                                              : "following";
  }
};

}  // namespace

TEST_CASE("a public account is followed at once, a private one asked; both can be repeated") {
  Bench bench;
  for (int i = 0; i < 2; ++i) {
    CHECK(bench.FollowOf(bench.bob, bench.ann) == "following");
    CHECK(bench.FollowOf(bench.bob, bench.secret) == "requested");
    CHECK(bench.StateOf(bench.bob, bench.ann) == "following");
    CHECK(bench.StateOf(bench.bob, bench.secret) == "requested");
    CHECK(bench.StateOf(bench.ann, bench.bob) == "none");
    CHECK(bench.cloud.CounterDifference() == "");
  }
  for (int i = 0; i < 2; ++i) {
    CHECK(bench.ApproveOf(bench.bob, bench.secret) == "following");
    CHECK(bench.StateOf(bench.bob, bench.secret) == "following");
  }
  CHECK(bench.ApproveOf(bench.ann, bench.secret) == "none");
  for (int i = 0; i < 2; ++i) {
    CHECK(bench.UnfollowOf(bench.bob, bench.ann) == "");
    CHECK(bench.UnfollowOf(bench.bob, bench.secret) == "");
    CHECK(bench.StateOf(bench.bob, bench.secret) == "none");
  }
  CHECK(bench.cloud.Rows(schema::kFollows).empty());
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("across a block nobody follows, and nobody learns why") {
  Bench bench;
  bench.cloud.Block(bench.ann, bench.bob);
  CHECK(bench.FollowOf(bench.bob, bench.ann) == "not_found");
  CHECK(bench.FollowOf(bench.ann, bench.bob) == "not_found");
  CHECK(bench.cloud.Rows(schema::kFollows).empty());
}

TEST_CASE("lists of both sides: people once each, page by page, of the state asked for") {
  Bench bench;
  std::set<UserId> followers;
  for (int i = 0; i < 5; ++i) {
    const auto person = bench.cloud.SignUp("person" + std::to_string(i));
    REQUIRE(bench.FollowOf(person, bench.ann) == "following");
    REQUIRE(bench.FollowOf(person, bench.secret) == "requested");
    followers.insert(person.id);
  }
  auto call = bench.cloud.NewCall();
  auto& services = bench.cloud.services();
  for (const auto& [whom, state] : {std::pair(bench.ann.id, FollowState::kFollowing),
                                    std::pair(bench.secret.id, FollowState::kRequested)}) {
    std::set<UserId> listed;
    std::string page;
    do {
      const auto some = FollowersOf({services, call}, whom, state, page, 2);
      REQUIRE(some.ok());
      for (const UserId id : some->people) CHECK(listed.insert(id).second);
      page = some->next;
    } while (!page.empty());
    CHECK(listed == followers);
  }
  CHECK(
      FollowersOf({services, call}, bench.ann.id, FollowState::kRequested, "", 9)->people.empty());
  const UserId person = *followers.begin();
  CHECK(*FollowedBy({services, call}, person, FollowState::kFollowing, 0, 9) ==
        std::vector<UserId>{bench.ann.id});
  CHECK(FollowedBy({services, call}, person, FollowState::kFollowing, bench.ann.id, 9)->empty());
  const auto states =
      FollowStatesOf({services, call}, person, {bench.ann.id, bench.secret.id, bench.bob.id, 404});
  REQUIRE(states.ok());
  CHECK(states->size() == 2);
  CHECK(states->at(bench.secret.id) == FollowState::kRequested);
}

TEST_CASE("changes cut off anywhere are finished by the next, and both sides agree") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Bench bench;
  for (int round = 0; round < 60; ++round) {
    const auto& whom = random() % 2 == 0 ? bench.ann : bench.secret;
    const int act = static_cast<int>(random() % 3);
    const auto once = [&] {
      if (act == 0) return bench.FollowOf(bench.bob, whom);
      if (act == 1) return bench.UnfollowOf(bench.bob, whom);
      return bench.ApproveOf(bench.bob, whom);
    };
    if (random() % 2 == 0) {
      bench.cloud.transport().FailFrom(1 + static_cast<int>(random() % 9),
                                       static_cast<Fault>(random() % 3));
      (void)once();
      bench.cloud.transport().Recover();
      if (random() % 4 == 0) bench.cloud.now += std::chrono::minutes(5);  // too old to move
    }
    const auto result = once();
    INFO(act << ": " << result);
    CHECK(result != "temporarily_unavailable");
    CHECK(result != "internal");
  }
  for (const auto* whom : {&bench.ann, &bench.secret})
    CHECK(bench.UnfollowOf(bench.bob, *whom) == "");
  CHECK(bench.cloud.Rows(schema::kFollows).empty());
  CHECK(bench.cloud.CounterDifference() == "");
}
