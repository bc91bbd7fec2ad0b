// Username and e-mail changes: cut off anywhere, and several at once.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/schema.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;
using Fault = standin::InProcessTransport::Fault;

namespace {

const Json kNewNames{{"username", "anna"}, {"email", "anna@example.com"}, {"full_name", "Anna Q"}};

tests::Reply Patch(tests::TestCloud& cloud, const tests::Person& person, const Json& body) {
  return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", body.dump()}, &person);
}

bool CanLogIn(tests::TestCloud& cloud, const std::string& name) {
  const Json form{{"login", name}, {"password", "password of ann"}};
  const auto reply = cloud.Send(&login::Handle, {"POST", "/v1/login", "", form.dump()});
  CHECK((reply.status == 200 || reply.status == 401));
  return reply.status == 200;
}

// Sign-up of somebody else under that username or e-mail address.
int SignUpStatus(tests::TestCloud& cloud, const std::string& username, const std::string& email) {
  const Json form{{"email", email},
                  {"full_name", "Somebody Else"},
                  {"username", username},
                  {"password", "another password"}};
  return cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()}).status;
}

std::set<std::string> Names(tests::TestCloud& cloud) {
  std::set<std::string> names;
  for (const auto& row : cloud.Rows(schema::kIdentities)) {
    names.insert(row["name"]);
    CHECK(row["reserved_until"] == 0);
  }
  return names;
}

std::set<std::string> Terms(tests::TestCloud& cloud) {
  std::set<std::string> terms;
  for (const auto& row : cloud.Rows(schema::kDirectory)) terms.insert(row["term"]);
  return terms;
}

struct Cut {
  Fault fault;
  int n;
};

// The account goes by exactly one set of names; answers whether it is the new one.
bool GoesByNewNames(tests::TestCloud& cloud) {
  const bool changed = CanLogIn(cloud, "anna");
  CHECK(CanLogIn(cloud, "anna@example.com") == changed);
  CHECK(CanLogIn(cloud, "ann") == !changed);
  CHECK(CanLogIn(cloud, "ann@example.com") == !changed);
  return changed;
}

// Runs the change on new clouds, cut off at the first, second, ... request, and then `check`, which
// gets the status, until nothing is cut off any more.
template <class Check>
void CutEverywhere(Check check) {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      INFO("cut at " << n << (fault == Fault::kLostAnswer ? " (answer)" : " (request)"));
      tests::TestCloud cloud;
      const auto ann = cloud.SignUp("ann");
      const int before = cloud.transport().requests();
      cloud.transport().FailFrom(n, fault);
      const int status = Patch(cloud, ann, kNewNames).status;
      const bool cut = cloud.transport().requests() - before >= n;
      cloud.transport().Recover();
      CHECK((status == 200 || status == 503));
      check(cloud, ann, status);
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
  CutEverywhere([](tests::TestCloud& cloud, const tests::Person& ann, int) {
    GoesByNewNames(cloud);
    CHECK(Patch(cloud, ann, kNewNames).status == 200);
    CHECK(GoesByNewNames(cloud));
    cloud.RunJobs();
    cloud.RunJobs();
    CHECK(Names(cloud).size() == 2);
    CHECK(Names(cloud).contains("u:anna"));
    CHECK(Terms(cloud) == std::set<std::string>{"anna", "q"});
    CHECK(cloud.Rows(schema::kJobs).empty());
    CHECK(GoesByNewNames(cloud));
  });
}

TEST_CASE("a change of names cut off and never retried leaves one account, tidied by sweep") {
  CutEverywhere([](tests::TestCloud& cloud, const tests::Person&, int status) {
    const bool changed = GoesByNewNames(cloud);
    if (status == 200) CHECK(changed);
    cloud.RunJobs();
    cloud.RunJobs();
    CHECK(Names(cloud).size() == 2);
    CHECK(Names(cloud).contains(changed ? "u:anna" : "u:ann"));
    CHECK(Terms(cloud) == (changed ? std::set<std::string>{"anna", "q"}
                                   : std::set<std::string>{"ann", "name", "of"}));
    CHECK(cloud.Rows(schema::kJobs).empty());
    CHECK(GoesByNewNames(cloud) == changed);
  });
}

