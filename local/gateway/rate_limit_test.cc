#include "local/gateway/rate_limit.h"

#include <catch2/catch_test_macros.hpp>

using namespace std::chrono_literals;
using local::RateLimit;
using local::RateLimiting;

namespace {

struct Bench {
  Bench(double rate, RateLimiting::Key key) : limit({rate, key}, [this] { return now; }) {}
  int Let(int tries, const std::string& peer) {
    int let = 0;
    for (int i = 0; i < tries; ++i) let += limit.Refuse(peer) ? 0 : 1;
    return let;
  }
  std::chrono::system_clock::time_point now{1'000'000h};
  RateLimit limit;
};

}  // namespace

TEST_CASE("as many as a second allows may come at once, the next when its part is over") {
  Bench bench(4, RateLimiting::Key::kTotal);
  CHECK(bench.Let(10, "a") == 4);
  CHECK(bench.limit.Refuse("a") == 1s);
  bench.now += 250ms - 1ns;
  CHECK(bench.limit.Refuse("b") == 1s);  // the limit is for all clients together
  bench.now += 1ns;
  CHECK(bench.Let(2, "b") == 1);
  bench.now += 10s;
  CHECK(bench.Let(10, "a") == 4);  // and not more after a pause
}

TEST_CASE("over any second no more than the rate and what had been spared go through") {
  Bench bench(10, RateLimiting::Key::kTotal);
  int let = 0;
  for (int i = 0; i < 1000; ++i) {
    let += bench.Let(1, "a");
    bench.now += 10ms;
  }
  CHECK(let == 10 * 10 + 9);
}

TEST_CASE("each client has a rate of its own: an IPv4 address, an IPv6 /64") {
  Bench bench(1, RateLimiting::Key::kClientIp);
  CHECK(bench.Let(2, "192.0.2.1") == 1);
  CHECK(bench.Let(2, "192.0.2.2") == 1);
  CHECK(bench.Let(1, "::ffff:192.0.2.1") == 0);
  CHECK(bench.Let(1, "2001:db8:0:1::1") == 1);
  CHECK(bench.Let(1, "2001:db8:0:1:ffff::2") == 0);
  CHECK(bench.Let(1, "2001:db8:0:2::1") == 1);
}

TEST_CASE("when to come again is told in whole seconds, never too early") {
  Bench bench(1, RateLimiting::Key::kTotal);
  CHECK(bench.Let(1, "a") == 1);
  CHECK(bench.limit.Refuse("a") == 1s);
  bench.now += 999ms;
  CHECK(bench.limit.Refuse("a") == 1s);
  bench.now += 1ms;
  CHECK_FALSE(bench.limit.Refuse("a"));
}

TEST_CASE("a clock that is set back locks nobody out") {
  Bench bench(2, RateLimiting::Key::kTotal);
  CHECK(bench.Let(2, "a") == 2);
  bench.now -= 1h;
  CHECK(bench.limit.Refuse("a") == 1s);
  bench.now += 1s;
  CHECK(bench.Let(1, "a") == 1);
}
