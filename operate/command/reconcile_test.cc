#include "operate/command/reconcile.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "local/running/operator.h"
#include "tests/support/old_photos.h"
#include "tests/support/text_file.h"
#include "tests/support/worn_world.h"

using namespace operate;
using World = tests::WornWorld;

namespace {

struct Ran {
  int status = -1;
  std::string bar, report;
};

// The command goes by the system's clock.
template <class AnyWorld>
Ran Run(AnyWorld& world, Task task = Task::kReconcile) {
  world.cloud.now = local::SystemNow();
  tests::TextFile bar, report;
  Ran ran;
  ran.status = RunReconcile(world.cloud.services(), task, bar.file(), false, report.file());
  ran.bar = bar.Read();
  ran.report = report.Read();
  return ran;
}

bool Tells(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("reconcile reports what it repaired; a second run reports that there was nothing") {
  World world;
  world.Break();
  const auto first = Run(world);
  CHECK(first.status == 0);
  CHECK(Tells(first.report, "mended orphan blocks: 1"));
  CHECK(Tells(first.report, "mended orphan reactions: 2"));
  CHECK(first.bar.find("images") != std::string::npos);
  CHECK(world.cloud.CounterDifference() == "");
  CHECK(world.cloud.Rows(fotogal::schema::kBlocks).empty());
  const auto second = Run(world);
  CHECK(second.status == 0);
  CHECK(second.report == "Nothing was to be mended.\n");
}

TEST_CASE("reconcile continues a stopped run, and reports that run's repairs too") {
  World world;
  world.Break();
  auto call = world.cloud.NewCall();
  REQUIRE(fotogal::QueueReconcile({world.cloud.services(), call}).ok());
  auto job = world.cloud.Rows(fotogal::schema::kJobs).at(0);
  job["cursor"] =
      R"({"part":"end","page":"","batch":[],"after":0,"done":0,"totals":{},"mended":{"a thing":7}})";
  world.Put(fotogal::schema::kJobs, job);
  const auto ran = Run(world);
  CHECK(ran.status == 0);
  CHECK(ran.report == "mended a thing: 7\n");
  CHECK(world.cloud.Rows(fotogal::schema::kJobs).empty());
}

TEST_CASE("reconcile fails when the services cannot be reached, and reports nothing") {
  World world;
  world.cloud.transport().FailFrom(1, standin::InProcessTransport::Fault::kNotReached);
  const auto ran = Run(world);
  CHECK(ran.status == 1);
  CHECK(ran.report.empty());
  CHECK(Reconcile({.data = "/nowhere/at/all"}) == 1);
}

TEST_CASE("reconcile --renditions reports what it made, and what it had to leave") {
  tests::OldPhotos old;
  const auto first = Run(old, Task::kRenditions);
  CHECK(first.status == 0);
  CHECK(Tells(first.report, "mended renditions of photos: 3"));
  CHECK(Tells(first.report, "mended avatars in the folder of photos: 1"));
  CHECK(Tells(first.report, "left as they are, not decodable: 1"));
  CHECK(first.bar.find("photos") != std::string::npos);
  old.CheckAll();
  CHECK(Run(old, Task::kRenditions).report == "left as they are, not decodable: 1\n");
}
