#include "local/agent/waiting_line.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <vector>

using local::WaitingLine;

namespace {

// Places by name; the letter stands for the caller.
struct Line {
  void Join(const std::string& name) {
    line.Join(places[name], name.substr(0, 1));
    order.push_back(name);
  }
  void Leave(const std::string& name) {
    line.Leave(places.at(name), name.substr(0, 1));
    std::erase(order, name);
  }
  std::string First() {
    for (const auto& name : order) {
      if (line.IsFirst(places.at(name))) return name;
    }
    return "";
  }
  std::string ServeAll() {
    std::string served;
    while (line.size() > 0) {
      const auto first = First();
      served += first + " ";
      Leave(first);
    }
    return served;
  }

  WaitingLine line;
  std::map<std::string, WaitingLine::Place> places;
  std::vector<std::string> order;
};

}  // namespace

TEST_CASE("one caller's calls are served in the order in which they came") {
  Line line;
  for (const char* name : {"a1", "a2", "a3"}) line.Join(name);
  CHECK(line.ServeAll() == "a1 a2 a3 ");
  CHECK(line.First().empty());
}

TEST_CASE("callers take turns, however many calls one of them has") {
  Line line;
  for (const char* name : {"a1", "a2", "a3", "a4", "b1", "c1", "c2"}) line.Join(name);
  CHECK(line.ServeAll() == "a1 b1 c1 a2 c2 a3 a4 ");
}

TEST_CASE("a call that gives up before its turn delays no other") {
  Line line;
  for (const char* name : {"a1", "b1", "a2", "b2"}) line.Join(name);
  line.Leave("a1");
  line.Leave("b2");
  CHECK(line.ServeAll() == "b1 a2 ");
  line.Join("a9");
  CHECK(line.First() == "a9");
}

TEST_CASE("a caller's next call waits behind the other callers") {
  Line line;
  for (const char* name : {"a1", "b1"}) line.Join(name);
  line.Leave("a1");
  line.Join("a2");
  CHECK(line.ServeAll() == "b1 a2 ");
}
