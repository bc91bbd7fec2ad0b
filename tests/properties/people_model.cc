#include "tests/properties/people_model.h"

#include <map>

namespace tests {
namespace {

constexpr std::array kActs = {"follow", "unfollow", "approve", "reject", "remove",
                              "block",  "unblock",  "open",    "close"};

// Looks at what stands between a follower and a followee, one thing at a time and in any order.
struct Look {
  int follower = 0, followee = 0;
  std::array<bool, 3> seen{};   // which of the three has been read
  std::array<bool, 3> value{};  // follower blocks, followee blocks, followee is private
  bool needs_privacy = true;
  auto operator<=>(const Look&) const = default;

  bool Done() const { return seen[0] && seen[1] && (seen[2] || !needs_privacy); }
  bool Read(const World& world, int i) const {
    if (i == 0) return world.blocks[follower][followee];
    if (i == 1) return world.blocks[followee][follower];
    return world.is_private[followee];
  }
};

enum class Phase : std::uint8_t { kChecks, kChange, kEnforce };

// Where a process stands.
struct Process {
  size_t operation = 0;
  Phase phase = Phase::kChecks;
  Look checks;
  std::vector<Look> tasks;  // what is enforced afterwards
  auto operator<=>(const Process&) const = default;
};

struct State {
  World world;
  std::vector<Process> processes;
  auto operator<=>(const State&) const = default;
};

bool IsPrivacy(Act act) { return act == Act::kOpen || act == Act::kClose; }

Look LookFor(int follower, int followee, bool needs_privacy = true) {
  return {follower, followee, {}, {}, needs_privacy};
}

void EnforceOn(World& world, const Look& look) {
  Edge& edge = world.edge[look.follower][look.followee];
  if (look.value[0] || look.value[1]) edge = Edge::kNone;
  if (edge == Edge::kPending && !look.value[2]) edge = Edge::kAccepted;
}

class Explorer {
 public:
  Explorer(const World& start, const std::vector<std::vector<Operation>>& programs)
      : programs_(programs) {
    State state{start, std::vector<Process>(programs.size())};
    for (size_t i = 0; i < programs.size(); ++i) Begin(state.processes[i], i, 0);
    Visit(std::move(state));
  }
  std::set<World> outcomes;

 private:
  const std::vector<std::vector<Operation>>& programs_;
  std::set<State> visited_;

  void Begin(Process& process, size_t program, size_t operation) {
    process = Process();
    process.operation = operation;
    if (operation == programs_[program].size()) return;
    const Operation& o = programs_[program][operation];
    process.phase = IsPrivacy(o.act) ? Phase::kChange : Phase::kChecks;
    process.checks = LookFor(o.actor, o.other, o.act == Act::kFollow);
  }

  void Visit(State state) {
    if (!visited_.insert(state).second) return;
    bool ended = true;
    for (size_t i = 0; i < programs_.size(); ++i) {
      if (state.processes[i].operation == programs_[i].size()) continue;
      ended = false;
      if (programs_[i][state.processes[i].operation].killed) {
        State stopped = state;
        Begin(stopped.processes[i], i, state.processes[i].operation + 1);
        Visit(std::move(stopped));
      }
      Step(state, i);
    }
    if (!ended) return;
    Enforce(state.world);
    outcomes.insert(state.world);
  }

  void Step(const State& state, size_t i) {
    switch (state.processes[i].phase) {
      case Phase::kChecks:
        return StepChecks(state, i);
      case Phase::kChange:
        return StepChange(state, i);
      case Phase::kEnforce:
        return StepEnforce(state, i);
    }
  }

  void StepChecks(const State& state, size_t i) {
    const Look& checks = state.processes[i].checks;
    for (int part = 0; part < 3; ++part) {
      if (checks.seen[part] || (part == 2 && !checks.needs_privacy)) continue;
      State next = state;
      Process& process = next.processes[i];
      process.checks.seen[part] = true;
      process.checks.value[part] = checks.Read(state.world, part);
      if (process.checks.Done()) {
        const Operation& o = programs_[i][process.operation];
        const bool mine = process.checks.value[0], theirs = process.checks.value[1];
        const bool refused = (theirs && !mine) || (mine && o.act == Act::kFollow);
        if (refused) {
          Begin(process, i, process.operation + 1);
        } else {
          process.phase = Phase::kChange;
        }
      }
      Visit(std::move(next));
    }
  }

