// After any interleaving of several processes that follow, request, approve, block and change
// privacy, with kills in between, the state is one that the model allows, every edge is counted,
// and every counter is the sum of its edges. FOTOGAL_SEED repeats one sequence; 200 sequences in
// `make test`, 10,000 with FOTOGAL_NIGHTLY=1; with FOTOGAL_NOSQL_PROTOCOL=rest all rows go over
// REST.
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "tests/properties/interleaver.h"
#include "tests/properties/people_model.h"
#include "tests/properties/sequences.h"
#include "tests/properties/stage.h"

using namespace fotogal;
using namespace tests;

namespace {

constexpr int kProcesses = 3;

struct Plan {
  Operation operation;
  Kill kill;
  bool retried = true;  // after a kill, as a client would
};

// Mostly between the same two people, and mostly operations that conflict, because rare conflicts
// would find no errors.
Operation RandomOperation(std::mt19937& random, int people) {
  static constexpr std::array kLikely = {Act::kFollow, Act::kFollow, Act::kFollow, Act::kBlock,
                                         Act::kOpen,   Act::kClose,  Act::kApprove};
  Operation operation;
  operation.act =
      random() % 3 == 0 ? static_cast<Act>(random() % 9) : kLikely[random() % kLikely.size()];
  operation.actor = static_cast<int>(random() % static_cast<unsigned>(people));
  operation.other =
      (operation.actor + 1 + static_cast<int>(random() % static_cast<unsigned>(people - 1))) %
      people;
  // Follows go to one of the two, and privacy and blocks come from that one, so that they conflict.
  if (people == 2 && operation.act == Act::kFollow) operation = {Act::kFollow, 1, 0};
  if (people == 2 && (operation.act == Act::kBlock || operation.act == Act::kOpen ||
                      operation.act == Act::kClose || operation.act == Act::kApprove)) {
    operation.actor = 0;
    operation.other = 1;
  }
  return operation;
}

std::vector<std::vector<Plan>> RandomPlans(std::mt19937& random) {
  std::vector<std::vector<Plan>> plans(kProcesses);
  for (auto& process : plans) {
    const bool first = &process == &plans.front();
    const int count = 1 + static_cast<int>(random() % 2);
    for (int i = 0; i < count; ++i) {
      Plan plan;
      plan.operation = RandomOperation(random, random() % 5 == 0 ? kPeople : 2);
      if (first && i == 0) plan.operation = {Act::kFollow, 1, 0};
      if (random() % 3 == 0) plan.kill.at = 1 + static_cast<int>(random() % 14);
      plan.retried = random() % 2 == 0;
      if (random() % 2 == 0) plan.kill.fault = standin::InProcessTransport::Fault::kLostAnswer;
      process.push_back(plan);
    }
  }
  return plans;
}

// The operations of one process, as the model needs them.
std::vector<Operation> RunProcess(Stage& stage, Interleaver& interleaver, int id,
                                  const std::vector<Plan>& plans) {
  std::vector<Operation> done;
  auto process = stage.cloud.NewProcess(
      [&interleaver, id] { return std::make_shared<Interleaver::Turn>(interleaver, id); });
  for (const Plan& plan : plans) {
    Operation operation = plan.operation;
    const auto act = [&] { return stage.Do(process.services, operation); };
    operation.killed = !stage.Try(process, plan.kill, act);
    done.push_back(operation);
    if (!operation.killed || !plan.retried) continue;
    operation.killed = !stage.Try(process, {}, act);
    done.push_back(operation);
  }
  interleaver.Leave(id);
  return done;
}

void RunSequence(Stage& stage, unsigned seed) {
  std::mt19937 random(seed);
  // Each sequence takes minutes of the test's clock, and sessions end.
  for (auto& person : stage.people) person = stage.cloud.StartSession(person);
  const auto plans = RandomPlans(random);
  // Most sequences begin without relations, and often one person is private, because then there are
  // most conflicts.
  if (random() % 4 != 0) stage.Part(random() % 3 != 0);
  const World start = stage.Look();
  Interleaver interleaver(random());
  for (int i = 0; i < kProcesses; ++i) interleaver.Join(i);
  std::vector<std::vector<Operation>> done(kProcesses);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kProcesses; ++i) {
      threads.emplace_back([&, i] {
        const auto at = static_cast<size_t>(i);
        done[at] = RunProcess(stage, interleaver, i, plans[at]);
      });
    }
  }
  stage.cloud.RunJobs();
  std::string story = "FOTOGAL_SEED=" + std::to_string(seed) + "\nfrom" + Describe(start);
  for (const auto& process : done) {
    story += "\nprocess:";
    for (const auto& operation : process) story += " [" + Describe(operation) + "]";
  }
  const World end = stage.Look();
  INFO(story << "\nto" << Describe(end));
  REQUIRE(stage.TakeFailures() == std::vector<std::string>());
  REQUIRE(stage.cloud.CounterDifference() == "");
  REQUIRE(stage.cloud.Rows(schema::kJobs).empty());
  REQUIRE(Outcomes(start, done).contains(end));
}

}  // namespace

TEST_CASE("people agree after any interleaving of processes and kills") {
  const auto [first, count] = ChooseSequences(200, 10000);
  WARN("seeds from " << first << (RowsOverRest() ? ", rows over REST" : ""));
  Stage stage;
  for (int i = 0; i < count; ++i) RunSequence(stage, first + static_cast<unsigned>(i));
  if (count > 1) CHECK(stage.killed > count / 4);
}

TEST_CASE("what fails though nobody killed it is a failure") {
  Stage stage;
  auto process = stage.cloud.NewProcess([] { return nullptr; });
  const auto answer = [](int status) { return [status] { return Reply{status, {}, {}}; }; };
  const auto look_up = [&](int status) {
    return [&, status] {
      auto call = stage.cloud.NewCall();
      (void)FindUser({process.services, call}, stage.people[0].id);
      return Reply{status, {}, {}};
    };
  };
  CHECK(stage.Try(process, {}, answer(200)));
  CHECK(stage.Try(process, {}, answer(404)));
  CHECK_FALSE(stage.Try(process, {1}, look_up(503)));
  CHECK(stage.killed == 1);
  CHECK(stage.TakeFailures().empty());
  CHECK_FALSE(stage.Try(process, {}, answer(503)));
  CHECK_FALSE(stage.Try(process, {9}, look_up(503)));  // it never reached the ninth request
  CHECK(stage.Try(process, {}, answer(401)));
  CHECK(stage.killed == 1);
  CHECK(stage.TakeFailures().size() == 3);
}

TEST_CASE("the model refuses what cannot have happened") {
  World start;
  const Operation follow{Act::kFollow, 0, 1};
  const auto outcomes = Outcomes(start, {{follow}});
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes.begin()->edge[0][1] == Edge::kAccepted);
  Operation killed = follow;
  killed.killed = true;
  CHECK(Outcomes(start, {{killed}}).size() == 2);
  for (const World& world : Outcomes(start, {{follow}, {{Act::kBlock, 1, 0}}})) {
    CHECK(world.edge[0][1] == Edge::kNone);
    CHECK(world.blocks[1][0]);
  }
}
