// Kills the function, the agent or the stand-in at the OCI requests of sign-up, upload, follow and
// like, retries as a client would, and looks at what the tables hold. `make test` takes a sample
// by a seed that it prints (FOTOGAL_SEED repeats it); FOTOGAL_NIGHTLY=1 every boundary.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>

#include "fotogal/schema.h"
#include "local/command/operator.h"
#include "tests/faults/killing_proxy.h"
#include "tests/support/ledger.h"
#include "tests/support/running_service.h"
#include "tests/support/test_cloud.h"

using namespace tests;
using When = KillingProxy::When;

namespace {

bool Nightly() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

unsigned Seed() {
  static const unsigned seed = [] {
    const char* given = std::getenv("FOTOGAL_SEED");
    const unsigned chosen =
        given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
    std::printf("FOTOGAL_SEED=%u\n", chosen);
    return chosen;
  }();
  return seed;
}

struct TemporaryFolder {
  TemporaryFolder() {
    char pattern[] = "/tmp/fotogal-kill-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string path;
};

int StandInPort(const std::string& data) {
  std::ifstream file(data + "/run.json");
  const Json run = Json::parse(file, nullptr, false);
  if (!run.is_object()) return 1;
  const std::string url = run.value("standin_url", ":1");
  return std::stoi(url.substr(url.rfind(':') + 1));
}

// Where something dies: before or after the n-th request that is made from then on.
struct Boundary {
  std::string victim;
  When when = When::kBefore;
  int n = 1;
};

// A service whose functions reach the cloud through a proxy that kills.
struct Stage {
  TemporaryFolder folder;
  KillingProxy proxy{[this] { return StandInPort(folder.path); }};
  RunningService service{
      {{"--cloud-endpoint", "http://127.0.0.1:" + std::to_string(proxy.port())}, folder.path}};
  std::mt19937 random{Seed()};

  // Runs `act` with the victim killed at the boundary; true when it came so far.
  template <class Act>
  bool Cut(const Boundary& boundary, Act act) {
    proxy.Arm(boundary.n, boundary.when, [this, victim = boundary.victim] {
      for (const pid_t pid : service.Processes(victim)) kill(pid, SIGKILL);
    });
    act();
    const bool fired = proxy.Disarm();
    service.AwaitHealthy();
    return fired;
  }

