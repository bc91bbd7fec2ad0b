#include "fotogal/people/identities.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

const std::string kName = UsernameKey("wanted");

struct Bench : tests::World {
  std::unique_ptr<oci::Call> call{new oci::Call(cloud.NewCall())};

  Claim ClaimOf(UserId user, Op op) { return NewClaim({cloud.services(), *call}, user, op); }
  std::optional<UserId> Owner() { return FindByName({cloud.services(), *call}, kName).value(); }
  void EndReservations() {
    cloud.now += schema::kReservation + std::chrono::seconds(1);
    call.reset(new oci::Call(cloud.NewCall()));
  }
};

}  // namespace

TEST_CASE("keys tell names apart and hide addresses") {
  CHECK(UsernameKey("ann") == "u:ann");
  CHECK(EmailKey("ann@example.com") != EmailKey("ann@example.org"));
  CHECK(EmailKey("ann@example.com").find("ann") == std::string::npos);
  CHECK(EmailKey("ann@example.com").size() <= 64);
}

TEST_CASE("a reserved name is nobody else's until the reservation ends") {
  Bench bench;
  const auto first = bench.ClaimOf(1, 11), second = bench.ClaimOf(2, 22);
  REQUIRE_FALSE(Reserve(first, kName).value().empty());
  CHECK(Reserve(second, kName).value().empty());
  CHECK_FALSE(bench.Owner());  // there is no such account
  bench.EndReservations();
  const auto late = bench.ClaimOf(2, 22);
  CHECK_FALSE(Reserve(late, kName).value().empty());
}

TEST_CASE("a retry of the same claim finds what it reserved") {
  Bench bench;
  const auto claim = bench.ClaimOf(1, 11);
  REQUIRE_FALSE(Reserve(claim, kName).value().empty());
  const auto again = Reserve(claim, kName).value();
  REQUIRE_FALSE(again.empty());
  CHECK(Confirm(claim, kName, again).value());
  REQUIRE(ReleaseName({bench.cloud.services(), *bench.call}, 1, kName).ok());
  CHECK_FALSE(Confirm(claim, kName, again).value());
}

TEST_CASE("a claim releases what it reserved and nothing else") {
  Bench bench;
  const auto mine = bench.ClaimOf(1, 11), other = bench.ClaimOf(2, 22);
  REQUIRE_FALSE(Reserve(mine, kName).value().empty());
  REQUIRE(Release(other, kName).ok());
  CHECK(bench.cloud.Rows(schema::kIdentities).size() == 1);
  REQUIRE(Release(mine, kName).ok());
  CHECK(bench.cloud.Rows(schema::kIdentities).empty());
  CHECK(Release(mine, kName).ok());
}

TEST_CASE("a claim is in time until shortly before its reservation ends") {
  Bench bench;
  const auto claim = bench.ClaimOf(1, 11);
  CHECK(InTime(claim));
  bench.cloud.now += schema::kReservation;
  auto later = bench.cloud.NewCall();
  CHECK_FALSE(
      InTime({claim.context.services, later, claim.user_id, claim.op, claim.reserved_until}));
}

TEST_CASE("an account's name can be left, and is its own while the account carries it") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("wanted");
  CHECK(bench.Owner() == ann.id);
  const auto claim = bench.ClaimOf(ann.id, 33);
  REQUIRE(TurnIntoReservation(claim, kName).ok());
  CHECK(bench.Owner() == ann.id);
  bench.EndReservations();
  CHECK(RepairName({bench.cloud.services(), *bench.call}, ann.id, kName).value());
  CHECK(bench.Owner() == ann.id);
  CHECK(Reserve(bench.ClaimOf(7, 77), kName).value().empty());
}

TEST_CASE("only its own account gives a name up") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("wanted");
  REQUIRE(ReleaseName({bench.cloud.services(), *bench.call}, ann.id.value() + 1, kName).ok());
  CHECK(bench.Owner() == ann.id);
  REQUIRE(ReleaseName({bench.cloud.services(), *bench.call}, ann.id, kName).ok());
  CHECK_FALSE(bench.Owner());
}

TEST_CASE(
    "a name that was given up is kept for its account alone, and without a trace after that") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("wanted");
  const Context context{bench.cloud.services(), *bench.call};
  REQUIRE(GiveUpName(context, ann.id.value() + 1, kName).ok());
  CHECK(bench.Owner() == ann.id);
  REQUIRE(GiveUpName(context, ann.id, kName).ok());
  REQUIRE(context.Delete(schema::kUsers, KeyOfUser(ann.id)).ok());
  CHECK_FALSE(bench.Owner());
  CHECK(Reserve(bench.ClaimOf(7, 77), kName).value().empty());
  CHECK(RepairName(context, ann.id, kName).value());  // there is nothing to do
  REQUIRE(ReleaseName(context, ann.id, kName).ok());
  CHECK(Reserve(bench.ClaimOf(7, 77), kName).value().empty());

  const auto claim = bench.ClaimOf(ann.id, 33);
  REQUIRE_FALSE(Reserve(claim, kName).value().empty());
  REQUIRE(Release(claim, kName).ok());  // the change has failed: it is kept as before
  CHECK(Reserve(bench.ClaimOf(7, 77), kName).value().empty());

  bench.cloud.now += schema::kNameKept;
  bench.EndReservations();
  CHECK_FALSE(Reserve(bench.ClaimOf(7, 77), kName).value().empty());
  const auto rows = bench.cloud.Rows(schema::kIdentities);
  for (const auto& row : rows) {
    if (row["name"] == kName) CHECK(row["kept_until"] == 0);
  }
}

TEST_CASE("several names are found at once, each as it is alone") {
  tests::WorldOfAnnAndBob world;
  auto call = world.cloud.NewCall();
  const Context context{world.services, call};
  const auto claim = NewClaim(context, world.bob.id, 7);
  REQUIRE_FALSE(Reserve(claim, UsernameKey("taken")).value().empty());  // and not confirmed
  REQUIRE(GiveUpName(context, world.ann.id, UsernameKey("ann")).ok());
  const std::vector<std::string> names = {UsernameKey("bob"), UsernameKey("nobody"),
                                          UsernameKey("taken"), UsernameKey("ann")};
  CHECK(FindByNames(context, names).value() ==
        std::vector<UserId>{world.bob.id, kNobody, kNobody, kNobody});
  world.cloud.SetOfUser(world.bob, R"(username = "taken")");
  CHECK(FindByNames(context, {names[2]}).value() == std::vector<UserId>{world.bob.id});
  CHECK(FindByNames(context, {}).value().empty());
}
