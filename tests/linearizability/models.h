// What the small things of FotoGal do when nobody else calls.
#pragma once

#include <compare>
#include <optional>
#include <vector>

#include "tests/linearizability/checker.h"

namespace tests {

// A like, a follow, a block: on or off, and whoever looks sees which.
struct Switch {
  using State = bool;
  enum class What { kOn, kOff, kLook };
  struct Call {
    What what = What::kLook;
    bool seen = false;  // what a look has answered
  };
  static std::optional<State> Apply(const State& state, const Call& call, bool answered) {
    if (call.what == What::kOn) return true;
    if (call.what == What::kOff) return false;
    if (answered && call.seen != state) return std::nullopt;
    return state;
  }
};

// A name: whoever comes first has it for good. Sign-up does it in two steps
// (fotogal/account/sign_up.h), each of which happens at one instant: the name is reserved, from
// when on others are refused, and confirmed, from when on everybody sees whose it is. So the claim
// that wins is two calls of a history, which go on at the same time: Steps.
struct Name {
  enum class What { kReserve, kShow, kRefused, kLook };
  struct Call {
    What what = What::kLook;
    int who = 0;  // who claims it; of a look whom it has seen, 0: nobody
  };
  struct State {
    int owner = 0;  // 0: nobody
    bool shown = false;
    auto operator<=>(const State&) const = default;
  };
  static std::optional<State> Apply(const State& state, const Call& call, bool answered) {
    switch (call.what) {
      case What::kReserve:
        return state.owner == 0 ? std::optional(State{call.who, false}) : std::nullopt;
      case What::kShow:
        return state.owner == call.who && !state.shown ? std::optional(State{call.who, true})
                                                       : std::nullopt;
      case What::kRefused:
        return state.owner != 0 ? std::optional(state) : std::nullopt;
      case What::kLook:
        return !answered || call.who == (state.shown ? state.owner : 0) ? std::optional(state)
                                                                        : std::nullopt;
    }
    return std::nullopt;
  }
};

// A claim as the calls of which it consists. won: 201; else 409; nobody knows of one without
// answer.
inline std::vector<Event<Name::Call>> Steps(int who, bool won, Instant begun,
                                            std::optional<Instant> answered) {
  using enum Name::What;
  if (answered && !won) return {{{kRefused, who}, begun, answered}};
  return {{{kReserve, who}, begun, answered}, {{kShow, who}, begun, answered}};
}

}  // namespace tests