  // What an operator's look into the tables answers; an error is a text too.
  template <class Action>
  std::string Look(Action look) {
    const local::DataFolder data{folder.path};
    const auto running = local::ReadRunning(data);
    if (!running.ok()) return running.error().message;
    auto services = local::OperatorServices(data, *running);
    if (!services.ok()) return services.error().message;
    auto call = local::CallWithin(std::chrono::seconds(20));
    return look(*services, call);
  }
  std::string Difference() {
    return Look([](auto& services, auto& call) { return CounterDifference(services, call); });
  }
};

// One thing that somebody does, from a known state; the round says whether it was cut.
struct Step {
  std::string name;
  std::function<bool(const Boundary&)> round;
};

// The requests that a step makes when nothing is cut.
int Requests(Stage& stage, const Step& step) {
  constexpr int kNever = 1 << 20;
  const int before = stage.proxy.seen();
  REQUIRE_FALSE(step.round({"", When::kBefore, kNever}));
  return std::min(stage.proxy.seen() - before, 20);
}

// Every boundary of every step, for each victim and both sides; or some of each, by the seed.
void AtBoundaries(Stage& stage, const std::string& function, const std::vector<Step>& steps,
                  size_t sample) {
  constexpr int kMostRequests = 60;
  const auto cut = [&](const Step& step, const Boundary& boundary) {
    INFO(boundary.victim << " killed " << (boundary.when == When::kBefore ? "before" : "after")
                         << " request " << boundary.n << " of " << step.name << ", seed "
                         << Seed());
    return step.round(boundary);
  };
  for (const auto& step : steps) {
    const int requests = Nightly() ? 0 : Requests(stage, step);
    for (const std::string& victim : {function, std::string("gateway"), std::string("stand-in")}) {
      for (const When when : {When::kBefore, When::kAfter}) {
        if (Nightly()) {
          for (int n = 1; cut(step, {victim, when, n}); ++n) REQUIRE(n < kMostRequests);
          continue;
        }
        std::vector<int> numbers(static_cast<size_t>(requests));
        std::iota(numbers.begin(), numbers.end(), 1);
        std::shuffle(numbers.begin(), numbers.end(), stage.random);
        numbers.resize(std::min(numbers.size(), sample));
        for (const int n : numbers) cut(step, {victim, when, n});
      }
    }
  }
}

// The reservations that were left end as if their time had passed; "" or what is wrong with them.
std::string EndReservations(fotogal::Services& services, oci::Call& call) {
  const auto latest = fotogal::ToMillis(local::SystemNow() + fotogal::schema::kReservation);
  // A sign-up that is still under way may confirm the name meanwhile.
  static const std::string kStatement =
      "DECLARE $n STRING; $r LONG; UPDATE " + std::string(fotogal::schema::kIdentities) +
      " i SET i.reserved_until = 1 WHERE i.name = $n AND i.reserved_until = $r";
  for (const auto& row : Rows(services, call, fotogal::schema::kIdentities)) {
    if (row["reserved_until"] == 0) continue;
    if (row["reserved_until"] > latest) return "reserved beyond its time: " + row.dump();
    const auto ended = services.nosql->Execute(
        call, kStatement, {{"$n", row["name"]}, {"$r", row["reserved_until"]}}, true);
    if (!ended.ok()) return ended.error().message;
  }
  return {};
}

}  // namespace

TEST_CASE("sign-up: one account a name and address, and no name is held beyond its reservation") {
  Stage stage;
  const auto sign_up = [&](const std::string& name) {
    return stage.service.Send("POST", "/v1/users", SignUpForm(name).dump(), "application/json")
        .status;
  };
  const auto log_in = [&](const std::string& login, const std::string& name) {
    const Json form{{"login", login}, {"password", "password of " + name}};
    return stage.service.Send("POST", "/v1/login", form.dump(), "application/json").status;
  };
  std::map<std::string, std::string> people;  // everybody who tried
  std::vector<std::string> unanswered;
  const auto round = [&](const Boundary& boundary) {
    const std::string name = "person" + std::to_string(people.size());
    people[name] = name + "@example.com";
    int status = 0;
    const bool fired = stage.Cut(boundary, [&] { status = sign_up(name); });
    if (status != 201) unanswered.push_back(name);
    return fired;
  };
  AtBoundaries(stage, "signup", {{"sign-up", round}}, 4);
  // Nightly waits for the reservations' end, `make test` for nothing.
  if (!Nightly()) CHECK(stage.Look(&EndReservations) == "");
  // Either the account exists (only the answer was lost), or its name is free when the reservation
  // ends.
  for (const auto& name : unanswered) {
    INFO(name);
    // A sign-up may still have been under way when the reservations were ended.
    CHECK(Eventually(
        [&] {
          if (!Nightly()) (void)stage.Look(&EndReservations);
          return sign_up(name) == 201 || log_in(name, name) == 200;
        },
        Nightly() ? 70 : 20));
  }
  for (const auto& [name, address] : people) {
    INFO(name);
    CHECK(log_in(name, name) == 200);
    CHECK(log_in(address, name) == 200);
    CHECK(sign_up(name) == 409);
  }
  CHECK(stage.Difference() == "");
  CHECK(stage.Look([&](auto& services, auto& call) {
    return AccountDifference(services, call, people);
  }) == "");
}

TEST_CASE("upload with an Idempotency-Key: one image, counted once, in the feed") {
  Stage stage;
  int person = 0;
  const auto round = [&](const Boundary& boundary) {
    const auto client = Client::SignUp(stage.service, "person" + std::to_string(++person));
    const auto upload = [&] {
      return client.Send("POST", "/v1/images", SmallPng(person), "image/png",
                         {{"Idempotency-Key", "k"}});
    };
    const bool fired = stage.Cut(boundary, upload);
    CHECK(Eventually([&] { return upload().status == 201; }));
    CHECK(client.Feed().size() == 1);
    CHECK(stage.Difference() == "");
    return fired;
  };
  AtBoundaries(stage, "upload", {{"upload", round}}, 6);
}

TEST_CASE("follow and unfollow: both sides agree") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const auto bob = Client::SignUp(stage.service, "bob");
  ann.Upload(SmallPng(1));
  const auto change = [&](bool follow) {
    return bob.Send(follow ? "PUT" : "DELETE", "/v1/users/ann/follow").status;
  };
  const auto round = [&](bool follow, const Boundary& boundary) {
    REQUIRE(Eventually([&] { return change(!follow) == 200; }));
    const bool fired = stage.Cut(boundary, [&] { change(follow); });
    CHECK(Eventually([&] { return change(follow) == 200; }));
    CHECK(stage.Difference() == "");
    CHECK(Eventually([&] { return bob.Feed().size() == (follow ? 1 : 0); }));
    return fired;
  };
  AtBoundaries(stage, "follow",
               {{"follow", [&](const Boundary& boundary) { return round(true, boundary); }},
                {"unfollow", [&](const Boundary& boundary) { return round(false, boundary); }}},
               3);
}

TEST_CASE("like, dislike, take back: counters equal edges") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const std::string image = "/v1/images/" + ann.Upload(SmallPng(1));
  const auto change = [&](const std::string& method, const std::string& reaction) {
    return ann.Send(method, image + "/" + reaction).status;
  };
  // How it is reached, what is done, and the counts that follow.
  const struct {
    std::string from, method, reaction;
    int likes, dislikes;
  } changes[] = {{"", "PUT", "like", 1, 0},
                 {"like", "PUT", "dislike", 0, 1},
                 {"dislike", "DELETE", "dislike", 0, 0},
                 {"like", "DELETE", "like", 0, 0}};
  std::vector<Step> steps;
  for (const auto& step : changes) {
    const auto round = [&](const Boundary& boundary) {
      REQUIRE(Eventually([&] {
        if (!step.from.empty()) return change("PUT", step.from) == 200;
        return change("DELETE", "like") == 200 && change("DELETE", "dislike") == 200;
      }));
      const bool fired = stage.Cut(boundary, [&] { change(step.method, step.reaction); });
      CHECK(Eventually([&] { return change(step.method, step.reaction) == 200; }));
      CHECK(stage.Difference() == "");
      const Json now = ann.Send("GET", image).json();
      CHECK(now["like_count"] == step.likes);
      CHECK(now["dislike_count"] == step.dislikes);
      return fired;
    };
    steps.push_back({step.method + " " + step.reaction + " from '" + step.from + "'", round});
  }
  AtBoundaries(stage, "like", steps, 2);
}
