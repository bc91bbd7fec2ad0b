#include "functions/reconcile/handler.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/upkeep/reconcile.h"
#include "fotogal/upkeep/reconciliation.h"
#include "tests/support/worn_world.h"

using namespace fotogal;
using tests::Json;
using World = tests::WornWorld;

namespace {

tests::Reply Reconcile(World& world, const std::string& body) {
  return world.cloud.Invoke(&reconcile::Handle, body);
}

}  // namespace

TEST_CASE("reconcile accepts only its own calls, and does nothing otherwise") {
  World world;
  for (const char* body : {"", "[]", "null", "{", R"({"bucket":0})", R"({"bucket":-1,"id":1})",
                           R"({"bucket":0,"id":"1"})"}) {
    INFO(body);
    const auto reply = Reconcile(world, body);
    CHECK(reply.status == 400);
    CHECK(reply.Code() == "bad_event");
  }
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("one call of reconcile repairs everything and leaves no job") {
  World world;
  world.Break();
  const auto reply = Reconcile(world, "{}");
  REQUIRE(reply.status == 200);
  CHECK(reply.body == Json{{"under_way", nullptr}});
  world.cloud.RunJobs();  // runs the deliveries that it has started
  world.CheckWhole();
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("while a reconciliation runs another call only returns its progress") {
  World world;
  world.Break();
  auto call = world.cloud.NewCall();
  REQUIRE(QueueReconcile({world.cloud.services(), call}).ok());
  auto job = world.cloud.Rows(schema::kJobs).at(0);
  JobRun run{{world.cloud.services(), call}, TheReconciliation(), Json::object(), "", 0};
  REQUIRE(ReconcileStep(run, {}).ok());
  job["cursor"] = run.cursor;
  job["lease_until"] = ToMillis(world.cloud.now + std::chrono::minutes(1));
  world.Put(schema::kJobs, job);
  const auto users = world.cloud.Rows(schema::kUsers);
  const auto told = Reconcile(world, "{}");
  REQUIRE(told.status == 200);
  CHECK(told.body["under_way"]["part"] == ReadReconciliation(run.cursor).part);
  CHECK(told.body["under_way"]["mended"] == ReadReconciliation(run.cursor).mended);
  CHECK(world.cloud.Rows(schema::kUsers) == users);
  // The job's own event finishes it when the run that had its lease has died.
  world.cloud.now += std::chrono::minutes(2);
  CHECK(Reconcile(world, Json{{"bucket", job["bucket"]}, {"id", job["id"]}}.dump()).status < 300);
  world.cloud.RunJobs();
  world.CheckWhole();
}
