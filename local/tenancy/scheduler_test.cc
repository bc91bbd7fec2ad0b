#include "local/tenancy/scheduler.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <future>
#include <vector>

#include "common/rfc3339.h"
#include "local/tenancy/testing.h"

using local::Scheduler;
using local::testing::TenancyBench;

namespace {

struct Bench : TenancyBench {
  std::vector<std::string> started;
  int status = 202;
  Scheduler scheduler{{requester, "http://h", standin::kTenancyId,
                       [this](const std::string& id) {
                         started.push_back(id);
                         return status;
                       },
                       clock}};

  std::string Schedule(const std::string& cron, const std::string& function) {
    return Make(oci::management::Schedules("http://h"), {{"displayName", function},
                                                         {"action", "START_RESOURCE"},
                                                         {"recurrenceType", "CRON"},
                                                         {"recurrenceDetails", cron},
                                                         {"resources", {{{"id", function}}}}});
  }
  std::vector<std::string> DueAt(const std::string& moment) {
    started.clear();
    REQUIRE(scheduler.RunDue(common::ParseRfc3339(moment).value()).ok());
    return started;
  }
};

}  // namespace

TEST_CASE("what is due starts its resources, and nothing else") {
  Bench bench;
  bench.Schedule("0 * * * *", "hourly");
  bench.Schedule("*/30 * * * *", "half-hourly");
  CHECK(bench.DueAt("2026-11-28T15:00:00Z").size() == 2);
  CHECK(bench.DueAt("2026-11-28T15:30:00Z") == std::vector<std::string>{"half-hourly"});
  CHECK(bench.DueAt("2026-11-28T15:31:00Z").empty());
}

TEST_CASE("one that cannot be started keeps no other from being started") {
  Bench bench;
  bench.Schedule("0 * * * *", "gone");
  bench.Schedule("0 * * * *", "there");
  bench.status = 404;
  CHECK(bench.DueAt("2026-11-28T15:00:00Z").size() == 2);
}

TEST_CASE("a schedule that was switched off starts nothing") {
  Bench bench;
  const auto id = bench.Schedule("* * * * *", "sweep");
  auto call = bench.NewCall();
  oci::management::Client schedules(bench.requester, oci::management::Schedules("http://h"));
  REQUIRE(schedules.Act(call, id, "deactivateSchedule").ok());
  CHECK(bench.DueAt("2026-11-28T15:00:00Z").empty());
  REQUIRE(schedules.Act(call, id, "activateSchedule").ok());
  CHECK(bench.DueAt("2026-11-28T15:00:00Z") == std::vector<std::string>{"sweep"});
}

TEST_CASE("by itself it runs what is due when a minute begins, and stops at once") {
  Bench bench;
  bench.Schedule("0 15 28 11 *", "sweep");
  const auto three = common::ParseRfc3339("2026-11-28T15:00:00Z").value();
  bench.now = three;
  std::promise<std::string> started;
  std::atomic<int> looks = 0;
  Scheduler scheduler(
      {bench.requester, "http://h", standin::kTenancyId,
       [&](const std::string& id) {
         started.set_value(id);
         return 202;
       },
       // It is 15:00 once the scheduler has begun to wait for it.
       [&] { return ++looks <= 2 ? three - std::chrono::milliseconds(1) : three; }});
  scheduler.Run();
  CHECK(started.get_future().get() == "sweep");
  scheduler.Stop();
}
