// The possible results of follows, requests and blocks of three people when several processes act
// at once: every step of an operation is atomic, steps may be interleaved in any way, and an
// operation that was killed stops after any of its steps.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tests {

inline constexpr int kPeople = 3;

enum class Edge : std::uint8_t { kNone, kPending, kAccepted };

struct World {
  std::array<std::array<Edge, kPeople>, kPeople> edge{};    // [follower][followee]
  std::array<std::array<bool, kPeople>, kPeople> blocks{};  // [by][whom]
  std::array<bool, kPeople> is_private{};
  auto operator<=>(const World&) const = default;
};
std::string Describe(const World& world);

enum class Act { kFollow, kUnfollow, kApprove, kReject, kRemove, kBlock, kUnblock, kOpen, kClose };

struct Operation {
  Act act = Act::kFollow;
  int actor = 0, other = 1;
  bool killed = false;  // it may have stopped after any of its steps
};
std::string Describe(const Operation& operation);

// All states that are possible when all processes and jobs have ended.
std::set<World> Outcomes(const World& start, const std::vector<std::vector<Operation>>& processes);

// Applies the rules: nothing across a block, no request to a public account.
void Enforce(World& world);

}  // namespace tests
