// Likes, follows, blocks and names of a running service, from sixteen people at once over sockets:
// whatever overlaps, what is answered could have happened one after the other.
//
// A few histories of each in `make test`; thousands with FOTOGAL_NIGHTLY=1. FOTOGAL_SEED repeats
// the calls of a history, though not how they overlap.
#include <algorithm>
#include <barrier>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <functional>
#include <random>
#include <sstream>
#include <thread>

#include "tests/linearizability/checker.h"
#include "tests/linearizability/models.h"
#include "tests/properties/sequences.h"
#include "tests/support/pictures.h"
#include "tests/support/running_service.h"

using namespace tests;

namespace {

constexpr int kCallers = 16;
constexpr int kCallsEach = 3;
constexpr int kByDay = 3, kByNight = 1000;

// The service, with room for thousands of calls of one person.
RunningService& Service() {
  static const int set = setenv("FOTOGAL_BUDGETS",
                                "signups=1000000/1000000,follows=1000000/1000000,edits=1000000/"
                                "1000000,reactions=1000000/1000000",
                                1);
  static RunningService service;
  static_cast<void>(set);
  return service;
}

bool IsDone(const HttpReply& reply) { return reply.status >= 200 && reply.status < 300; }

// Everybody's calls, all beginning at once. make: the call that somebody makes next. answer: sends
// it and writes its answer into it; false: it was not answered, so nobody knows.
template <class Call>
std::vector<Event<Call>> Record(const std::function<Call(std::mt19937&, int number)>& make,
                                const std::function<bool(Call&)>& answer, unsigned seed) {
  std::vector<std::vector<Event<Call>>> parts(kCallers);
  std::barrier begin(kCallers);
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
      callers.emplace_back([&, caller] {
        std::mt19937 random(seed * kCallers + static_cast<unsigned>(caller));
        auto& part = parts[static_cast<size_t>(caller)];
        begin.arrive_and_wait();
        for (int i = 0; i < kCallsEach; ++i) {
          Event<Call> event{make(random, caller * kCallsEach + i + 1), {}, {}};
          event.begun = std::chrono::steady_clock::now();
          if (answer(event.call)) event.answered = std::chrono::steady_clock::now();
          part.push_back(event);
        }
      });
    }
  }
  std::vector<Event<Call>> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string Told(const Switch::Call& call) {
  if (call.what == Switch::What::kLook) return call.seen ? "saw it on" : "saw it off";
  return call.what == Switch::What::kOn ? "on" : "off";
}
std::string Told(const Name::Call& call) {
  const char* const kWhat[] = {" reserves it", " is shown", " is refused", " was seen"};
  return std::to_string(call.who) + kWhat[static_cast<size_t>(call.what)];
}

// The history with what is wrong in it: after the calls in order, no other can be next.
template <class Call>
std::string Told(const std::vector<Event<Call>>& history, const Verdict& verdict) {
  std::ostringstream text;
  Instant first = history.front().begun;
  for (const auto& event : history) first = std::min(first, event.begun);
  const auto at = [&](Instant instant) { return (instant - first) / std::chrono::microseconds(1); };
  for (size_t i = 0; i < history.size(); ++i) {
    text << i << ": " << Told(history[i].call) << ", " << at(history[i].begun) << " to ";
    if (history[i].answered) text << at(*history[i].answered);
    text << "\n";
  }
  text << "right up to:";
  for (const size_t i : verdict.order) text << " " << i;
  return text.str();
}

template <class Model>
void CheckHistory(const typename Checker<Model>::History& history,
                  const typename Model::State& before, unsigned seed) {
  const auto verdict = Checker<Model>::Check(history, before);
  INFO("seed " << seed << "\n" << Told(history, verdict));
  REQUIRE(verdict.holds);
  const auto answered =
      std::ranges::count_if(history, [](const auto& event) { return event.answered.has_value(); });
  REQUIRE(answered > kCallers);  // of calls without an answer everything is right
}

// A thing that a person switches on and off by PUT and DELETE and sees by GET.
struct Place {
  Client who;
  std::string change, look;
  std::function<bool(const Json&)> is_on;
};

Switch::Call NextSwitch(std::mt19937& random, int) {
  return {static_cast<Switch::What>(random() % 3), false};
}

