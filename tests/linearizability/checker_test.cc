#include "tests/linearizability/checker.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "tests/linearizability/models.h"

using namespace tests;

namespace {

Instant At(int ms) { return Instant(std::chrono::milliseconds(ms)); }

using Likes = Checker<Switch>::History;
using Names = Checker<Name>::History;
using enum Switch::What;

constexpr int kNever = -1;  // not answered

Event<Switch::Call> Switched(Switch::What what, int begun, int answered) {
  return {
      {what, false}, At(begun), answered == kNever ? std::nullopt : std::optional(At(answered))};
}
Event<Switch::Call> Saw(bool seen, int begun, int answered) {
  return {{kLook, seen}, At(begun), At(answered)};
}
struct NameCalls : Names {
  NameCalls& Claimed(int who, bool won, int begun, int answered) {
    const auto at = answered == kNever ? std::nullopt : std::optional(At(answered));
    for (auto& step : Steps(who, won, At(begun), at)) push_back(step);
    return *this;
  }
  NameCalls& Saw(int owner, int begun, int answered) {
    push_back({{Name::What::kLook, owner}, At(begun), At(answered)});
    return *this;
  }
};

bool Holds(const Likes& history) { return Checker<Switch>::Check(history, false).holds; }
bool Holds(const Names& history) { return Checker<Name>::Check(history, {}).holds; }

}  // namespace

TEST_CASE("calls one after the other have to be answered as if they were") {
  CHECK(Holds(Likes{}));
  CHECK(Holds(Likes{Switched(kOn, 0, 1), Saw(true, 2, 3), Switched(kOff, 4, 5), Saw(false, 6, 7)}));
  CHECK_FALSE(Holds(Likes{Switched(kOn, 0, 1), Saw(false, 2, 3)}));
  CHECK_FALSE(Holds(Likes{Saw(true, 0, 1), Switched(kOn, 2, 3)}));
}

TEST_CASE("while a change goes on, either may be seen, but never the old one after the new one") {
  CHECK(Holds(Likes{Switched(kOn, 0, 10), Saw(false, 1, 2), Saw(true, 3, 4)}));
  CHECK(Holds(Likes{Switched(kOn, 0, 10), Saw(true, 1, 2), Saw(true, 3, 4)}));
  CHECK_FALSE(Holds(Likes{Switched(kOn, 0, 10), Saw(true, 1, 2), Saw(false, 3, 4)}));
  // Two looks that overlap may be carried out in either order.
  CHECK(Holds(Likes{Switched(kOn, 0, 10), Saw(true, 1, 4), Saw(false, 3, 5)}));
  // What is answered at the instant at which another begins overlaps with it.
  CHECK(Holds(Likes{Switched(kOn, 0, 2), Saw(false, 2, 3)}));
}

TEST_CASE("a change that was not answered may be made at any later time, or never") {
  const Likes lost{Switched(kOn, 5, kNever), Saw(false, 6, 7)};
  CHECK(Holds(lost));
  auto seen = lost;
  seen.push_back(Saw(true, 8, 9));
  CHECK(Holds(seen));
  seen.push_back(Saw(false, 10, 11));
  CHECK_FALSE(Holds(seen));
  CHECK_FALSE(Holds(Likes{Saw(true, 1, 2), Switched(kOn, 5, kNever)}));
}

TEST_CASE("a name belongs to one, and everybody sees to whom") {
  using Calls = NameCalls;
  CHECK(Holds(Calls().Claimed(1, false, 0, 10).Claimed(2, true, 1, 9).Saw(2, 11, 12)));
  CHECK_FALSE(Holds(Calls().Claimed(1, true, 0, 10).Claimed(2, true, 1, 9)));
  CHECK_FALSE(Holds(Calls().Claimed(1, false, 0, 10).Claimed(2, false, 1, 9)));
  CHECK_FALSE(Holds(Calls().Claimed(1, true, 0, 1).Saw(0, 2, 3)));
  CHECK_FALSE(Holds(Calls().Claimed(1, true, 0, 10).Claimed(2, false, 1, 9).Saw(2, 11, 12)));
  // Refused while whoever has reserved it is not to be seen yet, but not before that one began.
  CHECK(Holds(Calls().Claimed(1, true, 0, 10).Claimed(2, false, 1, 2).Saw(0, 3, 4)));
  CHECK_FALSE(Holds(Calls().Claimed(2, false, 1, 2).Claimed(1, true, 3, 10)));
  // Once seen, it stays.
  CHECK(Holds(Calls().Claimed(2, true, 0, 10).Saw(0, 2, 3).Saw(2, 4, 5)));
  CHECK_FALSE(Holds(Calls().Claimed(2, true, 0, 10).Saw(2, 2, 3).Saw(0, 4, 5)));
  // The one who has not got an answer may have it, whole or half, or not at all.
  CHECK(Holds(Calls().Claimed(1, false, 0, kNever).Claimed(2, false, 1, 9).Saw(1, 10, 11)));
  CHECK(Holds(Calls().Claimed(1, false, 0, kNever).Claimed(2, false, 1, 9).Saw(0, 10, 11)));
  CHECK(Holds(Calls().Claimed(1, false, 0, kNever).Claimed(2, true, 1, 9).Saw(2, 10, 11)));
}

TEST_CASE("what is wrong is told by the longest order that is right") {
  const auto verdict = Checker<Switch>::Check(
      {Saw(false, 0, 1), Switched(kOn, 2, 3), Saw(true, 4, 5), Saw(false, 6, 7)}, false);
  CHECK_FALSE(verdict.holds);
  CHECK(verdict.order == std::vector<size_t>{0, 1, 2});
  CHECK_THROWS(Checker<Switch>::Check(Likes(65, Saw(false, 0, 1)), false));
}

namespace {

// Calls of so many people, each carried out at a random instant while it goes on.
Likes MadeHistory(std::mt19937& random, int people, int each) {
  struct Step {
    Event<Switch::Call> event;
    Instant done;
  };
  std::vector<Step> steps;
  for (int person = 0; person < people; ++person) {
    int now = 0;
    for (int i = 0; i < each; ++i) {
      const int begun = now + 1 + static_cast<int>(random() % 20);
      const int done = begun + 1 + static_cast<int>(random() % 20);
      now = done + 1 + static_cast<int>(random() % 20);
      const auto what = static_cast<Switch::What>(random() % 3);
      steps.push_back({Switched(what, begun, now), At(done)});
    }
  }
  std::ranges::stable_sort(steps, {}, &Step::done);
  bool on = false;
  Likes history;
  for (auto& step : steps) {
    auto& call = step.event.call;
    if (call.what == kLook) call.seen = on;
    if (call.what != kLook) on = call.what == kOn;
    history.push_back(step.event);
  }
  std::ranges::shuffle(history, random);
  return history;
}

}  // namespace

TEST_CASE("histories that were made in some order are right, however many people call at once") {
  std::mt19937 random(20261130);
  for (int round = 0; round < 40; ++round) CHECK(Holds(MadeHistory(random, 16, 4)));
}

TEST_CASE("a look turned round is noticed where no other order explains it") {
  std::mt19937 random(20261130);
  int looks = 0;
  for (int round = 0; round < 40; ++round) {
    auto history = MadeHistory(random, 1, 20);
    REQUIRE(Holds(history));
    for (auto& event : history) {
      if (event.call.what != kLook) continue;
      event.call.seen = !event.call.seen;
      CHECK_FALSE(Holds(history));
      event.call.seen = !event.call.seen;
      ++looks;
    }
  }
  CHECK(looks > 100);
}
