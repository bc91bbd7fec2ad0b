#include "fotogal/throttle.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using std::chrono::seconds;

namespace {

struct Bench {
  tests::TestCloud cloud;

  Attempt On(const std::string& login, const std::string& address) {
    return MakeAttempt(cloud.services().config, std::nullopt, login, address);
  }
  Throttled Fail(const Attempt& attempt, int times = 1) {
    Throttled last;
    for (int i = 0; i < times; ++i) {
      auto call = cloud.NewCall();
      last = CountFailure(cloud.services(), call, attempt).value();
    }
    return last;
  }
  Throttled Read(const Attempt& attempt) {
    auto call = cloud.NewCall();
    return ReadThrottle(cloud.services(), call, attempt).value();
  }
};

}  // namespace

TEST_CASE("a name is the same in any case, and its key tells nothing; an account has one key") {
  Bench bench;
  const auto attempt = bench.On("Ann@Example.com", "192.0.2.1");
  CHECK(attempt.account_key == bench.On("ann@example.COM", "").account_key);
  CHECK(attempt.account_key == ThrottleKeyOfName(bench.cloud.services().config, "ann@example.com"));
  CHECK(attempt.account_key != bench.On("ann", "").account_key);
  const auto& config = bench.cloud.services().config;
  CHECK(MakeAttempt(config, Id{7}, "ann", "").account_key == ThrottleKeyOfAccount(config, 7));
  CHECK(MakeAttempt(config, Id{7}, "ann@example.com", "").account_key ==
        ThrottleKeyOfAccount(config, 7));
  CHECK(ThrottleKeyOfAccount(config, 7) != ThrottleKeyOfAccount(config, 8));
  CHECK(attempt.account_key.find("nn@") == std::string::npos);
  CHECK(attempt.address_key.find("192") == std::string::npos);
  Config other = bench.cloud.services().config;
  other.cursor_key += "x";
  CHECK(MakeAttempt(other, std::nullopt, "ann@example.com", "").account_key != attempt.account_key);
}

TEST_CASE("an IPv6 network is one address, an IPv4 address in its clothes is itself") {
  Bench bench;
  const auto key = [&](const char* address) { return bench.On("x", address).address_key; };
  CHECK(key("2001:db8::1") == key("2001:db8:0:0:ffff::2"));
  CHECK(key("2001:db8::1") != key("2001:db8:0:1::1"));
  CHECK(key("::ffff:192.0.2.1") == key("192.0.2.1"));
  CHECK(key("192.0.2.1") != key("192.0.2.2"));
  CHECK(key("").empty());
}

TEST_CASE("the fifth failure locks, each further one doubles the lock, to an hour") {
  Bench bench;
  const auto attempt = bench.On("ann", "");
  CHECK_FALSE(bench.Fail(attempt, 4).retry_after);
  for (const seconds lock : {seconds(30), seconds(60), seconds(120)})
    CHECK(bench.Fail(attempt).retry_after == lock);
  CHECK(bench.Fail(attempt, 10).retry_after == seconds(3600));
  CHECK(bench.Read(attempt).retry_after == seconds(3600));
  bench.cloud.now += seconds(3600);
  CHECK_FALSE(bench.Read(attempt).retry_after);
  CHECK(bench.Read(attempt).has_failures);
}

TEST_CASE("an address, which many may share, is locked for a second to a minute") {
  Bench bench;
  auto from = [&bench, person = 0]() mutable {
    return bench.On("n" + std::to_string(++person), "192.0.2.1");
  };
  for (int i = 0; i < 4; ++i) CHECK_FALSE(bench.Fail(from()).retry_after);
  for (const int lock : {1, 2, 4, 8, 16, 32, 60, 60})
    CHECK(bench.Fail(from()).retry_after == seconds(lock));
}

TEST_CASE("success forgets the account's failures and not the address's") {
  Bench bench;
  const auto attempt = bench.On("ann", "192.0.2.1");
  bench.Fail(attempt, 4);
  auto call = bench.cloud.NewCall();
  REQUIRE(ForgetFailures(bench.cloud.services(), call, attempt).ok());
  CHECK_FALSE(bench.Read(attempt).retry_after);
  CHECK_FALSE(bench.Read(attempt).has_failures);
  CHECK(bench.Fail(bench.On("bob", "192.0.2.1")).retry_after == seconds(1));
}

TEST_CASE("the answer says how long to wait") {
  const auto problem = TooManyAttempts(seconds(90));
  CHECK(problem.status == 429);
  CHECK(problem.code == "too_many_attempts");
  CHECK(oci::FindHeader(problem.headers, "retry-after") == "90");
}