bool Answer(const Place& place, Switch::Call& call) {
  using What = Switch::What;
  if (call.what != What::kLook)
    return IsDone(place.who.Send(call.what == What::kOn ? "PUT" : "DELETE", place.change));
  const auto reply = place.who.Send("GET", place.look);
  if (IsDone(reply)) call.seen = place.is_on(reply.json());
  return IsDone(reply);
}

void CheckSwitch(const Place& place) {
  const auto [first, count] = ChooseSequences(kByDay, kByNight);
  for (unsigned seed = first; seed < first + static_cast<unsigned>(count); ++seed) {
    Switch::Call before;
    REQUIRE(Answer(place, before));
    const auto history = Record<Switch::Call>(
        NextSwitch, [&](Switch::Call& call) { return Answer(place, call); }, seed);
    CheckHistory<Switch>(history, before.seen, seed);
  }
}

}  // namespace

TEST_CASE("a like is there or not, whoever looks") {
  const auto ann = Client::SignUp(Service(), "ann.likes"),
             bob = Client::SignUp(Service(), "bob.shows");
  const std::string image = "/v1/images/" + bob.Upload(EncodePng(1, 1, [](int, int) { return 0; }));
  CheckSwitch({ann, image + "/like", image,
               [](const Json& seen) { return seen["my_reaction"] == "like"; }});
}

TEST_CASE("a follow is there or not, whoever looks") {
  const auto ann = Client::SignUp(Service(), "ann.follows");
  Client::SignUp(Service(), "bob.followed");
  const std::string bob = "/v1/users/bob.followed";
  CheckSwitch({ann, bob + "/follow", bob,
               [](const Json& seen) { return seen["relation"] == "following"; }});
}

TEST_CASE("a block is there or not, whoever looks") {
  const auto ann = Client::SignUp(Service(), "ann.blocks");
  Client::SignUp(Service(), "bob.blocked");
  const std::string bob = "/v1/users/bob.blocked";
  CheckSwitch(
      {ann, bob + "/block", bob, [](const Json& seen) { return seen["relation"] == "blocked"; }});
}

namespace {

struct Visit {
  bool is_claim = false, won = false;
  int who = 0;
};

// One claim in four, so that there is somebody to look.
Visit NextVisit(std::mt19937& random, int number) {
  const bool is_claim = random() % 4 == 0;
  return {is_claim, false, is_claim ? number : 0};
}

bool AnswerVisit(const Client& looker, const std::string& name, Visit& visit) {
  if (!visit.is_claim) {
    const auto reply = looker.Send("GET", "/v1/users/" + name);
    if (reply.status == 404) return true;
    if (IsDone(reply)) visit.who = std::stoi(reply.json()["full_name"].get<std::string>());
    return IsDone(reply);
  }
  const std::string number = std::to_string(visit.who);
  const Json form{{"email", name + "." + number + "@example.com"},
                  {"full_name", number},
                  {"username", name},
                  {"password", "a password of some length"}};
  const auto reply = Service().Send("POST", "/v1/users", form.dump(), "application/json");
  visit.won = reply.status == 201;
  return visit.won || reply.status == 409;
}

Checker<Name>::History RecordName(const Client& looker, unsigned seed) {
  const std::string name = "name" + std::to_string(seed);
  Checker<Name>::History history;
  for (const auto& [visit, begun, answered] : Record<Visit>(
           NextVisit, [&](Visit& visit) { return AnswerVisit(looker, name, visit); }, seed)) {
    if (visit.is_claim) {
      for (auto& step : Steps(visit.who, visit.won, begun, answered)) history.push_back(step);
    } else {
      history.push_back({{Name::What::kLook, visit.who}, begun, answered});
    }
  }
  return history;
}

}  // namespace

TEST_CASE("a name belongs to whoever signs up first, and everybody sees to whom") {
  const auto looker = Client::SignUp(Service(), "looker");
  const auto [first, count] = ChooseSequences(kByDay, kByNight);
  for (unsigned seed = first; seed < first + static_cast<unsigned>(count); ++seed)
    CheckHistory<Name>(RecordName(looker, seed), {}, seed);
}
