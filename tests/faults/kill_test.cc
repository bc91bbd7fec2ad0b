// Kills the function, the function that continues after its response, the agent or the stand-in at
// each OCI request of sign-up, upload, follow and like; retries as a client would; and checks the
// tables. `make test` tries a sample by a seed that it prints (FOTOGAL_SEED repeats it),
// FOTOGAL_NIGHTLY=1 every request. Attempts in which nothing was killed are counted, and too many
// fail the test. FOTOGAL_NOSQL_PROTOCOL=rest: the functions send rows over REST.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>

#include "fotogal/base/schema.h"
#include "fotogal/jobs/jobs.h"
#include "local/running/operator.h"
#include "tests/faults/killing_proxy.h"
#include "tests/support/ledger.h"
#include "tests/support/protocol.h"
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

// The function that continues after the response of a call.
constexpr const char* kDetached = "fanout";

// The point at which something is killed: before or after the n-th request from then on.
struct Boundary {
  std::string victim;
  When when = When::kBefore;
  int n = 1;
};

// The result of one attempt.
struct Cut {
  int answered = 0;  // requests until the caller had its response
  int requests = 0;  // requests until the detached function has ended, when that is to be killed
  bool reached = false;  // the n-th request was reached
  bool killed = false;   // a running process was killed
};

std::string DescribeJobs(const fotogal::Context& context) {
  return Json(Rows(context, fotogal::schema::kJobs)).dump();
}
constexpr const char* kNoJobs = "[]";

// Starts every job, as after the end of its lease, and continues what had died.
std::string RestartJobs(const fotogal::Context& context) {
  oci::nosql::PutOptions if_present;
  if_present.when = oci::nosql::PutOptions::When::kIfPresent;
  for (auto row : Rows(context, fotogal::schema::kJobs)) {
    row["lease_until"] = 0;
    const auto put = context.Put(fotogal::schema::kJobs, row, if_present);
    if (!put.ok()) return put.error().message;
    fotogal::StartJob(context, fotogal::JobFor(row["id"], row["kind"].get<std::string>()));
  }
  return {};
}

// One person does here what many do in an hour.
bool RaiseBudgets() {
  return setenv("FOTOGAL_BUDGETS",
                "signups=100000/100000,sessions=100000/100000,uploads=100000/100000,"
                "upload_bytes=100000000000/100000000000,follows=100000/100000,"
                "reactions=100000/100000",
                1) == 0;
}

// The function that sends mails runs beside the one that is to be killed, and its requests would be
// counted with that one's.
bool TurnMailsOff() { return setenv("FOTOGAL_MAIL_SENDER", "", 1) == 0; }

// A service whose functions reach the cloud through a proxy that kills.
struct Stage {
  const bool budgets_raised = RaiseBudgets(), mails_off = TurnMailsOff();
  TemporaryFolder folder;
  KillingProxy proxy{[this] { return StandInPort(folder.path); }};
  const std::string proxy_url = "http://127.0.0.1:" + std::to_string(proxy.port());
  RunningService service{{{"--cloud-endpoint", proxy_url}, folder.path}};
  std::mt19937 random{Seed()};

  // Runs `act` and kills the victim at the boundary.
  template <class Act>
  Cut CutAt(const Boundary& boundary, Act act) {
    const bool detached = boundary.victim == kDetached;
    if (detached) FinishJobs();
    const int before = proxy.seen();
    int killed = 0;
    proxy.Arm(boundary.n, boundary.when, [&] {
      for (const pid_t pid : service.Processes(boundary.victim)) killed += kill(pid, SIGKILL) == 0;
    });
    act();
    Cut cut;
    cut.answered = proxy.seen() - before;
    if (detached)
      REQUIRE(Eventually([&] { return proxy.fired() || Look(&DescribeJobs) == kNoJobs; }));
    cut.requests = proxy.seen() - before;
    cut.reached = proxy.Disarm();
    cut.killed = killed > 0;
    service.AwaitHealthy();
    if (detached) FinishJobs();
    return cut;
  }

  void FinishJobs() {
    std::string left;
    const auto none = [&] { return (left = Look(&DescribeJobs)) == kNoJobs; };
    const bool done = Eventually([&] {
      if (Eventually(none, 2)) return true;
      (void)Look(&RestartJobs);
      return Eventually(none, 2);
    });
    INFO(left);
    REQUIRE(done);
  }

  // The result of an operator's look into the tables, not through the proxy; errors are returned as
  // text.
  template <class Action>
  std::string Look(Action look) {
    const local::DataFolder data{folder.path};
    auto running = local::ReadRunning(data);
    if (!running.ok()) return running.error().message;
    for (auto& [name, value] : running->function_config) {
      if (value == proxy_url) value = running->standin_url;
    }
    auto services = local::OperatorServices(data, *running);
    if (!services.ok()) return services.error().message;
    auto call = local::CallWithin(std::chrono::seconds(20));
    return look(fotogal::Context{*services, call});
  }
  std::string Difference() { return Look(&CounterDifference); }
};

