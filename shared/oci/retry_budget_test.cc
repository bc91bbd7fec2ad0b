#include "oci/retry_budget.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using namespace std::chrono_literals;
using testing::At;
using testing::Bench;
using Outcome = RetryBudget::Outcome;

constexpr const char* kHost = "nosql.example";

// Each of a moment of its own.
constexpr RetryBudget::Limits kEach{.one_moment = 0ms};

// How many retries are allowed when every try fails.
int RetriesLeft(RetryBudget& budget, Outcome outcome = Outcome::kFailed) {
  int retries = 0;
  for (; retries < 100; ++retries) {
    budget.Tell(kHost, outcome, At(0));
    if (!budget.MayRetry(kHost)) break;
  }
  return retries;
}

TEST_CASE("retries end when half of the tokens are used up") {
  RetryBudget budget(kEach);
  CHECK(budget.MayRetry(kHost));
  CHECK(RetriesLeft(budget) == 9);
  CHECK(RetriesLeft(budget) == 0);
  CHECK(budget.MayRetry("another.example"));
  RetryBudget throttled(kEach);
  CHECK(RetriesLeft(throttled, Outcome::kThrottled) == 9);
}

TEST_CASE("five successes give back what one failure took, and never more than there was") {
  RetryBudget budget(kEach);
  for (int i = 0; i < 100; ++i) budget.Tell(kHost, Outcome::kAnswered, At(0));
  CHECK(RetriesLeft(budget) == 9);
  for (int i = 0; i < 5; ++i) {
    CHECK(budget.MayRetry(kHost) == (i > 0));
    budget.Tell(kHost, Outcome::kAnswered, At(0));
  }
  CHECK(RetriesLeft(budget) == 0);
  // A service that fails one time of six is retried for ever.
  RetryBudget seldom(kEach);
  for (int i = 0; i < 1000; ++i) {
    seldom.Tell(kHost, Outcome::kFailed, At(0));
    CHECK(seldom.MayRetry(kHost));
    for (int k = 0; k < 5; ++k) seldom.Tell(kHost, Outcome::kAnswered, At(0));
  }
}

TEST_CASE("after an outage of any length retries are soon allowed again") {
  RetryBudget budget(kEach);
  for (int i = 0; i < 10000; ++i) budget.Tell(kHost, Outcome::kFailed, At(0));
  for (int i = 0; i <= 50; ++i) budget.Tell(kHost, Outcome::kAnswered, At(0));
  CHECK(budget.MayRetry(kHost));
}

TEST_CASE("requests that fail at once count as one") {
  RetryBudget budget({});
  for (int i = 0; i < 100; ++i) budget.Tell(kHost, Outcome::kFailed, At(100) + i % 20 * 1ms);
  CHECK(budget.MayRetry(kHost));
  CHECK(budget.Admit(kHost, At(100)));
  for (int moment = 1; moment < 9; ++moment) {
    budget.Tell(kHost, Outcome::kFailed, At(100) + moment * 20ms);
    CHECK(budget.MayRetry(kHost));
  }
  budget.Tell(kHost, Outcome::kFailed, At(100) + 180ms);
  CHECK_FALSE(budget.MayRetry(kHost));
  CHECK_FALSE(budget.Admit(kHost, At(100) + 180ms));
}

TEST_CASE("a limit of 0 tokens is none") {
  RetryBudget budget({.tokens = 0, .one_moment = 0ms});
  CHECK(RetriesLeft(budget) == 100);
}

