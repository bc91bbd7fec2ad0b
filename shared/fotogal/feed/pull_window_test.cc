#include "fotogal/feed/pull_window.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cmath>
#include <string>

using namespace fotogal;
using namespace std::chrono_literals;
using Catch::Approx;

namespace {

using Duration = std::chrono::milliseconds;

const oci::TimePoint kNow = TimeOf(Id{0}) + 24h * 2000;
constexpr UserId kAnn = 7, kEve = 8;

Id Ago(Duration age) { return FirstIdAt(kNow - age); }

// The whole window, of which a page wants 20 images.
PulledRange Range(SpanChoice span = {}) {
  PulledRange range;
  range.newest = kNewestId;
  range.oldest = Ago(24h * 90);
  range.wanted = 20;
  range.span = span;
  return range;
}
SpanChoice Steps(int steps) { return {steps, 0}; }
SpanChoice Approach(Id target, int steps = 0) { return {steps, target}; }

PullWindow Window(PulledRange range, const Paces& paces = {},
                  const std::vector<UserId>& authors = {kAnn}) {
  return PullWindow(std::move(range), authors, paces, kNow);
}

// How far down each slice reaches, and how many images it may hold.
struct End {
  Duration age;
  int most;
};
void CheckSlices(const PullWindow& window, const std::vector<End>& ends) {
  const auto& slices = window.slices();
  REQUIRE(slices.size() == ends.size());
  Id newest = slices.front().newest;
  for (size_t i = 0; i < ends.size(); ++i) {
    INFO("slice " << i);
    CHECK(slices[i].newest == newest);
    CHECK(slices[i].oldest == Ago(ends[i].age));
    CHECK(slices[i].most == ends[i].most);
    CHECK_FALSE(slices[i].is_instant);
    newest = slices[i].oldest - 1;
  }
}

// What of a slice was read: Images(3, 1h) are three, an hour old and a millisecond older each.
std::vector<ImageRef> Images(int count, Duration newest, Duration pause = 1ms,
                             UserId author = kAnn) {
  std::vector<ImageRef> images;
  for (int i = 0; i < count; ++i) images.push_back({author, Ago(newest + i * pause)});
  return images;
}
SliceRead All(std::vector<ImageRef> images = {}) { return {std::move(images), true}; }
SliceRead Part(std::vector<ImageRef> images) { return {std::move(images), false}; }

// Of slices of a usual span of one author: 40 days, down to 3:45, 15 and 60 hours, 10 and 40 days.
std::vector<SliceRead> Reads(SliceRead first, SliceRead second = All(), SliceRead third = All(),
                             SliceRead fourth = All(), SliceRead fifth = All()) {
  return {std::move(first), std::move(second), std::move(third), std::move(fourth),
          std::move(fifth)};
}

}  // namespace

TEST_CASE("what a cursor holds tells the mode") {
  CHECK(SpanChoice{}.mode() == SpanMode::kUsual);
  CHECK(Steps(1).mode() == SpanMode::kStretched);
  CHECK(Steps(-1).mode() == SpanMode::kShrunk);
  for (const int steps : {-3, 0, 3}) CHECK(Approach(1, steps).mode() == SpanMode::kApproach);
}

TEST_CASE("a usual span is what the authors take for a page, in five slices") {
  // Half an image a day until it is known: 20 images in 40 days.
  CheckSlices(Window(Range()), {{225min, 4}, {15h, 4}, {60h, 6}, {240h, 10}, {960h, 24}});
  CHECK(Window(Range()).slices().front().newest == kNewestId);

  struct Case {
    std::string name;
    Paces paces;
    std::vector<UserId> authors;
    Duration span;
  };
  for (const Case& one : std::vector<Case>{
           {"two authors", {}, {kAnn, kEve}, 24h * 20},
           {"who publishes twice a day", {{kAnn, 2}}, {kAnn}, 24h * 10},
           {"one who is known and one who is not", {{kAnn, 2}}, {kAnn, kEve}, 24h * 8},
           {"nobody else's pace", {{kEve, 2}}, {kAnn}, 24h * 40},
           {"no more than the whole window", {{kAnn, 0.01}}, {kAnn}, 24h * 90},
       }) {
    INFO(one.name);
    const auto slices = Window(Range(), one.paces, one.authors).slices();
    CHECK(slices.back().oldest == Ago(one.span));
    CHECK(slices.front().oldest == Ago(one.span / 256));
  }
}

