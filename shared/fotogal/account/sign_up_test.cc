#include "fotogal/account/sign_up.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/password.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"
#include "tests/support/ledger.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

struct Bench : tests::World {
  Outcome<User> Create(const std::string& username, const std::string& email) {
    auto call = cloud.NewCall();
    auto user = CreateAccount({cloud.services(), call},
                              {username, email, "Name of " + username, "a long password"});
    cloud.now += std::chrono::milliseconds(1);
    return user;
  }
  std::optional<UserId> By(const std::string& login) {
    auto call = cloud.NewCall();
    const auto user = FindByLogin({cloud.services(), call}, login);
    REQUIRE(user.ok());
    return *user ? std::optional((*user)->id) : std::nullopt;
  }
  std::optional<UserId> ByUsername(const std::string& username) {
    auto call = cloud.NewCall();
    const auto id = FindByUsername({cloud.services(), call}, username);
    REQUIRE(id.ok());
    return *id;
  }
  std::string Difference(const std::map<std::string, std::string>& people) {
    auto call = cloud.NewCall();
    return tests::AccountDifference({cloud.services(), call}, people);
  }
  // Ends the call before its n-th request; what it has written stays.
  void CutAt(int n, const std::string& username, const std::string& email) {
    cloud.transport().FailFrom(n, Fault::kNotReached);
    CHECK_FALSE(Create(username, email).ok());
    cloud.transport().Recover();
  }
};

std::string CodeOf(const Outcome<User>& user) { return user.ok() ? "" : user.error().code; }

}  // namespace

TEST_CASE("an account is found by both names, however they are written") {
  Bench bench;
  const auto ann = bench.Create("ann.lee", "ann@example.com");
  REQUIRE(ann.ok());
  CHECK(VerifyPassword("a long password", ann->password_hash));
  for (const char* login : {"ann.lee", "ANN.LEE", "ann@example.com", "Ann@EXAMPLE.com"}) {
    INFO(login);
    CHECK(bench.By(login) == ann->id);
  }
  CHECK(bench.ByUsername("Ann.Lee") == ann->id);
  CHECK_FALSE(bench.ByUsername("ann@example.com"));
  for (const char* nobody :
       {"", "a", "ann", "ann.lee@example.com", "@", "ann@", "ann.lee\n", "../ann", "u:ann.lee",
        "' OR 1=1 --", "\xff\xfe", "ann@example.com.", "admin"}) {
    INFO(nobody);
    CHECK_FALSE(bench.By(nobody));
    CHECK_FALSE(bench.ByUsername(nobody));
  }
}

TEST_CASE("a taken name is refused, and the other name of the refused one is free again") {
  Bench bench;
  REQUIRE(bench.Create("ann", "ann@example.com").ok());
  CHECK(CodeOf(bench.Create("ann", "new@example.com")) == "username_taken");
  CHECK(CodeOf(bench.Create("new", "ann@example.com")) == "email_taken");
  CHECK(bench.Create("new", "new@example.com").ok());
  CHECK(bench.Difference({{"ann", "ann@example.com"}, {"new", "new@example.com"}}) == "");
}

TEST_CASE("a reservation is nobody's account, holds the name, and ends") {
  Bench bench;
  for (int n = 2; n <= 4; ++n) {
    const std::string name = "user" + std::to_string(n);
    const std::string email = name + "@example.com";
    INFO("cut at request " << n);
    bench.CutAt(n, name, email);
    CHECK_FALSE(bench.By(name));
    CHECK_FALSE(bench.By(email));
    CHECK(CodeOf(bench.Create(name, "other" + email)) == "username_taken");
    bench.cloud.now += schema::kReservation + std::chrono::seconds(1);
    CHECK(bench.Create(name, email).ok());
    CHECK(bench.By(name) == bench.By(email));
  }
  std::set<std::string> usernames;  // and the rows of the abandoned are gone
  for (const auto& row : bench.cloud.Rows(schema::kUsers))
    CHECK(usernames.insert(row["username"]).second);
}

TEST_CASE("an abandoned reservation can be taken over by somebody with another address") {
  Bench bench;
  bench.CutAt(4, "ann", "first@example.com");
  bench.cloud.now += schema::kReservation + std::chrono::seconds(1);
  REQUIRE(bench.Create("ann", "second@example.com").ok());
  CHECK_FALSE(bench.By("first@example.com"));
  REQUIRE(bench.Create("first", "first@example.com").ok());
  CHECK(bench.Difference({{"ann", "second@example.com"}, {"first", "first@example.com"}}) == "");
}

TEST_CASE("an account whose address was never confirmed keeps it all the same") {
  Bench bench;
  // Only the last request, the address's confirmation, fails: the account exists.
  int requests = 0;
  {
    Bench measure;
    const int before = measure.cloud.transport().requests();
    REQUIRE(measure.Create("ann", "ann@example.com").ok());
    requests = measure.cloud.transport().requests() - before;
  }
  bench.cloud.transport().FailFrom(requests, Fault::kLostRequest);
  const auto ann = bench.Create("ann", "ann@example.com");
  bench.cloud.transport().Recover();
  REQUIRE(ann.ok());
  CHECK(bench.By("ann@example.com") == ann->id);
  for (int i = 0; i < 2; ++i) {
    CHECK(CodeOf(bench.Create("thief", "ann@example.com")) == "email_taken");
    bench.cloud.now += schema::kReservation + std::chrono::seconds(1);
  }
  CHECK(bench.By("ann@example.com") == ann->id);
  REQUIRE(bench.Create("thief", "thief@example.com").ok());
  CHECK(bench.Difference({{"ann", "ann@example.com"}, {"thief", "thief@example.com"}}) == "");
}

TEST_CASE("a sign-up that was too slow gives up before its name can be another's") {
  Bench bench;
  auto call =
      oci::Call([&bench] { return bench.cloud.now; }, bench.cloud.now + std::chrono::minutes(10));
  int seen = 0;
  bench.cloud.transport().Observe([&](const standin::Request&) {
    if (++seen == 3) bench.cloud.now += schema::kReservation - std::chrono::seconds(4);
  });
  const auto slow = CreateAccount({bench.cloud.services(), call},
                                  {"ann", "ann@example.com", "Ann", "a long password"});
  bench.cloud.transport().Observe(nullptr);
  REQUIRE_FALSE(slow.ok());
  CHECK(slow.error().status == 503);
  CHECK_FALSE(bench.By("ann"));
  bench.cloud.now += std::chrono::seconds(10);
  CHECK(bench.Create("ann", "ann@example.com").ok());
}
