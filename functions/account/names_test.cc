// Changes of username and e-mail address: interrupted anywhere, and several at once.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "functions/account/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/ledger.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

tests::Reply Patch(tests::TestCloud& cloud, const tests::Person& person, const Json& body) {
  Json sent = body;
  if (body.contains("email")) sent["password"] = "password of " + person.username;
  return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", sent.dump()}, &person);
}

// Looks for the account as log-in does; the password stays the same.
bool CanLogIn(tests::TestCloud& cloud, const std::string& name) {
  auto call = cloud.NewCall();
  const auto found = FindByLogin({cloud.services(), call}, name);
  REQUIRE(found.ok());
  return found->has_value();
}

// The status when somebody else signs up with that username or e-mail address.
int SignUpStatus(tests::TestCloud& cloud, const std::string& username, const std::string& email) {
  const Json form{{"email", email},
                  {"full_name", "Somebody Else"},
                  {"username", username},
                  {"password", "another password"}};
  return cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()}).status;
}

std::set<std::string> Names(tests::TestCloud& cloud, const tests::Person& person) {
  std::set<std::string> names;
  for (const auto& row : cloud.Rows(schema::kIdentities)) {
    if (row["user_id"] != person.id || tests::IsKeptName(row)) continue;
    names.insert(row["name"]);
    CHECK(row["reserved_until"] == 0);
  }
  return names;
}

std::set<std::string> Terms(tests::TestCloud& cloud, const tests::Person& person) {
  std::set<std::string> terms;
  for (const auto& row : cloud.Rows(schema::kDirectory)) {
    if (row["user_id"] == person.id && row["term"] != "") terms.insert(row["term"]);
  }
  return terms;
}

std::string Address(const std::string& name) { return name + "@example.com"; }

std::set<std::string> NamesOf(const std::string& username, const std::string& email) {
  return {"u:" + username, "e:" + Sha256Base64Url(email)};
}

// A person whose change of names was interrupted.
struct Changed {
  tests::TestCloud& cloud;
  tests::Person person;
  std::string old_name, new_name;
  int status = 0;  // the response of the interrupted call

  Json Wanted() const {
    return {{"username", new_name}, {"email", Address(new_name)}, {"full_name", "Q " + new_name}};
  }
  // Checks that the account has exactly one set of names; returns whether these are the new ones.
  bool GoesByNewNames() const {
    const bool changed = CanLogIn(cloud, new_name);
    CHECK(CanLogIn(cloud, Address(new_name)) == changed);
    CHECK(CanLogIn(cloud, old_name) == !changed);
    CHECK(CanLogIn(cloud, Address(old_name)) == !changed);
    return changed;
  }
  // Checks that nothing is left of the change except its result.
  void CheckTidy(bool changed) const {
    const std::string& name = changed ? new_name : old_name;
    CHECK(Names(cloud, person) == NamesOf(name, Address(name)));
    CHECK(Terms(cloud, person) ==
          (changed ? std::set<std::string>{name, "q", "q " + name}
                   : std::set<std::string>{name, "name", "of", "name of " + name}));
    CHECK(cloud.Rows(schema::kJobs).empty());
    CHECK(GoesByNewNames() == changed);
  }
};

// Interrupts the change at the first, second, ... request of a new person each time, then calls
// `check`, until the change is no longer interrupted.
template <class Check>
void CutEverywhere(Check check) {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    tests::TestCloud cloud;
    for (int n = 1;; ++n) {
      INFO("cut at " << n << (fault == Fault::kLostAnswer ? " (answer)" : " (request)"));
      const std::string name = "ann" + std::to_string(n);
      Changed scene{cloud, cloud.SignUp(name), name, "new" + std::to_string(n)};
      const int before = cloud.transport().requests();
      cloud.transport().FailFrom(n, fault);
      scene.status = Patch(cloud, scene.person, scene.Wanted()).status;
      const bool cut = cloud.transport().requests() - before >= n;
      cloud.transport().Recover();
      CHECK((scene.status == 200 || scene.status == 503));
      check(scene);
      if (!cut) {
        REQUIRE(n > 15);
        break;
      }
      REQUIRE(n < 100);
    }
  }
}

}  // namespace