// One action of a person, from a known state.
struct Step {
  std::string name;
  std::function<Cut(const Boundary&)> round;
};

// The step without kills. In its first round a function may not be running yet, which takes more
// requests.
Cut Uncut(const Step& step, const std::string& victim) {
  constexpr int kNever = 1 << 20;
  Cut cut;
  for (int round = 0; round < 2; ++round) cut = step.round({victim, When::kBefore, kNever});
  REQUIRE_FALSE(cut.reached);
  return cut;
}

// The numbers of the requests in a sample. The requests of the detached function come last.
std::vector<int> Sample(Stage& stage, const Cut& uncut, bool detached, size_t size) {
  constexpr int kAtTheEnd = 10;
  const int last = detached ? uncut.requests : uncut.answered;
  const int first = detached ? std::max(last - kAtTheEnd + 1, 1) : 1;
  std::vector<int> numbers(static_cast<size_t>(std::max(last - first + 1, 0)));
  std::iota(numbers.begin(), numbers.end(), first);
  std::shuffle(numbers.begin(), numbers.end(), stage.random);
  numbers.resize(std::min(numbers.size(), size));
  return numbers;
}

// How often a victim was to be killed, and how often it was.
struct Tally {
  int planned = 0, killed = 0;
};

// All attempts for one victim, before or after the requests of one step.
Tally CutStep(Stage& stage, const Step& step, const Cut& uncut, Boundary boundary, size_t sample) {
  constexpr int kFewestRequests = 4;
  constexpr int kMostRequests = 80;
  const bool detached = boundary.victim == kDetached;
  Tally tally;
  const auto cut = [&](int n) {
    boundary.n = n;
    INFO(boundary.victim << " killed " << (boundary.when == When::kBefore ? "before" : "after")
                         << " request " << n << " of " << step.name << ", seed " << Seed());
    const Cut came = step.round(boundary);
    tally.planned += n <= (detached ? uncut.requests : uncut.answered);
    tally.killed += came.killed;
    return came.reached;
  };
  REQUIRE(uncut.answered >= kFewestRequests);
  if (Nightly()) {
    int n = 1;
    while (cut(n)) REQUIRE(++n < kMostRequests);
    CHECK(n > kFewestRequests);
  } else {
    for (const int n : Sample(stage, uncut, detached, sample)) cut(n);
  }
  return tally;
}

// Every boundary of every step, for each victim, before and after; or a sample of these by the
// seed.
void AtBoundaries(Stage& stage, const std::vector<std::string>& functions,
                  const std::vector<Step>& steps, size_t sample) {
  std::vector<std::string> victims = functions;
  victims.insert(victims.end(), {"gateway", "stand-in"});
  std::map<std::pair<std::string, When>, Tally> tallies;
  for (const auto& step : steps) {
    std::map<bool, Cut> uncut;
    for (const auto& victim : victims) {
      const bool detached = victim == kDetached;
      if (!uncut.contains(detached)) uncut[detached] = Uncut(step, victim);
      for (const When when : {When::kBefore, When::kAfter}) {
        const Tally came = CutStep(stage, step, uncut[detached], {victim, when, 1}, sample);
        auto& tally = tallies[{victim, when}];
        tally.planned += came.planned;
        tally.killed += came.killed;
      }
    }
  }
  for (const auto& [of, tally] : tallies) {
    INFO(of.first << (of.second == When::kBefore ? " before" : " after") << ": killed "
                  << tally.killed << " times of " << tally.planned);
    CHECK(tally.planned > 0);
    // Not all, because a function that has just started makes other requests.
    CHECK(2 * tally.killed > tally.planned);
  }
  // The functions have sent their rows over the protocol that this process was told.
  CHECK(stage.proxy.SeenBelow("/20190828") > 0);
  CHECK((stage.proxy.SeenBelow("/V2") > 0) != RowsOverRest());
}

// Ends the reservations that were left, as if their time had passed; returns "" or what is wrong
// with them.
std::string EndReservations(const fotogal::Context& context) {
  const auto latest = fotogal::ToMillis(local::SystemNow() + fotogal::schema::kReservation);
  // A sign-up keeps its name until its reservation ends, so none that may still be running is ended
  // here.
  constexpr std::int64_t kUnderWayMs = 12'000;
  static const std::string kText =
      "DECLARE $n STRING; $r LONG; UPDATE " + std::string(fotogal::schema::kIdentities) +
      " i SET i.reserved_until = 1 WHERE i.name = $n AND i.reserved_until = $r";
  for (const auto& row : Rows(context, fotogal::schema::kIdentities)) {
    if (row["reserved_until"] == 0 || IsKeptName(row)) continue;
    if (row["reserved_until"] > latest) return "reserved beyond its time: " + row.dump();
    if (row["reserved_until"] > latest - kUnderWayMs) continue;
    const auto ended = context.Execute({"tests.end_reservation", kText},
                                       {{"$n", row["name"]}, {"$r", row["reserved_until"]}},
                                       fotogal::Repeated::kSame);
    if (!ended.ok()) return ended.error().message;
  }
  return {};
}