TEST_CASE("the circuit opens when nothing succeeds, and lets one request through a second") {
  RetryBudget budget(kEach);
  for (int i = 0; i < 10; ++i) {
    CHECK(budget.Admit(kHost, At(100)));
    budget.Tell(kHost, Outcome::kFailed, At(100));
  }
  CHECK_FALSE(budget.Admit(kHost, At(100)));
  CHECK(budget.Admit("another.example", At(100)));
  CHECK(budget.Admit(kHost, At(101)));
  CHECK_FALSE(budget.Admit(kHost, At(101)));  // while that one is under way
  budget.Tell(kHost, Outcome::kFailed, At(103));
  CHECK_FALSE(budget.Admit(kHost, At(103)));
  CHECK(budget.Admit(kHost, At(104)));
  budget.Tell(kHost, Outcome::kAnswered, At(104));
  CHECK(budget.Admit(kHost, At(104)));
  CHECK(budget.Admit(kHost, At(104)));
}

TEST_CASE("a clock that is set back does not keep the circuit open") {
  RetryBudget budget(kEach);
  for (int i = 0; i < 10; ++i) budget.Tell(kHost, Outcome::kFailed, At(100000));
  CHECK(budget.Admit(kHost, At(50)));
}

TEST_CASE("too many requests do not open the circuit, and a success in between keeps it closed") {
  RetryBudget budget(kEach);
  for (int i = 0; i < 100; ++i) budget.Tell(kHost, Outcome::kThrottled, At(0));
  CHECK(budget.Admit(kHost, At(0)));
  for (int i = 0; i < 100; ++i) {
    budget.Tell(kHost, i % 9 == 8 ? Outcome::kAnswered : Outcome::kFailed, At(0));
    CHECK(budget.Admit(kHost, At(0)));
  }
}

// What the requester makes of it.

HttpRequest Get(const std::string& host = kHost) {
  return {"GET", "https://" + host + "/x", {}, ""};
}

// Sends until nothing is left in the script; returns the requests that one Send made, for each.
std::vector<int> RequestsOfEach(Bench& bench, int sends) {
  std::vector<int> requests;
  for (int i = 0; i < sends; ++i) {
    Call call = bench.NewCall();
    (void)bench.requester->Send(call, Get(), Retry::kIdempotent);
    requests.push_back(call.requests);
    bench.now += 20ms;
  }
  return requests;
}

TEST_CASE("a service that only refuses gets each request once, after the first few") {
  Bench bench;
  for (int i = 0; i < 40; ++i) bench.transport->Add(429, "{}");
  CHECK(RequestsOfEach(bench, 6) == std::vector{4, 4, 2, 1, 1, 1});
}

TEST_CASE("a service that is gone is left alone, and found again") {
  Bench bench;
  for (int i = 0; i < 10; ++i) bench.transport->Add(503, "{}");
  CHECK(RequestsOfEach(bench, 5) == std::vector{4, 4, 2, 0, 0});
  Call refused = bench.NewCall();
  const auto answer = bench.requester->Send(refused, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "circuit_open");
  CHECK(answer.error().retryable);
  CHECK_FALSE(answer.error().outcome_unknown);
  bench.transport->Add(200, "another");
  Call other = bench.NewCall();
  CHECK(bench.requester->Send(other, Get("another.example"), Retry::kIdempotent).ok());
  bench.now += 1s;
  bench.transport->Add(200, "ok").Add(200, "ok");
  CHECK(RequestsOfEach(bench, 2) == std::vector{1, 1});
}

TEST_CASE("refusals of what was asked, and calls that nobody waits for, are no failures") {
  Bench bench;
  for (int i = 0; i < 30; ++i) bench.transport->Add(404, "{}");
  CHECK(RequestsOfEach(bench, 30) == std::vector(30, 1));
  for (int i = 0; i < 30; ++i) {
    bench.cancelled = false;
    bench.transport->script = {[&bench](const HttpRequest&) -> Result<HttpResponse> {
      bench.cancelled = true;
      return testing::LostAnswer();
    }};
    CHECK(RequestsOfEach(bench, 1) == std::vector{1});
  }
  bench.cancelled = false;
  bench.transport->Add(200, "ok");
  CHECK(RequestsOfEach(bench, 1) == std::vector{1});
}

}  // namespace
}  // namespace oci
