#include "operate/provision/plan.h"

#include <catch2/catch_test_macros.hpp>
#include <map>

using namespace operate::provision;

namespace {

using Lines = std::vector<std::string>;

// Resources that are names in a map, each with a memory size; wanted: 256.
struct World {
  std::map<std::string, int> things;
  std::map<std::string, bool> data;
  std::vector<std::string> lines;
  int fail_after = 1000;  // creations

  Resource Thing(const std::string& name) {
    Resource resource;
    resource.kind = "thing";
    resource.name = name;
    resource.find = [this, name](oci::Call&) -> oci::Result<std::optional<Found>> {
      const auto found = things.find(name);
      if (found == things.end()) return std::optional<Found>();
      Found it{name, "ACTIVE", {}};
      if (found->second != 256)
        it.drift = {"memory is " + std::to_string(found->second) + ", not 256"};
      return std::optional<Found>(it);
    };
    resource.create = [this, name](oci::Call&) -> oci::Status {
      if (--fail_after < 0) return oci::Error{"cut", "cut off", 0, "", false};
      things[name] = 256;
      return oci::Ok();
    };
    resource.repair = [this, name](oci::Call&, const Found&) -> oci::Status {
      things[name] = 256;
      return oci::Ok();
    };
    resource.holds_data = [this, name](oci::Call&) -> oci::Result<bool> { return data[name]; };
    resource.remove = [this, name](oci::Call&, const Found&) -> oci::Status {
      things.erase(name);
      return oci::Ok();
    };
    return resource;
  }
  std::vector<Resource> All() { return {Thing("a"), Thing("b"), Thing("c")}; }
  CallFactory calls = [] {
    return oci::Call([] { return oci::TimePoint{}; }, oci::TimePoint{} + std::chrono::hours(1));
  };
  Lines progress;
  Observer observer{[this](const std::string& line) { lines.push_back(line); },
                    [this](size_t done, size_t of, const std::string& next) {
                      progress.push_back(std::to_string(done) + "/" + std::to_string(of) + next);
                    }};
  std::vector<std::string> Plan() {
    const auto all = All();
    std::vector<std::string> texts;
    const auto plan = MakePlan(calls, all).value();
    for (const auto& step : plan) texts.push_back(Line(step));
    return texts;
  }
};

}  // namespace

TEST_CASE("a plan says what is missing, wrong and right, and changes nothing") {
  World world;
  world.things = {{"b", 128}, {"c", 256}};
  CHECK(world.Plan() == Lines{"+ thing a", "~ thing b: memory is 128, not 256", "= thing c"});
  CHECK(world.things.size() == 2);
}

TEST_CASE("applying a plan creates and repairs; a second time it does nothing") {
  World world;
  world.things = {{"b", 128}};
  REQUIRE(Apply(world.calls, world.All(), world.observer).ok());
  CHECK(world.lines == Lines{"+ thing a", "~ thing b: memory is 128, not 256", "+ thing c"});
  CHECK(world.progress == Lines{"0/3thing a", "1/3thing b", "2/3thing c", "3/3"});
  world.lines.clear();
  REQUIRE(Apply(world.calls, world.All(), world.observer).ok());
  CHECK(world.lines.empty());
  CHECK(Changes(MakePlan(world.calls, world.All()).value()) == 0);
}

TEST_CASE("an interrupted run says where it stopped, and the next one continues") {
  World world;
  world.fail_after = 1;
  const auto cut = Apply(world.calls, world.All(), world.observer);
  REQUIRE_FALSE(cut.ok());
  CHECK(cut.error().message == "thing b: cut off");
  world.fail_after = 1000;
  REQUIRE(Apply(world.calls, world.All(), world.observer).ok());
  CHECK(world.lines == Lines{"+ thing a", "+ thing b", "+ thing c"});
}

TEST_CASE("what cannot be made by us must be there; drift that we cannot repair is shown") {
  World world;
  auto resources = world.All();
  resources[0].create = nullptr;
  const auto missing = Apply(world.calls, resources, world.observer);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message == "thing a: is missing");
  world.things = {{"a", 1}};
  resources[0].repair = nullptr;
  REQUIRE(Apply(world.calls, resources, world.observer).ok());
  CHECK(world.lines.front() == "! thing a: memory is 1, not 256");
}

TEST_CASE("destroying goes backwards and leaves what holds data unless it is named") {
  World world;
  world.things = {{"a", 256}, {"b", 256}};
  world.data["a"] = world.data["b"] = true;
  const auto all = world.All();
  const auto steps = MakeDestruction(world.calls, all, {"b"}).value();
  REQUIRE(steps.size() == 2);
  CHECK(Line(steps[0]) == "- thing b");
  CHECK(Line(steps[1]) == "! thing a holds data: name it to remove it");
  REQUIRE(Destroy(world.calls, steps, world.observer).ok());
  CHECK(world.things == std::map<std::string, int>{{"a", 256}});
}

TEST_CASE("a resource that got data after the plan was made stays") {
  World world;
  world.things = {{"a", 256}, {"b", 256}};
  const auto all = world.All();
  const auto steps = MakeDestruction(world.calls, all, {}).value();
  world.data["a"] = true;
  REQUIRE(Destroy(world.calls, steps, world.observer).ok());
  CHECK(world.lines == Lines{"- thing b", "! thing a holds data: name it to remove it"});
  CHECK(world.things == std::map<std::string, int>{{"a", 256}});
}