  void StepChange(const State& state, size_t i) {
    State next = state;
    Process& process = next.processes[i];
    const Operation& o = programs_[i][process.operation];
    Change(next.world, o, process.checks, process.tasks);
    if (process.tasks.empty()) {
      Begin(process, i, process.operation + 1);
    } else {
      process.phase = Phase::kEnforce;
    }
    Visit(std::move(next));
  }

  static void Change(World& world, const Operation& o, const Look& checks,
                     std::vector<Look>& tasks) {
    Edge& out = world.edge[o.actor][o.other];
    Edge& in = world.edge[o.other][o.actor];
    const auto tend = [&](int follower, int followee) {
      if (world.edge[follower][followee] != Edge::kNone || o.act == Act::kBlock)
        tasks.push_back(LookFor(follower, followee));
    };
    switch (o.act) {
      case Act::kFollow:
        if (out != Edge::kAccepted) out = checks.value[2] ? Edge::kPending : Edge::kAccepted;
        return tend(o.actor, o.other);
      case Act::kUnfollow:
        out = Edge::kNone;
        return;
      case Act::kApprove:
        if (in == Edge::kPending) in = Edge::kAccepted;
        return tend(o.other, o.actor);
      case Act::kReject:
        if (in == Edge::kPending) in = Edge::kNone;
        return tend(o.other, o.actor);
      case Act::kRemove:
        if (in == Edge::kAccepted) in = Edge::kNone;
        return tend(o.other, o.actor);
      case Act::kBlock:
        world.blocks[o.actor][o.other] = true;
        tend(o.actor, o.other);
        return tend(o.other, o.actor);
      case Act::kUnblock:
        world.blocks[o.actor][o.other] = false;
        return;
      case Act::kOpen:
        world.is_private[o.actor] = false;
        return;
      case Act::kClose:
        world.is_private[o.actor] = true;
        return;
    }
  }

  void StepEnforce(const State& state, size_t i) {
    const auto& tasks = state.processes[i].tasks;
    for (size_t t = 0; t < tasks.size(); ++t) {
      if (tasks[t].Done()) {
        State next = state;
        Process& process = next.processes[i];
        EnforceOn(next.world, tasks[t]);
        process.tasks.erase(process.tasks.begin() + static_cast<std::ptrdiff_t>(t));
        if (process.tasks.empty()) Begin(process, i, process.operation + 1);
        Visit(std::move(next));
        continue;
      }
      for (int part = 0; part < 3; ++part) {
        if (tasks[t].seen[part]) continue;
        State next = state;
        Look& look = next.processes[i].tasks[t];
        look.seen[part] = true;
        look.value[part] = look.Read(state.world, part);
        Visit(std::move(next));
      }
    }
  }
};

}  // namespace

std::string Describe(const World& world) {
  std::string text;
  for (int a = 0; a < kPeople; ++a) {
    if (world.is_private[a]) text += " private:" + std::to_string(a);
    for (int b = 0; b < kPeople; ++b) {
      const auto pair = std::to_string(a) + std::to_string(b);
      if (world.edge[a][b] == Edge::kPending) text += " asks:" + pair;
      if (world.edge[a][b] == Edge::kAccepted) text += " follows:" + pair;
      if (world.blocks[a][b]) text += " blocks:" + pair;
    }
  }
  return text;
}

std::string Describe(const Operation& operation) {
  std::string text =
      std::to_string(operation.actor) + " " + kActs[static_cast<size_t>(operation.act)];
  if (!IsPrivacy(operation.act)) text += " " + std::to_string(operation.other);
  return text + (operation.killed ? " (killed)" : "");
}

void Enforce(World& world) {
  for (int a = 0; a < kPeople; ++a) {
    for (int b = 0; b < kPeople; ++b) {
      Look look = LookFor(a, b);
      for (int part = 0; part < 3; ++part) look.value[part] = look.Read(world, part);
      EnforceOn(world, look);
    }
  }
}

std::set<World> Outcomes(const World& start, const std::vector<std::vector<Operation>>& processes) {
  return Explorer(start, processes).outcomes;
}

}  // namespace tests