TEST_CASE("slices of a short span are fewer, for none is under half a minute") {
  struct Case {
    Duration span;
    size_t slices;
  };
  for (const auto& [span, count] : std::vector<Case>{
           {128min, 5}, {127min, 4}, {32min, 4}, {2min, 2}, {119s, 1}, {30s, 1}, {10ms, 1}}) {
    auto range = Range();
    range.oldest = Ago(span);
    INFO(span.count() << " ms");
    const auto slices = Window(range).slices();
    REQUIRE(slices.size() == count);
    CHECK(slices.back().oldest == range.oldest);
    CHECK(slices.back().most == 24);
    CHECK_FALSE(slices.front().is_instant);
  }
}

TEST_CASE("feed rows of the page shorten the span, and end it when they fill the page") {
  struct Case {
    int rows;
    Duration newest, pause;
    Duration span;
  };
  // So many rows, the newest that old, each that much older than the one before it.
  for (const Case& one :
       std::vector<Case>{{5, 1h, 1h, 24h * 30},        // 15 more are wanted
                         {5, 1h, 24h * 10, 24h * 32},  // four of them are newer than the span's end
                         {19, 1h, 1h, 24h * 2},
                         {20, 1h, 1h, 20h},  // there the last row is
                         {21, 1h, 1h, 20h},
                         {1, 1h, 1h, 24h * 38},
                         {1, 24h * 40, 1h, 24h * 38},  // right at the span's end
                         {1, 24h * 40 + 1ms, 1h, 24h * 40}}) {
    auto range = Range();
    for (const auto& ref : Images(one.rows, one.newest, one.pause, kEve)) range.rows.push_back(ref);
    INFO(one.rows << " rows");
    CHECK(Window(range).slices().back().oldest == Ago(one.span));
  }
  // Where rows are unread no pulled image is read either.
  auto range = Range();
  range.oldest = Ago(24h * 3);
  CHECK(Window(range).slices().back().oldest == range.oldest);
}

TEST_CASE("the span begins at the place of the page, but not in the future") {
  auto range = Range();
  range.newest = Ago(24h * 20) - 1;
  const auto slices = Window(range).slices();
  CHECK(slices.front().newest == range.newest);
  CHECK(slices.back().oldest == Ago(24h * 60) - 1);
  range.newest = Ago(24h * 80);  // the window ends sooner than the span
  CHECK(Window(range).slices().back().oldest == range.oldest);
  range.newest = kNewestId;
  range.oldest = Ago(-1h);  // a row from the future: one slice, down to it
  REQUIRE(Window(range).slices().size() == 1);
  CHECK(Window(range).slices().front().oldest == range.oldest);
}

TEST_CASE("a stretched span is four times as long for each step, a shrunk one shorter") {
  CHECK(Window(Range(Steps(1)), {{kAnn, 5}}).slices().back().oldest == Ago(24h * 16));
  CHECK(Window(Range(Steps(2)), {{kAnn, 50}}).slices().back().oldest == Ago(24h * 6 + 576min));
  CHECK(Window(Range(Steps(kMostSteps))).slices().back().oldest == Range().oldest);
  // Usual is the whole window at most, however slow the author is.
  CHECK(Window(Range(Steps(-1)), {{kAnn, 0.01}}).slices().back().oldest == Ago(540h));
  auto single = Range(Steps(-1));
  single.wanted = 1;
  CHECK(Window(single, {{kAnn, 0.001}}).slices().back().oldest == Ago(540h));
  CheckSlices(Window(Range(Steps(-2))),
              {{843750ms, 4}, {3375s, 4}, {225min, 6}, {15h, 10}, {60h, 24}});
}

