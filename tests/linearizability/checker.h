// Whether calls that overlapped in time could have been carried out one after the other, each at
// one instant between its beginning and its answer, so that every answer is right
// (linearizability).
//
// The search is that of Wing and Gong (1993) with the memory of Lowe (2017), as Knossos does it
// too: from the calls that may be the next one, because no other has been answered before they
// began, one is taken whose answer the model accepts, and the rest is tried from there; a set of
// calls that was carried out already with the same state as result is not tried again. That is fast
// as long as few calls overlap: histories have 64 calls at most. Things that do not depend on each
// other (two images) are checked by themselves, which proves as much.
//
// A call without an answer may have been carried out at any time after its beginning, or never.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tests {

using Instant = std::chrono::steady_clock::time_point;

template <class Call>
struct Event {
  Call call;  // with its answer
  Instant begun;
  std::optional<Instant> answered;
};

struct Verdict {
  bool holds = false;
  // The longest order that was found, as indices into the history: what comes next is wrong.
  std::vector<size_t> order = {};
};

// A Model has a State, which can be ordered and copied, a Call, and
//   static std::optional<State> Apply(const State&, const Call&, bool answered);
// the state after that call; nullopt: it cannot have that answer in that state.
template <class Model>
class Checker {
 public:
  using State = typename Model::State;
  using History = std::vector<Event<typename Model::Call>>;
  static constexpr size_t kMostCalls = 64;

  static Verdict Check(const History& history, const State& initial) {
    if (history.size() > kMostCalls) throw std::invalid_argument("a history of over 64 calls");
    Checker checker(history);
    const bool holds = checker.GoOn(0, initial);
    return {holds, std::move(checker.longest_)};
  }

 private:
  explicit Checker(const History& history) : history_(history) {}

  static std::uint64_t Bit(size_t i) { return std::uint64_t{1} << i; }

  // Carries out the calls that are not in `done`.
  bool GoOn(std::uint64_t done, const State& state) {
    const auto first_answer = FirstAnswerWithout(done);
    if (order_.size() > longest_.size()) longest_ = order_;
    if (!first_answer) return true;
    if (!seen_.emplace(done, state).second) return false;
    for (size_t i = 0; i < history_.size(); ++i) {
      const auto& event = history_[i];
      if ((done & Bit(i)) != 0 || event.begun > *first_answer) continue;
      const auto next = Model::Apply(state, event.call, event.answered.has_value());
      if (!next) continue;
      order_.push_back(i);
      if (GoOn(done | Bit(i), *next)) return true;
      order_.pop_back();
    }
    return false;
  }

  // nullopt: all that were answered are done.
  std::optional<Instant> FirstAnswerWithout(std::uint64_t done) const {
    std::optional<Instant> first;
    for (size_t i = 0; i < history_.size(); ++i) {
      const auto& answered = history_[i].answered;
      if ((done & Bit(i)) == 0 && answered && (!first || *answered < *first)) first = answered;
    }
    return first;
  }

  const History& history_;
  std::set<std::pair<std::uint64_t, State>> seen_;
  std::vector<size_t> order_, longest_;
};

}  // namespace tests
