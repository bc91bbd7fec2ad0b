#include "fdk/internal/whole_second.h"

#include <catch2/catch_test_macros.hpp>

using namespace fdk;
using namespace std::chrono_literals;

namespace {

const TimePoint kSecond{1'700'000'000s};

// A call sent at that moment by an agent that gives it `timeout`: what the FDK makes of its header
// when it arrives `transit` later, having known only that it was sent `slack` before that or later.
struct Sent {
  TimePoint agents, restored;
};
Sent Send(WholeSecondDeadlines& deadlines, TimePoint at, std::chrono::seconds timeout,
          std::chrono::milliseconds transit, std::chrono::milliseconds slack = 20ms) {
  const TimePoint agents = at + timeout;
  const TimePoint now = at + transit;
  return {agents,
          deadlines.Restore(std::chrono::floor<std::chrono::seconds>(agents), now - slack, now)};
}

}  // namespace

TEST_CASE("In the middle of a second the deadline is exact but for what the way may have taken") {
  WholeSecondDeadlines deadlines;
  for (const auto at : {20ms, 21ms, 500ms, 700ms, 979ms}) {
    const auto sent = Send(deadlines, kSecond + at, 1s, 1ms);
    CHECK(sent.restored <= sent.agents);
    CHECK(sent.agents - sent.restored <= 19ms);
  }
}

TEST_CASE("At the border of a second the time of earlier calls tells the side") {
  WholeSecondDeadlines deadlines;
  (void)Send(deadlines, kSecond + 500ms, 3s, 1ms);
  for (const auto at : {0ms, 1ms, 10ms, 19ms, 980ms, 990ms, 995ms, 999ms}) {
    INFO(at.count());
    for (const auto transit : {0ms, 1ms, 6ms, 19ms}) {
      const auto sent = Send(deadlines, kSecond + at, 3s, transit);
      CHECK(sent.restored <= sent.agents);
      CHECK(sent.agents - sent.restored <= 20ms);
    }
  }
}

TEST_CASE("At the border of a second nothing is guessed while the function's time is not known") {
  WholeSecondDeadlines deadlines;
  const auto before = Send(deadlines, kSecond + 995ms, 1s, 10ms);
  CHECK(before.restored == kSecond + 1s);
  const auto after = Send(deadlines, kSecond + 5ms, 1s, 1ms);
  CHECK(after.restored == kSecond + 1s);
}

TEST_CASE("A call that may have waited has the deadline of the moment at which it may have come") {
  WholeSecondDeadlines deadlines;
  const auto sent = Send(deadlines, kSecond + 300ms, 2s, 400ms, 600ms);
  CHECK(sent.restored == kSecond + 2s + 100ms);
  const auto long_ago = Send(deadlines, kSecond + 300ms, 2s, 400ms, 5000ms);
  CHECK(long_ago.restored <= long_ago.agents);
}

TEST_CASE("A deadline that fits no time of before stays as it was written") {
  WholeSecondDeadlines deadlines;
  (void)Send(deadlines, kSecond + 500ms, 3s, 1ms);
  for (const auto timeout : {1s, 2s, 4s, 300s}) {
    const auto sent = Send(deadlines, kSecond + 995ms, timeout, 10ms);
    CHECK(sent.restored <= sent.agents);
  }
}
