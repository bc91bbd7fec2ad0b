#include "tests/properties/people_model.h"

#include <map>

namespace tests {
namespace {

constexpr std::array kActs = {"follow", "unfollow", "approve", "reject", "remove",
                              "block",  "unblock",  "open",    "close"};

// Reads the relation between a follower and a followee, one part at a time in any order. A value
// that was true at any moment since the beginning may be the one that was read.
struct Look {
  int follower = 0, followee = 0;
  // follower blocks, followee blocks, followee is private: may it have been read as [false, true]?
  std::array<std::array<bool, 2>, 3> possible{};
  auto operator<=>(const Look&) const = default;

  bool Now(const World& world, int i) const {
    if (i == 0) return world.blocks[follower][followee];
    if (i == 1) return world.blocks[followee][follower];
    return world.is_private[followee];
  }
  void See(const World& world) {
    for (int i = 0; i < 3; ++i) possible[i][Now(world, i)] = true;
  }
};

// The result of one such reading.
using Values = std::array<bool, 3>;

std::vector<Values> Readings(const Look& look) {
  std::vector<Values> readings;
  for (int bits = 0; bits < 8; ++bits) {
    const Values values = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    if (look.possible[0][values[0]] && look.possible[1][values[1]] && look.possible[2][values[2]])
      readings.push_back(values);
  }
  return readings;
}

// How far a process is: before the change of its operation, or before the enforcement after it.
struct Process {
  size_t operation = 0;
  bool changed = false;
  Look checks;
  std::vector<Look> tasks;
  auto operator<=>(const Process&) const = default;
};

struct State {
  World world;
  std::vector<Process> processes;
  auto operator<=>(const State&) const = default;
};

bool IsPrivacy(Act act) { return act == Act::kOpen || act == Act::kClose; }

Look LookFor(const World& world, int follower, int followee) {
  Look look{follower, followee, {}};
  look.See(world);
  return look;
}

void EnforceOn(World& world, const Look& look, const Values& values) {
  Edge& edge = world.edge[look.follower][look.followee];
  if (values[0] || values[1]) edge = Edge::kNone;
  if (edge == Edge::kPending && !values[2]) edge = Edge::kAccepted;
}

bool Refused(const Operation& o, const Values& values) {
  if (IsPrivacy(o.act)) return false;
  const bool mine = values[0], theirs = values[1];
  return (theirs && !mine) || (mine && o.act == Act::kFollow);
}

class Explorer {
 public:
  Explorer(const World& start, const std::vector<std::vector<Operation>>& programs)
      : programs_(programs) {
    State state{start, std::vector<Process>(programs.size())};
    for (size_t i = 0; i < programs.size(); ++i) Begin(state, i, 0);
    Visit(std::move(state));
  }
  std::set<World> outcomes;

 private:
  const std::vector<std::vector<Operation>>& programs_;
  std::set<State> visited_;

  void Begin(State& state, size_t i, size_t operation) {
    Process& process = state.processes[i];
    process = Process();
    process.operation = operation;
    if (operation == programs_[i].size()) return;
    const Operation& o = programs_[i][operation];
    process.checks = LookFor(state.world, o.actor, o.other);
  }

  void Visit(State state) {
    for (size_t i = 0; i < programs_.size(); ++i) {
      Process& process = state.processes[i];
      if (process.operation == programs_[i].size()) continue;
      if (!process.changed) process.checks.See(state.world);
      for (Look& task : process.tasks) task.See(state.world);
    }
    if (!visited_.insert(state).second) return;
    bool ended = true;
    for (size_t i = 0; i < programs_.size(); ++i) {
      if (state.processes[i].operation == programs_[i].size()) continue;
      ended = false;
      if (programs_[i][state.processes[i].operation].killed) {
        State stopped = state;
        Begin(stopped, i, state.processes[i].operation + 1);
        Visit(std::move(stopped));
      }
      if (state.processes[i].changed) {
        StepEnforce(state, i);
      } else {
        StepChange(state, i);
      }
    }
    if (!ended) return;
    Enforce(state.world);
    outcomes.insert(state.world);
  }

  void StepChange(const State& state, size_t i) {
    const Operation& o = programs_[i][state.processes[i].operation];
    for (const Values& values : Readings(state.processes[i].checks)) {
      State next = state;
      Process& process = next.processes[i];
      if (!Refused(o, values)) Change(next.world, o, values, process.tasks);
      process.changed = true;
      process.checks = Look();
      if (process.tasks.empty()) Begin(next, i, process.operation + 1);
      Visit(std::move(next));
    }
  }

  void StepEnforce(const State& state, size_t i) {
    const auto& tasks = state.processes[i].tasks;
    for (size_t t = 0; t < tasks.size(); ++t) {
      for (const Values& values : Readings(tasks[t])) {
        State next = state;
        Process& process = next.processes[i];
        EnforceOn(next.world, tasks[t], values);
        process.tasks.erase(process.tasks.begin() + static_cast<std::ptrdiff_t>(t));
        if (process.tasks.empty()) Begin(next, i, process.operation + 1);
        Visit(std::move(next));
      }
    }
  }

  static void Change(World& world, const Operation& o, const Values& values,
                     std::vector<Look>& tasks) {
    Edge& out = world.edge[o.actor][o.other];
    Edge& in = world.edge[o.other][o.actor];
    const auto tend = [&](int follower, int followee) {
      if (world.edge[follower][followee] != Edge::kNone || o.act == Act::kBlock)
        tasks.push_back(LookFor(world, follower, followee));
    };
    switch (o.act) {
      case Act::kFollow:
        if (out != Edge::kAccepted) out = values[2] ? Edge::kPending : Edge::kAccepted;
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
      const Look look = LookFor(world, a, b);
      EnforceOn(world, look, Readings(look).front());
    }
  }
}

std::set<World> Outcomes(const World& start, const std::vector<std::vector<Operation>>& processes) {
  return Explorer(start, processes).outcomes;
}

}  // namespace tests