TEST_CASE("a change of names cut off at any request is finished by its retry") {
  CutEverywhere([](const Changed& scene) {
    scene.GoesByNewNames();
    CHECK(Patch(scene.cloud, scene.person, scene.Wanted()).status == 200);
    CHECK(scene.GoesByNewNames());
    scene.cloud.RunJobs();
    scene.CheckTidy(true);
  });
}

TEST_CASE("a change of names cut off and never retried leaves one account, tidied by sweep") {
  CutEverywhere([](const Changed& scene) {
    const bool changed = scene.GoesByNewNames();
    if (scene.status == 200) CHECK(changed);
    scene.cloud.RunJobs();
    scene.CheckTidy(changed);
  });
}

TEST_CASE("a change of names cut off holds no name beyond its reservation") {
  CutEverywhere([](const Changed& scene) {
    auto& cloud = scene.cloud;
    const bool changed = scene.GoesByNewNames();
    cloud.now += schema::kReservation + std::chrono::seconds(1);
    const std::string& free = changed ? scene.old_name : scene.new_name;
    const std::string& held = changed ? scene.new_name : scene.old_name;
    CHECK(SignUpStatus(cloud, held, "x@example.com") == 409);
    CHECK(SignUpStatus(cloud, "somebody", Address(held)) == 409);
    if (changed) {  // the names that were given up are kept
      CHECK(SignUpStatus(cloud, free, "x@example.com") == 409);
      CHECK(SignUpStatus(cloud, "somebody", Address(free)) == 409);
      cloud.now += schema::kNameKept;
    }
    CHECK(SignUpStatus(cloud, free, Address(free)) == 201);
    cloud.RunJobs();
    CHECK(CanLogIn(cloud, held));
    CHECK(CanLogIn(cloud, Address(held)));
    CHECK(SignUpStatus(cloud, free, "y@example.com") == 409);
    CHECK(Names(cloud, scene.person) == NamesOf(held, Address(held)));
    CHECK(cloud.Rows(schema::kJobs).empty());
  });
}

// Runs `other` in the middle of the first call, at its n-th request; false: the call has fewer
// requests.
template <class First, class Other>
bool Interleave(tests::TestCloud& cloud, int n, First first, Other other) {
  int seen = 0;
  std::atomic<bool> inside{false};
  cloud.transport().Observe([&](const standin::Request&) {
    if (inside.exchange(true)) return;
    if (++seen == n) {
      other();
      return;  // runs only once, because `inside` stays set
    }
    inside = false;
  });
  first();
  cloud.transport().Observe(nullptr);
  return seen >= n;
}

// A round for each request of a first call, until the round answers that there was none so late.
template <class Round>
void AtEveryRequest(int least, Round round) {
  for (int n = 1;; ++n) {
    INFO("the other asks at request " << n);
    if (!round(n, std::to_string(n))) {
      REQUIRE(n > least);
      return;
    }
  }
}

TEST_CASE("two people who want one name: one gets it, whenever the other asks") {
  tests::TestCloud cloud;
  AtEveryRequest(15, [&](int n, const std::string& number) {
    const auto ann = cloud.SignUp("ann" + number);
    const auto bob = cloud.SignUp("bob" + number);
    const std::string star = "star" + number;
    const Json wanted{{"username", star}, {"email", Address(star)}};
    int first = 0, other = 0;
    const bool met = Interleave(
        cloud, n, [&] { first = Patch(cloud, ann, wanted).status; },
        [&] { other = Patch(cloud, bob, wanted).status; });
    if (!met) return false;
    CHECK(((first == 200 && other == 409) || (first == 409 && other == 200)));
    cloud.RunJobs();
    const auto& winner = first == 200 ? ann : bob;
    const auto& loser = first == 200 ? bob : ann;
    CHECK(Names(cloud, winner) == NamesOf(star, Address(star)));
    CHECK(Names(cloud, loser) == NamesOf(loser.username, Address(loser.username)));
    CHECK(cloud.Rows(schema::kJobs).empty());
    return true;
  });
}

