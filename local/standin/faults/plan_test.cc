#include "local/standin/faults/plan.h"

#include <catch2/catch_test_macros.hpp>

using namespace standin;

namespace {

std::string RefusalOfRule(const std::string& rule) {
  const auto plan = ParseFaultPlan(R"({"faults": [)" + rule + "]}", "f.json");
  return plan.ok() ? "" : plan.error().message;
}

}  // namespace

TEST_CASE("a plan has a seed and rules, each with what its fault needs") {
  const auto plan = ParseFaultPlan(R"({"seed": 7, "faults": [
    {"fault": "error", "status": 429, "retry_after_s": 3, "service": "nosql", "operation": "query",
     "percent": 10, "skip": 2, "count": 5},
    {"fault": "error", "status": 500, "when": "after"},
    {"fault": "slow", "delay_ms": 250, "service": "object-storage"},
    {"fault": "throttled", "table": "users", "operation": "write"},
    {"fault": "stale-list", "seconds": 9},
    {"fault": "killed", "function": "feed"}]})",
                                   "f.json");
  REQUIRE(plan.ok());
  CHECK(plan->seed == 7);
  REQUIRE(plan->rules.size() == 6);
  const auto& error = plan->rules[0];
  CHECK(error.kind == FaultKind::kError);
  CHECK(error.status == 429);
  CHECK(error.retry_after_s == 3);
  CHECK(error.service == "nosql");
  CHECK(error.operation == "query");
  CHECK(error.percent == 10);
  CHECK(error.skip == 2);
  CHECK(error.count == 5);
  CHECK(plan->rules[1].after_work);
  CHECK(plan->rules[2].delay_ms == 250);
  CHECK(plan->rules[3].service == "nosql");
  CHECK(plan->rules[3].table == "users");
  CHECK(plan->rules[4].service == "object-storage");
  CHECK(plan->rules[4].stale_s == 9);
  CHECK(plan->rules[5].service == "functions");
  CHECK(plan->rules[5].delay_ms == 0);
}

TEST_CASE("every kind has a name by which files call it") {
  for (const char* name : {"error", "slow", "half-body", "reset", "expired-token", "clock-off",
                           "throttled", "stale-list", "killed"}) {
    const auto plan =
        ParseFaultPlan(R"({"faults": [{"fault": ")" + std::string(name) + "\"}]}", "f.json");
    REQUIRE(plan.ok());
    CHECK(NameOf(plan->rules.at(0).kind) == name);
  }
}

TEST_CASE("what is wrong is told with its place and what would be right") {
  const std::string here = "f.json: faults[0].";
  const struct {
    const char* rule;
    std::string message;
  } cases[] = {
      {R"({"status": 503})", here + "fault is missing"},
      {R"({"fault": "error", "status": 404})",
       here + "status is 404; must be 429, 500, 502, 503 or 504"},
      {R"({"fault": "error", "status": 429, "when": "after"})",
       here + "when is \"after\"; must be before: what is refused with 429 has no effect"},
      {R"({"fault": "slow", "status": 503})",
       here + "status is 503; must be absent with the fault slow"},
      {R"({"fault": "throttled", "service": "logging"})",
       here + "service is \"logging\"; must be nosql, or absent, with the fault throttled"},
      {R"({"fault": "throttled", "operation": "query"})",
       here + "operation is \"query\"; must be read, write or any with the fault throttled"},
      {R"({"fault": "reset", "function": "feed"})",
       here + "function is \"feed\"; must be absent unless the service is functions"},
      {R"({"fault": "slow", "percent": 0})",
       here + "percent is 0; must be a whole number from 1 to 100"},
      {"7", "f.json: faults[0] is no object"},
  };
  for (const auto& [rule, message] : cases) CHECK(RefusalOfRule(rule) == message);
  CHECK(RefusalOfRule(R"({"fault": "slow", "delay": 5})").starts_with(here + "delay"));
  CHECK(ParseFaultPlan("{}", "f.json").error().message == "f.json: faults is missing");
  CHECK(ParseFaultPlan(R"({"faults": {}})", "f.json").error().message ==
        "f.json: faults is no list");
  CHECK_FALSE(ParseFaultPlan(R"({"faults": [], "sed": 1})", "f.json").ok());
  CHECK(ParseFaultPlan("[", "f.json").error().message.starts_with("f.json: not JSON: line 1"));
}
