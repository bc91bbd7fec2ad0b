#include "fotogal/account/throttle.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/counters/throttle_keys.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using std::chrono::seconds;

namespace {

using Wait = std::optional<seconds>;

struct Bench : tests::World {
  Attempt On(const std::string& login, const std::string& address, const std::string& device = "",
             const std::string& password = "one") {
    return MakeAttempt(
        cloud.services().config,
        {.login = login, .password = password, .address = address, .device = device});
  }
  Attempt With(const std::string& password) { return On("ann", "192.0.2.1", "", password); }
  Admission Ask(const Attempt& attempt) {
    auto call = cloud.NewCall();
    return Admit({cloud.services(), call}, attempt).value();
  }
  Admission AskAgain(const Attempt& attempt, const Admission& before) {
    auto call = cloud.NewCall();
    return AdmitAgain({cloud.services(), call}, attempt, before).value();
  }
  Wait Fail(const Attempt& attempt, int times = 1) {
    Wait last;
    for (int i = 0; i < times; ++i) {
      auto call = cloud.NewCall();
      last = CountFailure({cloud.services(), call}, attempt).value();
    }
    return last;
  }
  void Succeed(const Attempt& attempt, const Admission& admission) {
    auto call = cloud.NewCall();
    REQUIRE(ForgetFailures({cloud.services(), call}, attempt, admission).ok());
  }
  GuessClaim Claim(const std::string& key) {
    auto call = cloud.NewCall();
    return ClaimGuess({cloud.services(), call}, key).value();
  }
  // From now.
  seconds LockOf(const std::string& key) {
    for (const auto& row : cloud.Rows(schema::kThrottle)) {
      if (row.at("key") == key)
        return std::chrono::ceil<seconds>(FromMillis(row.at("blocked_until").get<std::int64_t>()) -
                                          cloud.now);
    }
    return seconds(0);
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
  const auto of = [&](Guess guess) { return MakeAttempt(config, guess); };
  CHECK(of({.account = 7, .login = "ann"}).account_key == ThrottleKeyOfAccount(config, 7));
  CHECK(of({.account = 7, .login = "ann@example.com"}).account_key ==
        ThrottleKeyOfAccount(config, 7));
  const auto pair = of({.account = 7, .address = "a"});
  CHECK(pair.pair_key != of({.account = 7, .address = "b"}).pair_key);
  CHECK(pair.pair_key != of({.account = 8, .address = "a"}).pair_key);
  // One password of one pair, as long as the account's stays what it is.
  const Guess guess{.account = 7, .password = "p", .password_hash = "h", .address = "a"};
  const auto password_key = of(guess).password_key;
  CHECK(of(guess).password_key == password_key);
  for (Guess other : {Guess{.account = 8, .password = "p", .password_hash = "h", .address = "a"},
                      Guess{.account = 7, .password = "q", .password_hash = "h", .address = "a"},
                      Guess{.account = 7, .password = "p", .password_hash = "i", .address = "a"},
                      Guess{.account = 7, .password = "p", .password_hash = "h", .address = "b"},
                      Guess{.account = 7, .password = "hp", .password_hash = "", .address = "a"}})
    CHECK(of(other).password_key != password_key);
  CHECK(ThrottleKeyOfAccount(config, 7) != ThrottleKeyOfAccount(config, 8));
  CHECK(attempt.account_key.find("nn@") == std::string::npos);
  CHECK(attempt.address_key.find("192") == std::string::npos);
  Config other = bench.cloud.services().config;
  other.cursor_key += "x";
  CHECK(MakeAttempt(other, {.login = "ann@example.com"}).account_key != attempt.account_key);
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
  CHECK_FALSE(bench.Fail(attempt, 4));
  for (const seconds lock : {seconds(30), seconds(60), seconds(120)}) {
    CHECK(bench.Fail(attempt) == kHeldAtMost);
    CHECK(bench.LockOf(attempt.account_key) == lock);
  }
  CHECK(bench.Fail(attempt, 10) == kHeldAtMost);
  CHECK(bench.LockOf(attempt.account_key) == seconds(3600));
  CHECK(bench.Ask(attempt).retry_after == kTurn);
  bench.cloud.now += seconds(3600);
  const auto admission = bench.Ask(attempt);
  CHECK_FALSE(admission.retry_after);
  CHECK(admission.has_failures);
}

TEST_CASE("an address, which many may share, is locked for a second to a minute") {
  Bench bench;
  auto from = [&bench, person = 0]() mutable {
    return bench.On("n" + std::to_string(++person), "192.0.2.1");
  };
  for (int i = 0; i < 4; ++i) CHECK_FALSE(bench.Fail(from()));
  for (const int lock : {1, 2, 4, 8, 16, 32, 60, 60}) {
    CHECK(bench.Fail(from()) == std::min(seconds(lock), kHeldAtMost));
    CHECK(bench.LockOf(from().address_key) == seconds(lock));
  }
}

TEST_CASE("while something is locked a password that comes again after 10 s has a turn") {
  Bench bench;
  const auto ann = bench.With("hers"), elsewhere = bench.On("ann", "192.0.2.2");
  bench.Fail(bench.On("ann", "192.0.2.9"), 20);
  CHECK(bench.Ask(ann).retry_after == kTurn);
  bench.cloud.now += seconds(4);
  CHECK(bench.Ask(ann).retry_after == seconds(6));  // knocking does not put it off
  CHECK(bench.Ask(elsewhere).retry_after == kTurn);
  bench.cloud.now += seconds(6);
  const auto turn = bench.Ask(ann);
  CHECK_FALSE(turn.retry_after);
  CHECK(turn.turn == ann.pair_key);
  CHECK(bench.AskAgain(ann, turn).turn == ann.pair_key);  // it stays this one's
  CHECK(bench.Ask(elsewhere).retry_after == seconds(4));
}

TEST_CASE("a pair has ten turns, and another one every 10 s") {
  Bench bench;
  const auto ann = bench.With("hers");
  bench.Fail(bench.On("ann", "192.0.2.9"), 20);
  bench.Ask(ann);
  bench.cloud.now += kTurn;
  for (int turn = 0; turn < kTurns; ++turn) CHECK(bench.Ask(ann).turn == ann.pair_key);
  for (int i = 0; i < 5; ++i) {
    CHECK(bench.Ask(ann).retry_after == kTurn);
    bench.cloud.now += seconds(7);
    CHECK(bench.Ask(ann).retry_after == seconds(3));
    bench.cloud.now += seconds(3);
    CHECK(bench.Ask(ann).turn == ann.pair_key);
  }
  bench.cloud.now += 3 * kTurn;
  for (int turn = 0; turn < 3; ++turn) CHECK(bench.Ask(ann).turn == ann.pair_key);
  CHECK(bench.Ask(ann).retry_after == kTurn);
  bench.cloud.now += 100 * kTurn;
  for (int turn = 0; turn < kTurns; ++turn) CHECK(bench.Ask(ann).turn == ann.pair_key);
  CHECK(bench.Ask(ann).retry_after == kTurn);
}

TEST_CASE("what has failed while something was locked never has a turn again") {
  Bench bench;
  bench.Fail(bench.On("ann", "192.0.2.9"), 20);
  const auto wrong = bench.With("wrong"), right = bench.With("right");
  bench.Ask(wrong);
  bench.cloud.now += kTurn;
  CHECK(bench.Ask(wrong).turn == wrong.pair_key);
  CHECK(bench.Fail(wrong) == kHeldAtMost);
  for (int i = 0; i < 5; ++i) {
    bench.cloud.now += kTurn;
    CHECK(bench.Ask(wrong).retry_after == kTurn);
  }
  CHECK(bench.Ask(right).retry_after == kTurn);
  bench.cloud.now += kTurn;
  CHECK(bench.Ask(right).turn == right.pair_key);
}

TEST_CASE("after a right password the pair's next turn is at once") {
  Bench bench;
  const auto ann = bench.With("right");
  for (int i = 0; i < 20; ++i) bench.Fail(bench.On("n" + std::to_string(i), "192.0.2.1"));
  CHECK(bench.Ask(ann).retry_after == kTurn);
  bench.cloud.now += kTurn;
  const auto turn = bench.Ask(ann);
  bench.Succeed(ann, turn);
  for (int next = 0; next < kTurns; ++next) CHECK(bench.Ask(ann).turn == ann.pair_key);
  CHECK(bench.Ask(ann).retry_after == kTurn);
  bench.Succeed(ann, turn);
  CHECK(bench.Ask(ann).turn == ann.pair_key);
}

TEST_CASE("a lock that has run out lets one guess through") {
  Bench bench;
  const auto one = bench.With("one"), other = bench.On("ann", "192.0.2.2");
  bench.Fail(bench.With("another"), 5);
  bench.cloud.now += kHeldAtMost;
  const auto admission = bench.Ask(one);
  CHECK(admission.turn == one.account_key);
  CHECK(bench.Ask(other).retry_after == kTurn);
  CHECK_FALSE(bench.AskAgain(one, admission).retry_after);
  // The pair keeps its own turn.
  CHECK(bench.Ask(bench.With("right")).retry_after == kTurn);
  bench.Fail(one);
  bench.cloud.now += kTurn;
  CHECK(bench.Ask(bench.With("right")).turn == one.pair_key);
}

TEST_CASE("what was free is refused when five have failed in the meantime") {
  Bench bench;
  for (const std::string device : {"", "a device"}) {
    const auto attempt = bench.On("ann", "192.0.2.1", device);
    const auto admission = bench.Ask(attempt);
    CHECK_FALSE(admission.retry_after);
    CHECK(admission.turn.empty());
    bench.Fail(attempt, 4);
    CHECK_FALSE(bench.AskAgain(attempt, admission).retry_after);
    bench.Fail(attempt);
    CHECK(bench.AskAgain(attempt, admission).retry_after);
  }
}

TEST_CASE("a device's failures are its own, and lock it for 30 s however many they are") {
  Bench bench;
  const auto stranger = bench.On("ann", "192.0.2.1");
  const auto device = bench.On("ann", "192.0.2.1", "a device");
  bench.Fail(stranger, 20);
  CHECK_FALSE(bench.Ask(device).retry_after);
  CHECK_FALSE(bench.Ask(device).has_failures);
  CHECK_FALSE(bench.Fail(device, 4));
  CHECK(bench.Fail(device, 20) == kHeldAtMost);
  CHECK(bench.LockOf(device.device_key) == kHeldAtMost);
  CHECK(bench.Ask(device).retry_after == kHeldAtMost);
  CHECK_FALSE(bench.Ask(bench.On("ann", "192.0.2.1", "another device")).retry_after);
  bench.cloud.now += kHeldAtMost;
  const auto admission = bench.Ask(device);
  CHECK(admission.turn == device.device_key);
  CHECK(bench.Ask(device).retry_after == kHeldAtMost);  // one guess, however many are sent at once
  bench.Succeed(device, admission);
  CHECK(bench.LockOf(device.device_key) == seconds(0));
  CHECK(bench.LockOf(stranger.account_key) > kHeldAtMost);  // the strangers' are not forgotten
}

TEST_CASE("a session's guesses are counted before they are looked at") {
  Bench bench;
  const auto key = ThrottleKeyOfSession(bench.cloud.services().config, "a session");
  for (int i = 0; i < 4; ++i) {
    const auto claim = bench.Claim(key);
    CHECK(claim.admitted);
    CHECK_FALSE(claim.retry_after);
  }
  for (const int lock : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
    const auto claim = bench.Claim(key);
    CHECK(claim.admitted);
    CHECK(claim.retry_after == seconds(lock));
    CHECK_FALSE(bench.Claim(key).admitted);
    CHECK(bench.Claim(key).retry_after == seconds(lock));
    bench.cloud.now += seconds(lock);
  }
  auto call = bench.cloud.NewCall();
  REQUIRE(ForgetGuesses({bench.cloud.services(), call}, key).ok());
  CHECK_FALSE(bench.Claim(key).retry_after);
}

TEST_CASE("success forgets the account's failures and not the address's") {
  Bench bench;
  const auto attempt = bench.On("ann", "192.0.2.1");
  bench.Fail(attempt, 4);
  bench.Succeed(attempt, bench.Ask(attempt));
  CHECK_FALSE(bench.Ask(attempt).retry_after);
  CHECK_FALSE(bench.Ask(attempt).has_failures);
  CHECK(bench.Fail(bench.On("bob", "192.0.2.1")) == seconds(1));
}

TEST_CASE("the answer says how long to wait") {
  const auto problem = TooManyAttempts(seconds(90));
  CHECK(problem.status == 429);
  CHECK(problem.code == "too_many_attempts");
  CHECK(oci::FindHeader(problem.headers, "retry-after") == "90");
}