// True: the reader's feed has what the author has published, once.
bool Delivered(const Client& reader, const Client& author) {
  int count = 0;
  const Json page = reader.SendPatiently("GET", "/v1/feed?limit=100").json();
  for (const auto& item : page.at("items")) count += item["author"]["username"] == author.username;
  return count == 1;
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
    return stage.service.SendPatiently("POST", "/v1/login", form.dump(), "application/json").status;
  };
  std::map<std::string, std::string> people;  // everybody who has tried to sign up
  std::vector<std::string> unanswered;
  const auto round = [&](const Boundary& boundary) {
    const std::string name = "person" + std::to_string(people.size());
    people[name] = name + "@example.com";
    int status = 0;
    const Cut cut = stage.CutAt(boundary, [&] { status = sign_up(name); });
    if (status != 201) unanswered.push_back(name);
    return cut;
  };
  AtBoundaries(stage, {"signup"}, {{"sign-up", round}}, 4);
  // Nightly waits until the reservations end; `make test` does not wait.
  if (!Nightly()) CHECK(stage.Look(&EndReservations) == "");
  // Either the account exists (only the response was lost), or its name is free when the
  // reservation ends.
  for (const auto& name : unanswered) {
    INFO(name);
    // A sign-up may still have been running when the reservations were ended.
    std::string last;
    const bool settled = Eventually(
        [&] {
          if (!Nightly()) last = stage.Look(&EndReservations);
          const auto reply =
              stage.service.Send("POST", "/v1/users", SignUpForm(name).dump(), "application/json");
          last += reply.body;
          return reply.status == 201 || (reply.status == 409 && log_in(name, name) == 200);
        },
        Nightly() ? 70 : 40);
    INFO(last);
    CHECK(settled);
  }
  for (const auto& [name, address] : people) {
    INFO(name);
    CHECK(log_in(name, name) == 200);
    CHECK(log_in(address, name) == 200);
    CHECK(sign_up(name) == 409);
  }
  CHECK(stage.Difference() == "");
  CHECK(stage.Look([&](const fotogal::Context& context) {
    return AccountDifference(context, people);
  }) == "");
}

TEST_CASE("upload with an Idempotency-Key: one image, counted once, in the feed") {
  Stage stage;
  const auto fan = Client::SignUp(stage.service, "fan");
  int person = 0;
  const auto round = [&](const Boundary& boundary) {
    const auto client = Client::SignUp(stage.service, "person" + std::to_string(++person));
    REQUIRE(fan.SendPatiently("PUT", "/v1/users/" + client.username + "/follow").status == 200);
    const auto upload = [&] {
      return client.Send("POST", "/v1/images", SmallPng(person), "image/png",
                         {{"Idempotency-Key", "k"}});
    };
    const Cut cut = stage.CutAt(boundary, upload);
    CHECK(Eventually([&] { return upload().status == 201; }));
    CHECK(client.Feed().size() == 1);
    if (boundary.victim == kDetached) CHECK(Delivered(fan, client));
    CHECK(stage.Difference() == "");
    return cut;
  };
  AtBoundaries(stage, {"upload", kDetached}, {{"upload", round}}, 5);
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
    const Cut cut = stage.CutAt(boundary, [&] { change(follow); });
    CHECK(Eventually([&] { return change(follow) == 200; }));
    CHECK(stage.Difference() == "");
    CHECK(Eventually([&] { return bob.Feed().size() == (follow ? 1 : 0); }));
    return cut;
  };
  AtBoundaries(stage, {"follow", kDetached},
               {{"follow", [&](const Boundary& boundary) { return round(true, boundary); }},
                {"unfollow", [&](const Boundary& boundary) { return round(false, boundary); }}},
               3);
}

TEST_CASE("like, dislike, take back: counters equal edges, and the author is told of a like once") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const auto bob = Client::SignUp(stage.service, "bob");
  const std::string image = "/v1/images/" + ann.Upload(SmallPng(1));
  const auto change = [&](const std::string& method, const std::string& reaction) {
    return bob.Send(method, image + "/" + reaction).status;
  };
  // The route, what is done, and the counts afterwards.
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
      const Cut cut = stage.CutAt(boundary, [&] { change(step.method, step.reaction); });
      CHECK(Eventually([&] { return change(step.method, step.reaction) == 200; }));
      CHECK(stage.Difference() == "");
      const Json now = ann.SendPatiently("GET", image).json();
      CHECK(now["like_count"] == step.likes);
      CHECK(now["dislike_count"] == step.dislikes);
      const Json told = ann.SendPatiently("GET", "/v1/me/notifications").json();
      CHECK(told["items"].size() == static_cast<size_t>(step.likes));
      return cut;
    };
    steps.push_back({step.method + " " + step.reaction + " from '" + step.from + "'", round});
  }
  AtBoundaries(stage, {"like"}, steps, 2);
}
