#include "fotogal/feed/suggestions.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Person;

namespace {

struct World : tests::WorldOfAnnAndBob {
  std::vector<Person> Crowd(const std::string& name, int size) {
    std::vector<Person> people;
    for (int i = 0; i < size; ++i) people.push_back(cloud.SignUp(name + std::to_string(i)));
    bob = cloud.StartSession(bob);
    ann = cloud.StartSession(ann);
    return people;
  }
  void Follow(const Person& follower, const Person& followee) {
    REQUIRE(cloud.Follow(follower, followee).status == 200);
    cloud.RunStarted();
  }
  std::vector<UserId> Meets(const Person& viewer) {
    auto call = cloud.NewCall();
    const auto people = PeopleToMeet({services, call}, viewer.id);
    REQUIRE(people.ok());
    return *people;
  }
};

}  // namespace

TEST_CASE("first come those whom several friends follow, then those of one, then who publishes") {
  World world;
  const auto friends = world.Crowd("friend", 3);
  const auto others = world.Crowd("other", 2);
  for (const auto& one : friends) world.Follow(world.bob, one);
  world.Follow(friends[0], others[1]);
  world.Follow(friends[1], others[0]);
  world.Follow(friends[2], others[1]);
  world.Follow(friends[0], friends[1]);  // followed already
  world.Follow(friends[0], world.bob);   // the viewer
  const auto publisher = world.cloud.SignUp("publisher");
  world.cloud.Upload(publisher);
  world.cloud.Upload(world.bob);
  world.cloud.Upload(others[0]);
  world.cloud.RunJobs();
  CHECK(world.Meets(world.bob) == std::vector<UserId>{others[1].id, others[0].id, publisher.id});
  // Nobody asks to be followed by whom nobody follows.
  CHECK(world.Meets(world.ann) == std::vector<UserId>{others[0].id, world.bob.id, publisher.id});
}

TEST_CASE("whoever is followed already takes nobody's place, however many there are") {
  World world;
  const auto followed = world.Crowd("followed", 25);
  const auto publisher = world.cloud.SignUp("publisher");
  for (const auto& one : followed) world.Follow(world.bob, one);
  for (const auto& one : followed) world.Follow(world.ann, one);
  for (const auto& one : world.Crowd("friend", 2)) world.Follow(one, followed[0]);
  world.Follow(world.bob, world.ann);
  for (const auto& one : {followed[0], followed[1], publisher}) world.cloud.Upload(one);
  world.cloud.RunJobs();
  CHECK(world.Meets(world.bob) == std::vector<UserId>{publisher.id});
}

TEST_CASE("a request to a private account makes nobody a friend") {
  World world;
  const auto secret = world.cloud.SignUp("secret", true);
  world.Follow(world.bob, secret);
  world.Follow(secret, world.ann);
  CHECK(world.Meets(world.bob).empty());
}

TEST_CASE("suggestions cost three round trips and so many units, whoever follows whom") {
  World world;
  const auto friends = world.Crowd("friend", 25);
  const auto others = world.Crowd("other", 15);
  for (const auto& one : friends) world.Follow(world.bob, one);
  for (const auto& one : friends) {
    for (const auto& other : others) world.Follow(one, other);
    world.cloud.Upload(one);
  }
  world.cloud.RunJobs();
  world.Meets(world.bob);  // prepares
  auto call = world.cloud.NewCall();
  const int before = oci::round_trips;
  const auto people = PeopleToMeet({world.services, call}, world.bob.id);
  REQUIRE(people.ok());
  CHECK(people->size() >= 10);
  CHECK(oci::round_trips - before == 3);
  INFO(call.read_units << " read units");
  CHECK(call.read_units <= kSuggestionUnits);
}