TEST_CASE("a shrunk span may have slices down to a millisecond, which is read whole") {
  struct Case {
    int steps;
    size_t slices;
    bool is_instant;
  };
  // Forty days by 4^10 are 3.3 seconds, by 4^14 thirteen milliseconds, by 4^16 less than one.
  for (const auto& [steps, count, is_instant] : std::vector<Case>{
           {-10, 5, false}, {-14, 2, false}, {-15, 1, false}, {-16, 1, true}, {-20, 1, true}}) {
    INFO(steps << " steps");
    const auto slices = Window(Range(Steps(steps))).slices();
    REQUIRE(slices.size() == count);
    CHECK(slices.front().is_instant == is_instant);
    if (is_instant) CHECK(slices.front().oldest == Ago(1ms));
  }
  // So it is when the page can go no further down.
  auto range = Range();
  range.oldest = Ago(1ms);
  REQUIRE(Window(range).slices().size() == 1);
  CHECK(Window(range).slices().front().is_instant);
  range.oldest -= 1;
  CHECK_FALSE(Window(range).slices().front().is_instant);
}

TEST_CASE("slices towards a known image are short at both ends") {
  for (const int steps : {-3, 0, 3}) {
    CheckSlices(Window(Range(Approach(Ago(32h), steps))),
                {{1h, 6}, {8h, 6}, {24h, 6}, {31h, 6}, {32h, 24}});
  }
  // On a page of a hundred images.
  auto range = Range(Approach(Ago(32h)));
  range.wanted = 100;
  CheckSlices(Window(range), {{1h, 16}, {8h, 16}, {24h, 16}, {31h, 16}, {32h, 104}});
  range.wanted = 7;
  CheckSlices(Window(range), {{1h, 4}, {8h, 4}, {24h, 4}, {31h, 4}, {32h, 11}});
  // The page ends above it.
  range = Range(Approach(Ago(64h)));
  range.oldest = Ago(32h);
  CheckSlices(Window(range), {{1h, 6}, {8h, 6}, {24h, 6}, {31h, 6}, {32h, 24}});
  // It is less than a millisecond away.
  for (const Id gap : {Id{0}, Id{1}, Id{4096}}) {
    const auto slices = Window(Range(Approach(Ago(0ms) - gap))).slices();
    REQUIRE(slices.size() == 1);
    CHECK(slices.front().oldest == Ago(0ms) - gap);
    CHECK(slices.front().is_instant);
  }
  CHECK(Window(Range(Approach(Ago(0ms) - 4097))).slices().size() == 5);
  // The page begins below it: there is no way there.
  range = Range(Approach(Ago(1h), -2));
  range.newest = Ago(2h);
  CHECK(Window(range).slices().back().oldest == Ago(62h));
  const std::vector<SliceRead> nothing(5, All());
  CHECK(Window(range).KnownFrom(nothing).next == Steps(-2));
}

TEST_CASE("nobody to pull or nothing to look for is known without reading") {
  auto range = Range(Approach(Ago(1h), 2));
  const auto nobody = Window(range, {}, {});
  CHECK(nobody.slices().empty());
  const auto known = nobody.KnownFrom({});
  CHECK(known.units == 0);
  CHECK(known.oldest == range.oldest);
  CHECK(known.whole);
  CHECK(known.next == Steps(2));
  range.newest = range.oldest;
  CHECK_FALSE(Window(range).slices().empty());
  range.newest -= 1;
  CHECK(Window(range).slices().empty());
  Paces paces;
  Window(range).Learn({}, paces);
  CHECK(paces.empty());
}

namespace {

struct Known {
  std::optional<Id> oldest;
  bool whole;
  SpanChoice next;
  size_t units;
};
void CheckKnown(const PullWindow& window, const std::vector<SliceRead>& reads,
                const Known& expected) {
  REQUIRE(window.slices().size() == reads.size());
  const auto known = window.KnownFrom(reads);
  CHECK(known.oldest == expected.oldest);
  CHECK(known.whole == expected.whole);
  CHECK(known.next.steps == expected.next.steps);
  CHECK(known.next.target == expected.next.target);
  CHECK(known.units == expected.units);
}

}  // namespace

