#include "fotogal/people/named.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

TEST_CASE("different people are in their order, without nobody, as many as asked for") {
  using People = std::vector<UserId>;
  CHECK(DifferentPeople({3, 0, 1, 3, 2}) == People{3, 1, 2});
  CHECK(DifferentPeople({3, 0, 1, 3, 2}, 2) == People{3, 1});
  People many;
  for (Id id = 1; id < 100; ++id) many.emplace_back(id);
  CHECK(DifferentPeople(many).size() == kMostNamed);
}

TEST_CASE("people are named as they are called now; not those who are gone or blocked") {
  tests::WorldOfAnImage world;
  auto& ann = world.ann;
  auto& bob = world.bob;
  auto& eve = world.eve;
  const auto names = [&](const std::vector<UserId>& people) {
    auto call = world.cloud.NewCall();
    const auto named = NamedTo({world.services, call}, ann.id, people);
    REQUIRE(named.ok());
    return *named;
  };
  world.cloud.SetOfUser(bob, R"(username = "bobby")");
  CHECK(names({bob.id, 0, eve.id, 999}) == Named{{bob.id, "bobby"}, {eve.id, "eve"}});
  world.cloud.Block(eve, ann);
  CHECK(names({bob.id, eve.id}) == Named{{bob.id, "bobby"}});
  world.cloud.SetOfUser(bob, "deleting = true");
  CHECK(names({bob.id, eve.id}).empty());
  const int before = oci::round_trips;
  CHECK(names({0}).empty());
  CHECK(oci::round_trips == before);
}
