#include "functions/support/password_check.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "tests/support/nosql_sent.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

UserId user_id;
bool right = false;
int asked = 0;

Answer Check(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(exchange.context, user_id));
  OCI_RETURN_IF_ERROR(CheckPassword(exchange, *user, [] {
    ++asked;
    return right;
  }));
  return JsonResponse(200, {});
}

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services, {{"/check", {{"POST", &Check}}}}, request, context);
}

struct Bench {
  tests::TestCloud cloud;
  Bench() {
    user_id = cloud.SignUp("ann").id;
    asked = 0;
  }
  tests::Reply Check(bool is_right, const tests::Person* as = nullptr) {
    right = is_right;
    return cloud.Send(&Handle, {"POST", "/check"}, as);
  }
};

}  // namespace

TEST_CASE("a typed password is compared as it was hashed, whatever it is") {
  const std::string decomposed = "u\xcc\x88 is one letter", composed = "\xc3\xbc is one letter";
  CHECK(TypedPassword(decomposed) == composed);
  CHECK(TypedPassword("short") == "short");
  CHECK(TypedPassword("\xff\xfe") == "\xff\xfe");
}

TEST_CASE("the right password passes and forgets earlier failures") {
  Bench bench;
  for (int i = 0; i < 4; ++i) CHECK(bench.Check(false).Code() == "wrong_password");
  CHECK(bench.Check(true).status == 200);
  CHECK(bench.cloud.Rows(schema::kThrottle).empty());
  for (int i = 0; i < 4; ++i) CHECK(bench.Check(false).status == 403);
}

TEST_CASE("while a session is locked its password is not checked") {
  Bench bench;
  for (int i = 0; i < 4; ++i) bench.Check(false);
  const auto locked = bench.Check(false);
  CHECK(locked.status == 429);
  CHECK(locked.raw.headers.Get("Retry-After") == "30");
  const int before = asked;
  CHECK(bench.Check(true).Code() == "too_many_attempts");
  CHECK(asked == before);
  bench.cloud.now += std::chrono::seconds(30);
  CHECK(bench.Check(true).status == 200);
}

TEST_CASE("failures lock the session that they come from and no other") {
  Bench bench;
  const tests::Person ann{"ann", "", user_id, "one session"}, same{"ann", "", user_id, "another"};
  for (int i = 0; i < 5; ++i) bench.Check(false, &ann);
  CHECK(bench.Check(true, &ann).status == 429);
  CHECK(bench.Check(true, &same).status == 200);
  CHECK(bench.Check(true, &ann).status == 429);
}

TEST_CASE("guesses at the same time do not get past the fifth") {
  Bench bench;
  for (int i = 0; i < 4; ++i) bench.Check(false);
  asked = 0;
  right = false;
  // Others arrive while the fifth is being counted.
  std::atomic<bool> inside{false};
  bench.cloud.transport().Observe([&](const standin::Request& request) {
    if (!tests::QueryIn(request) || inside.exchange(true)) return;
    for (int i = 0; i < 9; ++i) bench.cloud.Send(&Handle, {"POST", "/check"});
  });
  CHECK(bench.Check(false).status == 429);
  bench.cloud.transport().Observe(nullptr);
  CHECK(asked == 1);
}

TEST_CASE("a stolen session gets five guesses, then fewer and fewer") {
  Bench bench;
  for (int minute = 0; minute < 24 * 60; minute += 5) {
    bench.Check(false);
    bench.cloud.now += std::chrono::minutes(5);
  }
  CHECK(asked <= 5 + 5 + 24);
}

TEST_CASE("a failure is an audit event with the account and without the password") {
  Bench bench;
  bench.cloud.UseLog();
  bench.Check(false);
  const auto events = bench.cloud.Audited();
  REQUIRE(events.size() == 1);
  CHECK(events[0]["event"] == "password_check_failed");
  CHECK(events[0]["user_id"] == ToBase36(user_id));
}