TEST_CASE("all is known down to the first slice that holds more than could be read") {
  const auto one = All(Images(1, 1h));
  const auto four = Part(Images(4, 6h));
  struct Case {
    std::string name;
    std::vector<SliceRead> reads;
    Known expected;
  };
  for (const auto& [name, reads, expected] : std::vector<Case>{
           {"silence", Reads(All()), {Ago(960h), true, {}, 5}},
           {"a usual page", Reads(All(Images(3, 1h))), {Ago(960h), true, {}, 7}},
           {"old images too many",
            Reads(one, All(), All(), All(), Part(Images(24, 300h))),
            {Ago(240h), false, {}, 28}},
           {"in two slices",
            Reads(one, All(), All(), Part(Images(10, 70h)), Part(Images(24, 300h))),
            {Ago(60h), false, Steps(-1), 37}},
           {"what is whole behind them is not known",
            Reads(one, four),
            {Ago(225min), false, Steps(-3), 8}},
           {"a burst right at the top",
            Reads(Part(Images(4, 1h))),
            {std::nullopt, false, Approach(Ago(1h), -5), 8}},
           {"a burst below silence",
            Reads(All(), four),
            {Ago(225min), false, Approach(Ago(6h), -3), 8}},
           {"the newest read is the target",
            Reads(All(), Part(Images(4, 6h, -1h))),
            {Ago(225min), false, Approach(Ago(3h), -3), 8}},
           {"nothing read of a slice",
            Reads(All(), Part({})),
            {Ago(225min), false, Approach(Ago(15h), -3), 5}},
       }) {
    INFO(name);
    CheckKnown(Window(Range()), reads, expected);
  }
}

TEST_CASE("a stretched span that holds too much is stretched less") {
  const auto window = Window(Range(Steps(2)), {{kAnn, 8}});
  const auto burst = Part(Images(4, 1h));
  CheckKnown(window, Reads(All(Images(1, 10min)), All(), burst, burst, burst),
             {window.slices()[1].oldest, false, {}, 14});
  CheckKnown(window, Reads(All(Images(1, 10min))),
             {window.slices().back().oldest, true, Steps(2), 5});
}

TEST_CASE("on the way to a known image, what lies there says how long the next span is") {
  const SpanChoice approach = Approach(Ago(32h), 1);
  struct Case {
    std::string name;
    std::vector<SliceRead> reads;
    Known expected;
  };
  for (const auto& [name, reads, expected] : std::vector<Case>{
           {"it has gone", Reads(All()), {Ago(32h), false, Steps(1), 5}},
           // A second each, where two days are usual: log4(1 / 172,800) = -8.7.
           {"images a second apart",
            Reads(All(), All(), All(), All(), All(Images(10, 31h + 30min, 1s))),
            {Ago(32h), false, Steps(-9), 14}},
           // Both ways the same id counts once.
           {"of two authors at once",
            Reads(All(), All(), All(), All(Images(3, 30h, 1s, kEve)), All(Images(3, 30h, 1s))),
            {Ago(32h), false, Steps(-9), 9}},
           // An hour, where two days are usual: log4(1 / 48) = -2.8.
           {"a single one",
            Reads(All(), All(), All(), All(), All(Images(1, 32h))),
            {Ago(32h), false, Steps(-3), 5}},
           // Seven hours: log4(7 / 48) = -1.4.
           {"a single one, with too many behind it",
            Reads(All(), All(Images(1, 2h)), Part(Images(6, 9h)), All(), Part(Images(24, 32h))),
            {Ago(8h), false, Steps(-2), 33}},
           {"too many, nothing above them",
            Reads(All(), All(), All(), All(), Part(Images(24, 31h + 10min, 1s))),
            {Ago(31h), false, Approach(Ago(31h + 10min), 1), 28}},
           {"too many at once",
            Reads(Part(Images(6, 1min))),
            {std::nullopt, false, Approach(Ago(1min), 1), 10}},
       }) {
    INFO(name);
    CheckKnown(Window(Range(approach)), reads, expected);
  }
  // Sparser than was thought: thirty days, where two are usual: log4(15) = 1.95.
  CheckKnown(Window(Range(Approach(Ago(24h * 40)))),
             Reads(All(), All(Images(1, 240h)), All(), All(), All(Images(1, 960h))),
             {Ago(960h), false, Steps(1), 5});
}

TEST_CASE("a target below the feed rows of the page is left to a later page") {
  auto range = Range(Approach(Ago(64h), 1));
  range.oldest = Ago(32h);
  CheckKnown(Window(range), Reads(All()), {Ago(32h), false, Approach(Ago(64h), 1), 5});
  CheckKnown(Window(range), Reads(All(Images(2, 1min, 1s))),
             {Ago(32h), false, Approach(Ago(64h), -9), 6});
  range.oldest = range.span.target;  // reached
  CheckKnown(Window(range), Reads(All()), {range.oldest, false, Steps(1), 5});
}

