#include "bench/load/load_bench.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <random>
#include <vector>

using namespace bench;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const Schedule::TimePoint kBegin{seconds(1000)};

Tally TallyOf(std::initializer_list<int> times_ms) {
  Tally tally;
  for (const int time : times_ms) tally.times.Add(milliseconds(time));
  return tally;
}

}  // namespace

TEST_CASE("a work is picked as often as the mix says, and found by its name") {
  std::map<Work, int> picked;
  for (std::uint64_t i = 0; i < 1000; ++i) ++picked[Pick(i)];
  for (const auto& share : kMix) {
    CHECK(picked[share.work] == share.in_thousand);
    CHECK(WorkNamed(share.name) == share.work);
  }
  CHECK_FALSE(WorkNamed("nap"));
}

TEST_CASE("a time that a share of all does not exceed is told within a sixty-fourth") {
  Histogram histogram;
  CHECK(histogram.At(0.5) == microseconds(0));
  std::mt19937_64 random(1);
  std::vector<std::int64_t> times;
  for (int i = 0; i < 5000; ++i) {
    const auto bits = random() % 30;
    times.push_back(static_cast<std::int64_t>(random() % (std::uint64_t{2} << bits)));
    histogram.Add(microseconds(times.back()));
  }
  std::ranges::sort(times);
  for (const double share : {0.0002, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    INFO(share);
    const auto exact = times[static_cast<size_t>(std::ceil(share * 5000)) - 1];
    const auto told = histogram.At(share).count();
    CHECK(told >= exact);
    CHECK(told <= exact + exact / 64);
  }
  CHECK(histogram.most().count() == times.back());
}

TEST_CASE("histograms are added, and neither a negative nor a huge time is lost") {
  Histogram one, other;
  one.Add(milliseconds(1));
  other.Add(milliseconds(-1));
  other.Add(std::chrono::hours(1000));
  one += other;
  CHECK(one.count() == 3);
  CHECK(one.At(0.1) == microseconds(0));
  CHECK(one.most() == std::chrono::hours(1000));
}

TEST_CASE(
    "in a closed loop a call begins when somebody is free, until the time or the count ends") {
  Schedule schedule({.time = seconds(2), .most = 3}, kBegin);
  CHECK(schedule.Next(kBegin - seconds(1))->start == kBegin);
  CHECK(schedule.Next(kBegin + milliseconds(700))->start == kBegin + milliseconds(700));
  CHECK_FALSE(schedule.Next(kBegin + seconds(2)));
  CHECK(schedule.Next(kBegin + seconds(1)));
  CHECK_FALSE(schedule.Next(kBegin + seconds(1)));
  CHECK(schedule.Missed().empty());
}

TEST_CASE("in an open loop calls are due at their rate, however late somebody is free") {
  const Pace pace{.rate = 1000, .time = seconds(10), .seed = 7};
  Schedule schedule(pace, kBegin), same(pace, kBegin);
  Schedule::TimePoint before = kBegin;
  int calls = 0;
  // Everybody is busy from the sixth second on: nobody asks.
  while (const auto due = schedule.Next(before)) {
    CHECK(due->start >= before);
    before = due->start;
    ++calls;
    if (due->start > kBegin + seconds(5)) break;
  }
  CHECK(calls > 4700);
  CHECK(calls < 5300);
  // Free again: what was due meanwhile starts in the past, where its time begins.
  const auto late = schedule.Next(kBegin + seconds(9));
  REQUIRE(late);
  CHECK(late->start < kBegin + seconds(6));
  CHECK_FALSE(schedule.Next(kBegin + seconds(10)));
  const auto missed = schedule.Missed();
  CHECK(missed.size() > 4700);
  CHECK(missed.back().start < schedule.end());
  CHECK(same.Missed().size() == missed.size() + static_cast<size_t>(calls) + 1);
}

TEST_CASE("only one kind of work is done when one is named") {
  Schedule schedule({.time = seconds(1), .most = 50, .only = Work::kLike}, kBegin);
  while (const auto due = schedule.Next(kBegin)) CHECK(due->work == Work::kLike);
}

TEST_CASE("the table tells calls, times and failures, the chart a curve for each work") {
  LoadResults results;
  results.people = 4;
  results.seconds = 2;
  results.where = "here";
  results.by_work[0] = TallyOf({1, 1, 1, 20});
  results.by_work[3] = TallyOf({4, 8});
  results.by_work[3].failures = {{0, 1}, {429, 3}};
  const auto text = ToMarkdown(results);
  CHECK(text.find("| photo | 4 | 2.0 | 1.0 | 20.0 | 20.0 | 20.0 | 20.0 |  |\n") !=
        std::string::npos);
  CHECK(text.find("| no answer: 1, 429: 3 |") != std::string::npos);
  CHECK(text.find("| all | 6 | 3.0 |") != std::string::npos);
  CHECK(text.find("| feed |") == std::string::npos);
  CHECK(text.find("closed loop") != std::string::npos);
  const auto chart = ToSvg(results);
  CHECK(chart.starts_with("<svg "));
  CHECK(chart.ends_with("</svg>\n"));
  CHECK(chart.find("nan") == std::string::npos);
  CHECK(chart.find(">like</text>") != std::string::npos);
  CHECK(ToSvg({}).find("nan") == std::string::npos);
}

TEST_CASE("a call that was not begun is told and waited for, but not counted as done") {
  LoadResults results;
  results.people = 1;
  results.rate = 10;
  results.seconds = 1;
  results.by_work[1] = TallyOf({5, 900});
  results.by_work[1].missed = 1;
  const auto text = ToMarkdown(results);
  CHECK(text.find("| feed | 1 | 1.0 |") != std::string::npos);
  CHECK(text.find("not begun: 1") != std::string::npos);
  CHECK(text.find("open loop") != std::string::npos);
}
