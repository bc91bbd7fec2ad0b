// Kills the function, the agent or the stand-in at the OCI requests of sign-up, upload, follow and
// like, retries as a client would, and looks at what the tables hold. A sample in `make test`;
// every boundary with FOTOGAL_NIGHTLY=1.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "fotogal/schema.h"
#include "local/command/operator.h"
#include "tests/faults/killing_proxy.h"
#include "tests/support/ledger.h"
#include "tests/support/running_service.h"
#include "tests/support/test_cloud.h"

using namespace tests;
using When = KillingProxy::When;

namespace {

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

// A service whose functions reach the cloud through a proxy that kills.
struct Stage {
  TemporaryFolder folder;
  KillingProxy proxy{[this] { return StandInPort(folder.path); }};
  RunningService service{
      {{"--cloud-endpoint", "http://127.0.0.1:" + std::to_string(proxy.port())}, folder.path}};
  std::mt19937 random{std::random_device{}()};

  // Runs `act` with `victim` killed at request n; true when it came so far.
  template <class Act>
  bool Cut(const std::string& victim, int n, When when, Act act) {
    proxy.Arm(n, when, [this, victim] {
      for (const pid_t pid : service.Processes(victim)) kill(pid, SIGKILL);
    });
    act();
    const bool fired = proxy.Disarm();
    service.AwaitHealthy();
    return fired;
  }

  std::string Difference() {
    const local::DataFolder data{folder.path};
    const auto running = local::ReadRunning(data);
    if (!running.ok()) return running.error().message;
    auto services = local::OperatorServices(data, *running);
    if (!services.ok()) return services.error().message;
    auto call = local::CallWithin(std::chrono::seconds(20));
    return CounterDifference(*services, call);
  }
};

bool Nightly() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

// Every boundary of an action, for each victim and both sides; `make test` takes some of them by
// chance.
template <class Round>
void AtEveryBoundary(Stage& stage, const std::string& function, Round round) {
  for (const std::string& victim : {function, std::string("gateway"), std::string("stand-in")}) {
    for (const When when : {When::kBefore, When::kAfter}) {
      const int stride = Nightly() ? 1 : 4;
      int n = 1 + static_cast<int>(stage.random() % static_cast<unsigned>(stride));
      while (round(victim, n, when)) {
        n += stride;
        REQUIRE(n < 60);
      }
    }
  }
}

std::string Describe(const std::string& victim, int n, When when) {
  return victim + " killed " + (when == When::kBefore ? "before" : "after") + " request " +
         std::to_string(n);
}

}  // namespace

TEST_CASE("sign-up: no name is held beyond its reservation") {
  Stage stage;
  const auto sign_up = [&](const std::string& name) {
    return stage.service.Send("POST", "/v1/users", SignUpForm(name).dump(), "application/json")
        .status;
  };
  const auto log_in = [&](const std::string& name) {
    const Json form{{"login", name}, {"password", "password of " + name}};
    return stage.service.Send("POST", "/v1/login", form.dump(), "application/json").status;
  };
  std::vector<std::string> unanswered;
  int person = 0;
  AtEveryBoundary(stage, "signup", [&](const std::string& victim, int n, When when) {
    INFO(Describe(victim, n, when));
    const std::string name = "person" + std::to_string(++person);
    int status = 0;
    const bool fired = stage.Cut(victim, n, when, [&] { status = sign_up(name); });
    if (status != 201) unanswered.push_back(name);
    return fired;
  });
  // Either the account exists (only the answer was lost), or its name is free when the reservation
  // ends.
  for (const auto& name : unanswered) {
    INFO(name);
    CHECK(Eventually([&] { return log_in(name) == 200 || sign_up(name) == 201; }, 70));
    CHECK(log_in(name) == 200);
  }
}

TEST_CASE("upload with an Idempotency-Key: one image, counted once, in the feed") {
  Stage stage;
  int person = 0;
  AtEveryBoundary(stage, "upload", [&](const std::string& victim, int n, When when) {
    INFO(Describe(victim, n, when));
    const auto client = Client::SignUp(stage.service, "person" + std::to_string(++person));
    const auto upload = [&] {
      return client.Send("POST", "/v1/images", SmallPng(person), "image/png",
                         {{"Idempotency-Key", "k"}});
    };
    const bool fired = stage.Cut(victim, n, when, upload);
    CHECK(Eventually([&] { return upload().status == 201; }));
    CHECK(client.Feed().size() == 1);
    CHECK(stage.Difference() == "");
    return fired;
  });
}

TEST_CASE("follow and unfollow: both sides agree") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const auto bob = Client::SignUp(stage.service, "bob");
  ann.Upload(SmallPng(1));
  bool following = false;
  AtEveryBoundary(stage, "follow", [&](const std::string& victim, int n, When when) {
    following = !following;
    INFO(Describe(victim, n, when) << (following ? " of follow" : " of unfollow"));
    const auto change = [&] {
      return bob.Send(following ? "PUT" : "DELETE", "/v1/users/ann/follow");
    };
    const bool fired = stage.Cut(victim, n, when, change);
    CHECK(Eventually([&] { return change().status == 200; }));
    CHECK(stage.Difference() == "");
    CHECK(Eventually([&] { return bob.Feed().size() == (following ? 1 : 0); }));
    return fired;
  });
}

TEST_CASE("like, dislike, take back: counters equal edges") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const auto id = ann.Upload(SmallPng(1));
  const std::vector<std::pair<std::string, std::string>> steps = {
      {"PUT", "/like"}, {"PUT", "/dislike"}, {"DELETE", "/dislike"}};
  size_t step = 0;
  AtEveryBoundary(stage, "like", [&](const std::string& victim, int n, When when) {
    const auto& [method, path] = steps[step++ % steps.size()];
    INFO(Describe(victim, n, when) << " of " << method << path);
    const auto change = [&, m = method, p = path] { return ann.Send(m, "/v1/images/" + id + p); };
    const bool fired = stage.Cut(victim, n, when, change);
    CHECK(Eventually([&] { return change().status == 200; }));
    CHECK(stage.Difference() == "");
    return fired;
  });
}
