#include "oci/request_watch.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

using std::chrono::milliseconds;
using Phase = RequestWatch::Phase;
using Verdict = RequestWatch::Verdict;

constexpr milliseconds kWhole{60'000};

TEST_CASE("watch: each kind of wait has its own limit, which begins anew with each byte") {
  RequestWatch::TimePoint now{};
  const RequestWatch::Clock clock = [&now] { return now; };
  const std::function<bool()> never;
  const HttpRequest::Waits waits{milliseconds(10), milliseconds(20), milliseconds(30)};
  RequestWatch watch(waits, kWhole, never, clock);
  for (const auto& [phase, limit] : {std::pair{Phase::kConnecting, milliseconds(10)},
                                     {Phase::kSending, milliseconds(20)},
                                     {Phase::kReading, milliseconds(30)}}) {
    for (int byte = 0; byte < 3; ++byte) {
      watch.Await(phase);
      now += limit - milliseconds(1);
      CHECK(watch.Look() == Verdict::kGoOn);
    }
    now += milliseconds(1);
    CHECK(watch.Look() == Verdict::kStopped);
  }
}

TEST_CASE("watch: without limits of waits only the whole time counts, and the clock is not read") {
  const RequestWatch::Clock clock = []() -> RequestWatch::TimePoint { std::abort(); };
  const std::function<bool()> never;
  const HttpRequest::Waits none;
  RequestWatch watch(none, kWhole, never, clock);
  watch.Await(Phase::kReading);
  CHECK(watch.Look() == Verdict::kGoOn);
  CHECK(watch.TimeLeft() <= kWhole);
  CHECK(watch.PollMilliseconds() > 0);
  CHECK(watch.PollMilliseconds() <= 20);
  const RequestWatch late(none, milliseconds(0), never, clock);
  CHECK(late.Look() == Verdict::kTimedOut);
  CHECK(late.TimeLeft().count() == 0);
  CHECK(late.PollMilliseconds() == 0);
}

TEST_CASE("watch: the caller may end the request") {
  const RequestWatch::Clock clock = &std::chrono::steady_clock::now;
  bool stopped = false;
  const std::function<bool()> stop = [&stopped] { return stopped; };
  const HttpRequest::Waits none;
  const RequestWatch watch(none, kWhole, stop, clock);
  CHECK(watch.Look() == Verdict::kGoOn);
  stopped = true;
  CHECK(watch.Look() == Verdict::kStopped);
}

}  // namespace
}  // namespace oci
