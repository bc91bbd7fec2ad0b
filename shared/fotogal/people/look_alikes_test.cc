#include "fotogal/people/look_alikes.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

bool Alike(std::string_view one, std::string_view other) {
  return SkeletonOf(one) == SkeletonOf(other);
}

struct Bench : tests::World {
  Summary SummaryFor(const tests::Person& person) {
    Summary summary;
    summary.id = person.id;
    summary.username = person.username;
    return summary;
  }
  std::map<UserId, std::set<UserId>> Of(const std::vector<tests::Person>& people) {
    std::vector<Summary> summaries;
    for (const auto& person : people) summaries.push_back(SummaryFor(person));
    auto call = cloud.NewCall();
    const auto found = LookAlikesOf({services, call}, summaries);
    REQUIRE(found.ok());
    units = call.read_units;
    return *found;
  }
  int units = 0;
};

}  // namespace

TEST_CASE("usernames that are taken for each other have one skeleton") {
  CHECK(Alike("marina.alves", "marina.aives"));
  CHECK(Alike("marina.alves", "rnarina_a1ves"));
  CHECK(Alike("marina.alves", "marinaalves"));
  CHECK(Alike("bob", "b0b"));
  CHECK(Alike("bob", "8ob"));
  CHECK(Alike("zoe.quinn", "2oe.9uinn"));
  CHECK(Alike("sue", "5ue"));
  CHECK(Alike("gus", "qus"));
  CHECK(Alike("wim", "vvim"));
  CHECK(Alike("dan", "clan"));
  CHECK(Alike("dan", "c1an"));
  CHECK(Alike("clclrnvv", "ddmw"));
}

TEST_CASE("usernames that are read apart have different skeletons") {
  CHECK_FALSE(Alike("ann", "anna"));
  CHECK_FALSE(Alike("ann", "an"));  // a letter more is seen
  CHECK_FALSE(Alike("marina.alves", "marina.alvez"));
  CHECK_FALSE(Alike("marina", "martina"));
  CHECK_FALSE(Alike("user1", "user2"));
  CHECK_FALSE(Alike("nr", "rn"));
}

TEST_CASE("others with the skeleton are found for each of a page, by one query") {
  Bench bench;
  const auto alves = bench.cloud.SignUp("marina.alves"), aives = bench.cloud.SignUp("marina.aives"),
             bob = bench.cloud.SignUp("bob");
  CHECK(bench.Of({}).empty());
  CHECK(bench.Of({bob}).empty());
  CHECK(bench.Of({alves, bob}) == std::map<UserId, std::set<UserId>>{{alves.id, {aives.id}}});
  CHECK(bench.Of({alves, bob, aives}) ==
        std::map<UserId, std::set<UserId>>{{alves.id, {aives.id}}, {aives.id, {alves.id}}});
}

TEST_CASE("a page of twenty people costs a unit each, and a crowd of look-alikes is cut off") {
  Bench bench;
  std::vector<tests::Person> page;
  for (int i = 0; i < 20; ++i)
    page.push_back(bench.cloud.SignUp("person." + std::string(1, static_cast<char>('a' + i))));
  (void)bench.Of(page);  // prepares the statement
  (void)bench.Of(page);
  INFO(bench.units << " read units");
  CHECK(bench.units <= 22);
  auto call = bench.cloud.NewCall();
  for (Id one = 1; one <= 300; ++one) {
    REQUIRE(
        bench.services.nosql
            ->Put(call, schema::kDirectory,
                  {{"prefix", SkeletonPrefix(page[0].username)}, {"term", ""}, {"user_id", one}})
            .ok());
  }
  (void)bench.Of(page);
  INFO(bench.units << " read units with a crowd");
  CHECK(bench.units <= 110);
}
