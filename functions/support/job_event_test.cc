#include "functions/support/job_event.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

int steps = 0;

Outcome<StepResult> Step(JobRun& run) {
  ++steps;
  CHECK(run.arguments["what"] == "this");
  return StepResult::kDone;
}

Answer Run(Exchange& exchange) {
  static constexpr std::array kKinds = {JobKind{"fanout", &Step}};
  return RunJobOfEvent(exchange, kKinds);
}

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services, {{"/call", {{"POST", &Run}}}}, request, context);
}

}  // namespace

TEST_CASE("a call runs the job that it names; a second call finds it finished") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  const auto job = QueueJob({cloud.services(), call}, 4711, "fanout", {{"what", "this"}}).value();
  const std::string event = tests::Json{{"bucket", job.bucket}, {"id", job.id}}.dump();
  steps = 0;
  const auto reply = cloud.Invoke(&Handle, event);
  CHECK(reply.status == 200);
  CHECK(reply.body["job"] == ToBase36(job.id));
  CHECK(cloud.Invoke(&Handle, event).status == 200);
  CHECK(steps == 1);
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("an event that names no job is refused") {
  tests::TestCloud cloud;
  for (const char* event :
       {"", "[]", "{}", "{\"bucket\":0}", "{\"bucket\":\"0\",\"id\":1}", "{\"bucket\":-1,\"id\":1}",
        "{\"bucket\":1000000,\"id\":1}", "{\"bucket\":0.5,\"id\":1}",
        "{\"bucket\":18446744073709551615,\"id\":1}"}) {
    INFO(event);
    const auto reply = cloud.Invoke(&Handle, event);
    CHECK(reply.status == 400);
    CHECK(reply.Code() == "bad_event");
  }
}
