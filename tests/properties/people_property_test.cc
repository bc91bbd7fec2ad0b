// After any interleaving of several processes that follow, ask, approve, block and change privacy,
// with kills in between: one of the worlds that the model allows, every edge settled, every counter
// equal to its edges. FOTOGAL_SEED repeats one sequence; 500 in `make test`, 10,000 with
// FOTOGAL_NIGHTLY=1.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <thread>

#include "fotogal/blocks.h"
#include "fotogal/follows.h"
#include "fotogal/schema.h"
#include "functions/follow/handler.h"
#include "tests/properties/interleaver.h"
#include "tests/properties/people_model.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using namespace tests;
using Fault = standin::InProcessTransport::Fault;

namespace {

constexpr int kProcesses = 3;

struct Plan {
  Operation operation;
  int kill_at = 0;      // the n-th request; 0: it lives
  bool retried = true;  // after a kill, as a client would
  Fault fault = Fault::kLostRequest;
};

struct Stage {
  TestCloud cloud;
  std::array<Person, kPeople> people = {cloud.SignUp("ann"), cloud.SignUp("bob"),
                                        cloud.SignUp("eve")};

  // As PATCH /v1/me {is_private} does.
  bool SetPrivate(Services& services, const Person& person, bool is_private) {
    auto call = cloud.NewCall();
    const auto job = QueueApproveAll(services, call, NewOp(call.Now(), services.random), person.id);
    if (!job.ok()) return false;
    const auto statement = "DECLARE $u LONG; $p BOOLEAN; UPDATE " + std::string(schema::kUsers) +
                           " u SET u.is_private = $p WHERE u.id = $u";
    const auto set =
        services.nosql->Execute(call, statement, {{"$u", person.id}, {"$p", is_private}}, true);
    if (set.ok()) StartJob(services, call, *job);
    return set.ok();
  }

  // True: acknowledged.
  bool Do(Services& services, const Operation& o) {
    const Person& actor = people[static_cast<size_t>(o.actor)];
    const std::string other = people[static_cast<size_t>(o.other)].username;
    const auto send = [&](const char* method, const std::string& path) {
      const int status = cloud.SendTo(services, &follow::Handle, {method, path}, &actor).status;
      if (status == 401) throw std::runtime_error("nobody is logged in");
      return status < 500;
    };
    switch (o.act) {
      case Act::kFollow:
        return send("PUT", "/v1/users/" + other + "/follow");
      case Act::kUnfollow:
        return send("DELETE", "/v1/users/" + other + "/follow");
      case Act::kApprove:
        return send("PUT", "/v1/me/follow-requests/" + other);
      case Act::kReject:
        return send("DELETE", "/v1/me/follow-requests/" + other);
      case Act::kRemove:
        return send("DELETE", "/v1/me/followers/" + other);
      case Act::kBlock:
        return send("PUT", "/v1/users/" + other + "/block");
      case Act::kUnblock:
        return send("DELETE", "/v1/users/" + other + "/block");
      case Act::kOpen:
        return SetPrivate(services, actor, false);
      case Act::kClose:
        return SetPrivate(services, actor, true);
    }
    return false;
  }

  World Look() {
    World world;
    const auto index = [&](const Json& id) {
      for (size_t i = 0; i < people.size(); ++i) {
        if (people[i].id == id) return i;
      }
      throw std::runtime_error("a row of a stranger");
    };
    for (const auto& row : cloud.Rows(schema::kUsers))
      world.is_private[index(row["id"])] = row["is_private"] == true;
    for (const auto& row : cloud.Rows(schema::kBlocks))
      world.blocks[index(row["user_id"])][index(row["blocked_id"])] = true;
    for (const auto& row : cloud.Rows(schema::kFollows)) {
      world.edge[index(row["follower_id"])][index(row["followee_id"])] =
          row["state"] == "accepted" ? Edge::kAccepted : Edge::kPending;
    }
    return world;
  }
};

// Mostly between the same two people, and mostly what goes against each other: rare meetings find
// nothing.
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
  // Follows go towards one of the two, privacy and blocks come from there: they meet.
  if (people == 2 && operation.act == Act::kFollow) operation = {Act::kFollow, 1, 0};
  if (people == 2 && (operation.act == Act::kBlock || operation.act == Act::kOpen ||
                      operation.act == Act::kClose || operation.act == Act::kApprove)) {
    operation.actor = 0;
    operation.other = 1;
  }
  return operation;
}

// Most sequences start between strangers, one of them often private: there the meetings are.
void Reset(Stage& stage, std::mt19937& random) {
  auto& services = stage.cloud.services();
  auto call = stage.cloud.NewCall();
  for (const auto& row : stage.cloud.Rows(schema::kBlocks))
    REQUIRE(Unblock(services, call, row["user_id"], row["blocked_id"]).ok());
  for (const auto& row : stage.cloud.Rows(schema::kFollows))
    REQUIRE(Unfollow(services, call, row["follower_id"], row["followee_id"]).ok());
  REQUIRE(stage.SetPrivate(services, stage.people[0], random() % 3 != 0));
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
      if (random() % 3 == 0) plan.kill_at = 1 + static_cast<int>(random() % 14);
      plan.retried = random() % 2 == 0;
      plan.fault = random() % 2 == 0 ? Fault::kLostRequest : Fault::kLostAnswer;
      process.push_back(plan);
    }
  }
  return plans;
}

// What one process did, as the model is told.
std::vector<Operation> RunProcess(Stage& stage, Interleaver& interleaver, int id,
                                  const std::vector<Plan>& plans) {
  std::vector<Operation> done;
  auto process = stage.cloud.NewProcess(
      [&interleaver, id] { return std::make_shared<Interleaver::Turn>(interleaver, id); });
  for (const Plan& plan : plans) {
    if (plan.kill_at > 0) process.transport->FailFrom(plan.kill_at, plan.fault);
    Operation operation = plan.operation;
    operation.killed = !stage.Do(process.services, operation);
    process.transport->Recover();
    done.push_back(operation);
    if (!operation.killed || !plan.retried) continue;
    operation.killed = !stage.Do(process.services, operation);
    done.push_back(operation);
  }
  interleaver.Leave(id);
  return done;
}

void RunSequence(Stage& stage, unsigned seed) {
  std::mt19937 random(seed);
  // Each sequence takes minutes of the stage's time, and sessions end.
  for (auto& person : stage.people) person = stage.cloud.StartSession(person);
  const auto plans = RandomPlans(random);
  if (random() % 4 != 0) Reset(stage, random);
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
  REQUIRE(stage.cloud.CounterDifference() == "");
  REQUIRE(stage.cloud.Rows(schema::kJobs).empty());
  REQUIRE(Outcomes(start, done).contains(end));
}

}  // namespace

TEST_CASE("people agree after any interleaving of processes and kills") {
  const char* chosen = std::getenv("FOTOGAL_SEED");
  const unsigned first =
      chosen != nullptr ? static_cast<unsigned>(std::stoul(chosen)) : std::random_device{}();
  const int count = chosen != nullptr ? 1 : std::getenv("FOTOGAL_NIGHTLY") != nullptr ? 10000 : 500;
  WARN("seeds from " << first);
  Stage stage;
  for (int i = 0; i < count; ++i) RunSequence(stage, first + static_cast<unsigned>(i));
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
