#include "fotogal/account/account_change.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"
#include "tests/support/ledger.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  Op op = 4711;

  User Current() {
    auto call = cloud.NewCall();
    return (*FindUser({cloud.services(), call}, ann.id)).value();
  }
  // Through its job row, as after a crash.
  void Run(const AccountChange& change) {
    auto call = cloud.NewCall();
    REQUIRE(QueueAccountChange({cloud.services(), call}, op, change).ok());
    cloud.RunJobs();
    CHECK(cloud.Rows(schema::kJobs).empty());
  }
  bool Finish(const AccountChange& change) {
    auto call = cloud.NewCall();
    return FinishAccountChange({cloud.services(), call}, op, change).value() == StepResult::kDone;
  }
};

}  // namespace

TEST_CASE("names the account does not carry are given up, its own are kept") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const auto claim = NewClaim({bench.cloud.services(), call}, bench.ann.id, bench.op);
  REQUIRE_FALSE(Reserve(claim, UsernameKey("wanted")).value().empty());
  AccountChange change;
  change.user = bench.ann.id;
  change.names = {UsernameKey("wanted"), UsernameKey("ann")};
  CHECK_FALSE(bench.Finish(change));  // the reservation still runs
  bench.Run(change);
  auto later = bench.cloud.NewCall();
  CHECK_FALSE(FindByName({bench.cloud.services(), later}, UsernameKey("wanted"))->has_value());
  CHECK(tests::AccountDifference({bench.cloud.services(), later}, {{"ann", "ann@example.com"}}) ==
        "");
}

TEST_CASE("the directory holds what the account is, not what it was to be") {
  Bench bench;
  User was_to_be = bench.Current();
  was_to_be.full_name = "Somebody Else";
  auto call = bench.cloud.NewCall();
  REQUIRE(AddToDirectory({bench.cloud.services(), call}, was_to_be).ok());
  AccountChange change;
  change.user = bench.ann.id;
  change.listed = {ListingOf(bench.Current()), ListingOf(was_to_be)};
  const auto rows = bench.cloud.Rows(schema::kDirectory).size();
  bench.Run(change);
  CHECK(bench.cloud.Rows(schema::kDirectory).size() < rows);
  auto later = bench.cloud.NewCall();
  CHECK(Search({bench.cloud.services(), later}, "somebody", {}, 10)->people.empty());
  CHECK(Search({bench.cloud.services(), later}, "ann", {}, 10)->people.size() == 1);
}

TEST_CASE("sessions end only when the password that was set is the account's") {
  Bench bench;
  const auto other = bench.cloud.StartSession(bench.ann);
  AccountChange change;
  change.user = bench.ann.id;
  change.kept_session = bench.ann.session_id;
  change.password_hash = Sha256Base64Url("of a change that did not come about");
  bench.Run(change);
  CHECK(bench.cloud.Rows(schema::kSessions).size() == 2);
  change.password_hash = Sha256Base64Url(bench.Current().password_hash);
  bench.Run(change);
  auto call = bench.cloud.NewCall();
  CHECK(FindSession({bench.cloud.services(), call}, bench.ann.session_id)->has_value());
  CHECK_FALSE(FindSession({bench.cloud.services(), call}, other.session_id)->has_value());
}

TEST_CASE("who asked to follow is let in only if the account is public by then") {
  for (const bool is_private : {true, false}) {
    tests::TestCloud cloud;
    const auto ann = cloud.SignUp("ann", true), bob = cloud.SignUp("bob");
    CHECK(cloud.Follow(bob, ann).body["relation"] == "requested");
    auto call = cloud.NewCall();
    if (!is_private) cloud.SetOfUser(ann, "is_private = false");
    AccountChange change;
    change.user = ann.id;
    change.approve = true;
    REQUIRE(QueueAccountChange({cloud.services(), call}, 4711, change).ok());
    cloud.RunJobs();
    const auto edges = cloud.Rows(schema::kFollows);
    REQUIRE(edges.size() == 1);
    CHECK(edges[0]["state"] == (is_private ? "pending" : "accepted"));
    CHECK(cloud.CounterDifference() == "");
  }
}

TEST_CASE("of a deleted account nothing that the row names is left, but for the names kept") {
  Bench bench;
  AccountChange change;
  change.user = bench.ann.id;
  change.names = {UsernameKey("ann"), EmailKey("ann@example.com")};
  change.listed = {ListingOf(bench.Current())};
  auto call = bench.cloud.NewCall();
  REQUIRE(QueueAccountChange({bench.cloud.services(), call}, bench.op, change).ok());
  const auto stored = bench.cloud.Rows(schema::kJobs).at(0).at("arguments").get<AccountChange>();
  REQUIRE(EraseAccountChange({bench.cloud.services(), call}, stored, {UsernameKey("ann")}).ok());
  CHECK(bench.cloud.Rows(schema::kDirectory).empty());
  const auto names = bench.cloud.Rows(schema::kIdentities);
  REQUIRE(names.size() == 1);
  CHECK(names[0]["name"] == UsernameKey("ann"));
}