TEST_CASE("no span is shrunk beyond a limit") {
  auto range = Range(Approach(Ago(32h)));
  range.wanted = 1;
  const auto at = Ago(31h + 30min);
  // A 4096th of a millisecond, where ninety days are usual: log4 of it is -22.4.
  CheckKnown(Window(range, {{kAnn, 0.001}}),
             Reads(All(), All(), All(), All(), All({{kAnn, at}, {kAnn, at + 1}})),
             {Ago(32h), false, Steps(kLeastSteps), 6});
  // The very same moment.
  range.span.target = at;
  range.newest = at;
  CheckKnown(Window(range, {{kAnn, 0.001}}), {All({{kAnn, at}})},
             {at, false, Steps(kLeastSteps), 1});
}

TEST_CASE("what was seen says what the authors publish") {
  struct Case {
    std::string name;
    std::vector<SliceRead> reads;
    double ann, eve;
  };
  // Both together take 20 days: slices of 1:52:30, 7:30, 30 hours, 5 and 20 days.
  const Paces usual;
  for (const Case& one : std::vector<Case>{
           {"silence", Reads(All()), 0.25 / 20.5, 0.25 / 20.5},
           {"one publishes", Reads(All(Images(3, 1h)), All(Images(7, 2h))), 10.25 / 20.5,
            0.25 / 20.5},
           {"both", Reads(All(Images(3, 1h)), All(Images(7, 2h, 1ms, kEve))), 3.25 / 20.5,
            7.25 / 20.5},
           // Nothing in 5 days, 24 images in 15.
           {"too many long ago", Reads(All(), All(), All(), All(), Part(Images(24, 150h))), 1.6,
            0.25 / 5.5},
           // 3 in 1:52:30, and 1 more in less than a day.
           {"a busy hour", Reads(All(Images(3, 1h)), Part(Images(1, 2h))),
            3.25 / (0.5 + 1.875 / 24), 0.25 / (0.5 + 1.875 / 24)},
           {"a burst at the top", Reads(Part(Images(24, 1min)), All(Images(9, 2h))), 24, 0.5},
           {"no burst at the top", Reads(Part({})), 0.5, 0.5},
       }) {
    INFO(one.name);
    for (const int steps : {0, 1}) {
      auto range = Range(Steps(steps));
      if (steps == 1) range.oldest = Ago(480h);  // the same slices
      Paces paces = usual;
      const auto window = Window(range, paces, {kAnn, kEve});
      REQUIRE(window.slices().back().oldest == Ago(480h));
      window.Learn(one.reads, paces);
      CHECK(paces.at(kAnn) == Approx(one.ann).epsilon(1e-6));
      CHECK(paces.at(kEve) == Approx(one.eve).epsilon(1e-6));
    }
  }
}

TEST_CASE("what was thought before counts for half a day") {
  Paces paces{{kAnn, 2}, {kEve, 3}};
  const auto window = Window(Range(), paces);  // ten days
  window.Learn(Reads(All(Images(1, 1h))), paces);
  CHECK(paces.at(kAnn) == Approx(2 / 10.5));
  CHECK(paces.at(kEve) == 3);
  for (int pages = 0; pages < 10; ++pages) Window(Range(), paces).Learn(Reads(All()), paces);
  CHECK(paces.at(kAnn) == Approx(1.0 / 90));
}

TEST_CASE("a burst teaches nothing while it is being read") {
  for (const auto& span : {Steps(-1), Approach(Ago(32h)), Approach(Ago(32h), 2)}) {
    Paces paces{{kAnn, 2}};
    Window(Range(span), paces).Learn(Reads(All(Images(4, 1h))), paces);
    CHECK(paces == Paces{{kAnn, 2}});
  }
}

TEST_CASE("paces are forgotten when they are too many") {
  Paces paces;
  for (Id author = 100; paces.size() < 20000; ++author) paces[author] = 1;
  const auto learn = [&] { Window(Range(), paces).Learn(Reads(All()), paces); };
  learn();
  CHECK(paces.size() == 20001);
  learn();
  CHECK(paces.size() == 1);
}