TEST_CASE("two changes of one account at once leave it with one set of names") {
  tests::TestCloud cloud;
  AtEveryRequest(10, [&](int n, const std::string& number) {
    const auto ann = cloud.SignUp("ann" + number);
    int first = 0, other = 0;
    const bool met = Interleave(
        cloud, n,
        [&] {
          first = Patch(cloud, ann, {{"username", "one" + number}}).status;
        },
        [&] {
          other = Patch(cloud, ann, {{"username", "two" + number}}).status;
        });
    if (!met) return false;
    CHECK((first == 200 || first == 503));
    CHECK(other == 200);
    auto call = cloud.NewCall();
    const std::string name = (**FindUser({cloud.services(), call}, ann.id)).username;
    CHECK((name == "two" + number || (name == "one" + number && first == 200)));
    CHECK(CanLogIn(cloud, name));
    cloud.RunJobs();
    CHECK(Names(cloud, ann) == NamesOf(name, Address(ann.username)));
    CHECK(Terms(cloud, ann) ==
          std::set<std::string>{name, "name", "of", ann.username, "name of " + ann.username});
    CHECK(cloud.Rows(schema::kJobs).empty());
    return true;
  });
}

TEST_CASE("a name given up is kept for its account for 30 days, and can be taken back") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const Json star{{"username", "star"}, {"email", Address("star")}};
  const Json back{{"username", "ann"}, {"email", Address("ann")}};
  CHECK(Patch(cloud, ann, star).status == 200);
  CHECK_FALSE(CanLogIn(cloud, "ann"));
  CHECK_FALSE(CanLogIn(cloud, Address("ann")));
  CHECK(Patch(cloud, bob, {{"username", "ann"}}).Code() == "username_taken");
  CHECK(Patch(cloud, bob, {{"email", Address("ann")}}).Code() == "email_taken");
  CHECK(SignUpStatus(cloud, "ann", "x@example.com") == 409);
  cloud.now += std::chrono::days(6);
  CHECK(Patch(cloud, ann, back).status == 200);
  CHECK(CanLogIn(cloud, "ann"));
  CHECK(CanLogIn(cloud, Address("ann")));
  // What she has now does not end, and what she left is kept in turn.
  CHECK(Patch(cloud, bob, {{"username", "star"}}).Code() == "username_taken");
  cloud.now += schema::kNameKept - std::chrono::hours(1);
  CHECK(SignUpStatus(cloud, "star", "x@example.com") == 409);
  cloud.now += std::chrono::days(10);
  CHECK(CanLogIn(cloud, "ann"));
  CHECK(CanLogIn(cloud, Address("ann")));
  CHECK(SignUpStatus(cloud, "ann", "x@example.com") == 409);
  CHECK(SignUpStatus(cloud, "star", Address("star")) == 201);
  CHECK(Names(cloud, ann) == NamesOf("ann", Address("ann")));
}

TEST_CASE("taking a name back is cut off at any request: it is the account's or kept for it") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    tests::TestCloud cloud;
    for (int n = 1;; ++n) {
      INFO("cut at " << n << (fault == Fault::kLostAnswer ? " (answer)" : " (request)"));
      const std::string name = "ann" + std::to_string(n), other = "new" + std::to_string(n);
      const auto person = cloud.SignUp(name);
      REQUIRE(Patch(cloud, person, {{"username", other}}).status == 200);
      const int before = cloud.transport().requests();
      cloud.transport().FailFrom(n, fault);
      (void)Patch(cloud, person, {{"username", name}});
      const bool cut = cloud.transport().requests() - before >= n;
      cloud.transport().Recover();
      cloud.now += schema::kReservation + std::chrono::seconds(1);
      CHECK(SignUpStatus(cloud, name, "x@example.com") == 409);
      CHECK(SignUpStatus(cloud, other, "x@example.com") == 409);
      cloud.RunJobs();
      CHECK(SignUpStatus(cloud, name, "x@example.com") == 409);
      CHECK(SignUpStatus(cloud, other, "x@example.com") == 409);
      CHECK(CanLogIn(cloud, name) != CanLogIn(cloud, other));
      CHECK(Patch(cloud, person, {{"username", name}}).status == 200);
      CHECK(CanLogIn(cloud, name));
      if (!cut) {
        REQUIRE(n > 8);
        break;
      }
      REQUIRE(n < 100);
    }
  }
}