TEST_CASE("a change of names cut off holds no name beyond its reservation") {
  CutEverywhere([](tests::TestCloud& cloud, const tests::Person&, int) {
    const bool changed = GoesByNewNames(cloud);
    cloud.now += schema::kReservation + std::chrono::seconds(1);
    const std::string free = changed ? "ann" : "anna", held = changed ? "anna" : "ann";
    CHECK(SignUpStatus(cloud, held, "x@example.com") == 409);
    CHECK(SignUpStatus(cloud, "somebody", held + "@example.com") == 409);
    CHECK(SignUpStatus(cloud, free, free + "@example.com") == 201);
    CHECK(CanLogIn(cloud, held));
    CHECK(CanLogIn(cloud, held + "@example.com"));
    CHECK_FALSE(CanLogIn(cloud, free));
    cloud.RunJobs();
    cloud.RunJobs();
    CHECK(CanLogIn(cloud, held));
    CHECK(SignUpStatus(cloud, free, "y@example.com") == 409);
    CHECK(Names(cloud).size() == 4);
    CHECK(cloud.Rows(schema::kUsers).size() == 2);
  });
}

TEST_CASE("two people who want one name: one gets it, whenever the other asks") {
  for (int n = 1;; ++n) {
    INFO("the other asks at request " << n);
    tests::TestCloud cloud;
    const auto ann = cloud.SignUp("ann");
    const auto bob = cloud.SignUp("bob");
    const Json wanted{{"username", "star"}, {"email", "star@example.com"}};
    int seen = 0, other = 0;
    std::atomic<bool> inside{false};
    cloud.transport().Observe([&](const standin::Request&) {
      if (inside.exchange(true)) return;
      if (++seen == n) {
        other = Patch(cloud, bob, wanted).status;
        return;
      }
      inside = false;
    });
    const int first = Patch(cloud, ann, wanted).status;
    cloud.transport().Observe(nullptr);
    if (seen < n) {
      REQUIRE(n > 15);
      break;
    }
    CHECK(((first == 200 && other == 409) || (first == 409 && other == 200)));
    cloud.RunJobs();
    std::set<std::string> names;
    for (const auto& row : cloud.Rows(schema::kUsers)) names.insert(row["username"]);
    CHECK(names == std::set<std::string>{first == 200 ? "bob" : "ann", "star"});
    CHECK(Names(cloud).size() == 4);
    CHECK(cloud.Rows(schema::kJobs).empty());
  }
}

TEST_CASE("two changes of one account at once leave it with one set of names") {
  for (int n = 1;; ++n) {
    INFO("the second begins at request " << n);
    tests::TestCloud cloud;
    const auto ann = cloud.SignUp("ann");
    int seen = 0, other = 0;
    std::atomic<bool> inside{false};
    cloud.transport().Observe([&](const standin::Request&) {
      if (inside.exchange(true)) return;
      if (++seen == n) {
        other = Patch(cloud, ann, {{"username", "second"}}).status;
        return;
      }
      inside = false;
    });
    const int first = Patch(cloud, ann, {{"username", "first"}}).status;
    cloud.transport().Observe(nullptr);
    if (seen < n) {
      REQUIRE(n > 10);
      break;
    }
    CHECK((first == 200 || first == 503));
    CHECK(other == 200);
    const std::string name = cloud.Rows(schema::kUsers)[0]["username"];
    CHECK((name == "second" || (name == "first" && first == 200)));
    CHECK(CanLogIn(cloud, name));
    cloud.RunJobs();
    cloud.RunJobs();
    CHECK(Names(cloud) ==
          std::set<std::string>{"u:" + name, "e:" + Sha256Base64Url("ann@example.com")});
    CHECK(Terms(cloud) == std::set<std::string>{name, "ann", "name", "of"});
    CHECK(cloud.Rows(schema::kJobs).empty());
  }
}

TEST_CASE("a name given up by one account can be had by another at once, and given back") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  CHECK(Patch(cloud, ann, {{"username", "star"}}).status == 200);
  CHECK(Patch(cloud, bob, {{"username", "ann"}}).status == 200);
  CHECK(Patch(cloud, ann, {{"username", "ann"}}).status == 409);
  CHECK(Patch(cloud, ann, {{"username", "bob"}}).status == 200);
  CHECK(Patch(cloud, bob, {{"username", "star"}}).status == 200);
  CHECK(Patch(cloud, ann, {{"username", "ann"}}).status == 200);
  CHECK(Patch(cloud, bob, {{"username", "bob"}}).status == 200);
  CHECK(Names(cloud).size() == 4);
  CHECK(CanLogIn(cloud, "ann"));
}
