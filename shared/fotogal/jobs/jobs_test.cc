#include "fotogal/jobs/jobs.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

// A job of three steps; what a test wants to know and to happen is static, as a step is a function.
struct Script {
  int steps = 0;
  std::vector<std::string> cursors;
  std::function<void()> during;
  bool fails = false;
} script;

Outcome<StepResult> Step(JobRun& run) {
  ++script.steps;
  script.cursors.push_back(run.cursor);
  if (script.during) script.during();
  if (script.fails) return TryAgain("not now");
  const int done = run.cursor.empty() ? 1 : std::stoi(run.cursor) + 1;
  run.cursor = std::to_string(done);
  return done == run.arguments.at("steps").get<int>() ? StepResult::kDone : StepResult::kMore;
}

constexpr JobKind kKinds[] = {{"count", &Step}};

struct Bench : tests::World {
  Bench() { script = {}; }
  JobRef Queue(int steps = 3) {
    auto call = cloud.NewCall();
    const auto job = QueueJob({cloud.services(), call}, NewOp(cloud.now, cloud.services().random),
                              "count", {{"steps", steps}});
    REQUIRE(job.ok());
    return *job;
  }
  bool Run(const JobRef& job) {
    auto call = cloud.NewCall();
    return RunJob({cloud.services(), call}, job, kKinds).ok();
  }
  std::vector<Json> Rows() { return cloud.Rows(schema::kJobs); }
};

}  // namespace

TEST_CASE("a job runs its steps with its cursor, and is gone") {
  Bench bench;
  const auto job = bench.Queue();
  REQUIRE(bench.Rows().size() == 1);
  CHECK(bench.Run(job));
  CHECK(script.cursors == std::vector<std::string>{"", "1", "2"});
  CHECK(bench.Rows().empty());
  CHECK(bench.Run(job));  // there is nothing to do any more
  CHECK(script.steps == 3);
}

TEST_CASE("queued again for the same op it is the same job") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const Op op = NewOp(bench.cloud.now, bench.cloud.services().random);
  for (int i = 0; i < 2; ++i) {
    const auto job = QueueJob({bench.cloud.services(), call}, op, "count", {{"steps", 3}});
    REQUIRE(job.ok());
    CHECK(job->id == JobFor(op, "count").id);
    CHECK(job->bucket == JobFor(op, "count").bucket);
    CHECK(bench.Rows().size() == 1);
  }
  CHECK(JobFor(op, "count").bucket >= 0);
  CHECK(JobFor(op, "count").bucket < schema::kJobBuckets);
}

TEST_CASE("while one runs it nobody else does") {
  Bench bench;
  const auto job = bench.Queue();
  script.during = [&] {
    script.during = nullptr;
    CHECK(bench.Run(job));
    CHECK(script.steps == 1);
  };
  CHECK(bench.Run(job));
  CHECK(script.steps == 3);
}

TEST_CASE("a step that fails leaves the job and its cursor for the next run") {
  Bench bench;
  const auto job = bench.Queue();
  script.during = [&] { script.fails = script.steps == 2; };
  CHECK_FALSE(bench.Run(job));
  REQUIRE(bench.Rows().size() == 1);
  script.during = nullptr;
  script.fails = false;
  bench.cloud.now += schema::kJobLease + std::chrono::seconds(1);
  CHECK(bench.Run(job));
  CHECK(script.cursors == std::vector<std::string>{"", "1", "1", "2"});
  CHECK(bench.Rows().empty());
}

TEST_CASE("cut off at any request, it goes on where it was, and no step is left out") {
  for (int n = 1;; ++n) {
    INFO("cut at request " << n);
    Bench bench;
    const auto job = bench.Queue();
    bench.cloud.transport().FailFrom(n, n % 2 == 0 ? Fault::kLostAnswer : Fault::kLostRequest);
    const bool done = bench.Run(job);
    bench.cloud.transport().Recover();
    if (done) {
      CHECK(n > 3);
      break;
    }
    bench.cloud.now += schema::kJobLease + std::chrono::seconds(1);
    CHECK(bench.Run(job));
    CHECK(bench.Rows().empty());
    CHECK(script.steps <= 6);
    int reached = 0;  // every cursor was worked on, in order, some again
    for (const auto& cursor : script.cursors) {
      const int at = cursor.empty() ? 0 : std::stoi(cursor);
      CHECK(at <= reached);
      reached = std::max(reached, at + 1);
    }
    if (script.steps > 0) CHECK(reached == 3);
  }
}

TEST_CASE("abandoned jobs are found when their lease has ended, not before") {
  Bench bench;
  bench.Queue();
  bench.Queue();
  const auto start = [&] {
    auto call = bench.cloud.NewCall();
    const auto started = TakeUpAbandonedJobs({bench.cloud.services(), call}, kKinds);
    REQUIRE(started.ok());
    return *started;
  };
  const int at_once = start().started;  // nobody has taken them yet
  CHECK(at_once <= 2);
  bench.cloud.now += schema::kJobLease + std::chrono::seconds(1);
  CHECK(start().started == 2);
  CHECK(start().failing == 0);
  bench.cloud.ForgetStarted();
}

TEST_CASE("a job that fails again and again rests longer and longer, and is never given up") {
  Bench bench;
  const auto job = bench.Queue();
  script.fails = true;
  const auto rest = [&] {
    return std::chrono::milliseconds(bench.Rows()[0]["lease_until"].get<std::int64_t>() -
                                     ToMillis(bench.cloud.now));
  };
  for (int run = 1; run <= 60; ++run) {
    INFO("run " << run);
    CHECK_FALSE(bench.Run(job));
    CHECK(rest() >= schema::kJobLease);
    CHECK(rest() <= std::chrono::hours(1));
    if (run > 12) CHECK(rest() == std::chrono::hours(1));
    bench.cloud.now += rest() + std::chrono::seconds(1);
  }
  auto call = bench.cloud.NewCall();
  CHECK(TakeUpAbandonedJobs({bench.cloud.services(), call}, kKinds)->failing == 1);
  bench.cloud.ForgetStarted();
  script.fails = false;
  CHECK(bench.Run(job));
  CHECK(bench.Rows().empty());
}

TEST_CASE("a step with too little time left goes on in a new run") {
  Bench bench;
  const auto job = bench.Queue();
  constexpr JobKind kTired[] = {{"count", [](JobRun& run) -> Outcome<StepResult> {
                                   run.needs_fresh_run = true;
                                   return StepResult::kMore;
                                 }}};
  auto call = bench.cloud.NewCall();
  REQUIRE(RunJob({bench.cloud.services(), call}, job, kTired).ok());
  CHECK(bench.Rows()[0]["lease_until"].get<std::int64_t>() < ToMillis(bench.cloud.now));
  CHECK(bench.Rows()[0]["attempts"] == 0);
  bench.cloud.ForgetStarted();
}
