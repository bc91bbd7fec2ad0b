#include "tests/faults/kill_stage.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>

#include "fotogal/base/schema.h"
#include "fotogal/jobs/jobs.h"
#include "local/running/operator.h"
#include "tests/support/ledger.h"
#include "tests/support/protocol.h"

namespace tests {
namespace {

using When = KillingProxy::When;

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

int StandInPort(const std::string& data) {
  std::ifstream file(data + "/run.json");
  const Json run = Json::parse(file, nullptr, false);
  if (!run.is_object()) return 1;
  const std::string url = run.value("standin_url", ":1");
  return std::stoi(url.substr(url.rfind(':') + 1));
}

std::string DescribeJobs(const fotogal::Context& context) {
  return Json(Rows(context, fotogal::schema::kJobs)).dump();
}
constexpr const char* kNoJobs = "[]";

// A client that had no answer has tried again in that time.
constexpr std::chrono::seconds kUnderWay{5};

// Starts every job, as after the end of its lease, and continues what had died.
std::string RestartJobs(const fotogal::Context& context) {
  if (auto wrong = EndMinutes(context); !wrong.empty()) return wrong;
  if (auto wrong = EndReservations(context, kUnderWay); !wrong.empty()) return wrong;
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
bool SetEnvironment(Mails mails) {
  const bool raised = setenv("FOTOGAL_BUDGETS",
                             "signups=100000/100000,sessions=100000/100000,uploads=100000/100000,"
                             "upload_bytes=100000000000/100000000000,follows=100000/100000,"
                             "reactions=100000/100000,resets=100000/100000",
                             1) == 0;
  const bool set = mails == Mails::kOff ? setenv("FOTOGAL_MAIL_SENDER", "", 1) == 0
                                        : unsetenv("FOTOGAL_MAIL_SENDER") == 0;
  return raised && set;
}

// The step without kills. In its first round a function may not be running yet, which takes more
// requests; mails that are sent beside may take some.
Cut Uncut(const Step& step, const std::string& victim) {
  constexpr int kNever = 1 << 20;
  Cut least{.answered = kNever, .requests = kNever};
  for (int round = 0; round < 2; ++round) {
    const Cut cut = step.round({victim, When::kBefore, kNever});
    REQUIRE_FALSE(cut.reached);
    least.answered = std::min(least.answered, cut.answered);
    least.requests = std::min(least.requests, cut.requests);
  }
  return least;
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
  constexpr int kFewestRequests = 3;
  constexpr int kMostRequests = 120;
  const bool detached = boundary.victim == kDetached;
  const int last = detached ? uncut.requests : uncut.answered;
  const auto cut = [&](int n) {
    boundary.n = n;
    INFO(boundary.victim << " killed " << (boundary.when == When::kBefore ? "before" : "after")
                         << " request " << n << " of " << step.name << ", seed " << Seed());
    return step.round(boundary);
  };
  REQUIRE(uncut.answered >= kFewestRequests);
  Tally tally;
  if (!Nightly()) {
    for (int n : Sample(stage, uncut, detached, sample)) {
      Cut came = cut(n);
      // It has made fewer requests than the one that was not cut.
      while (!came.reached && n > 1) came = cut(n /= 2);
      ++tally.planned;
      tally.killed += came.killed;
    }
    return tally;
  }
  for (int n = 1;; ++n) {
    REQUIRE(n < kMostRequests);
    const Cut came = cut(n);
    tally.planned += n <= last;
    tally.killed += came.killed;
    if (came.reached) continue;
    CHECK(n > kFewestRequests);
    return tally;
  }
}

// The moments at which a victim is killed.
std::vector<When> MomentsOf(Stage& stage, size_t sample) {
  if (Nightly() || sample > 0) return {When::kBefore, When::kAfter};
  return {stage.random() % 2 == 0 ? When::kBefore : When::kAfter};
}

}  // namespace

bool Nightly() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

std::string EndReservations(const fotogal::Context& context, std::chrono::milliseconds under_way) {
  const auto latest = fotogal::ToMillis(local::SystemNow() + fotogal::schema::kReservation);
  static const std::string kText =
      "DECLARE $n STRING; $r LONG; UPDATE " + std::string(fotogal::schema::kIdentities) +
      " i SET i.reserved_until = 1 WHERE i.name = $n AND i.reserved_until = $r";
  for (const auto& row : Rows(context, fotogal::schema::kIdentities)) {
    if (row["reserved_until"] == 0 || IsKeptName(row)) continue;
    if (row["reserved_until"] > latest) return "reserved beyond its time: " + row.dump();
    if (row["reserved_until"] > latest - under_way.count()) continue;
    const auto ended = context.Execute({"tests.end_reservation", kText},
                                       {{"$n", row["name"]}, {"$r", row["reserved_until"]}},
                                       fotogal::Repeated::kSame);
    if (!ended.ok()) return ended.error().message;
  }
  return {};
}

std::string EndMinutes(const fotogal::Context& context) {
  for (const auto& row : Rows(context, fotogal::schema::kTokens)) {
    const std::string kind = row["kind"];
    if (!kind.starts_with("sent:")) continue;
    const auto gone =
        context.Delete(fotogal::schema::kTokens, {{"user_id", row["user_id"]}, {"kind", kind}});
    if (!gone.ok()) return gone.error().message;
  }
  return {};
}

TemporaryFolder::TemporaryFolder() {
  char pattern[] = "/tmp/fotogal-kill-XXXXXX";
  path = mkdtemp(pattern);
}
TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path); }

Stage::Stage(Mails given)
    : mails(given),
      environment_set(SetEnvironment(given)),
      proxy([this] { return StandInPort(folder.path); }),
      proxy_url("http://127.0.0.1:" + std::to_string(proxy.port())),
      service({{"--cloud-endpoint", proxy_url}, folder.path}),
      random(Seed()) {
  REQUIRE(environment_set);
}

Cut Stage::CutAt(const Boundary& boundary, const std::function<void()>& act) {
  const bool detached = boundary.victim == kDetached;
  if (detached || mails == Mails::kOn) FinishJobs();
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

void Stage::FinishJobs() {
  std::string left;
  const auto none = [&] { return (left = Look(&DescribeJobs)) == kNoJobs; };
  const bool done = Eventually([&] {
    if (Eventually(none, 1)) return true;
    (void)Look(&RestartJobs);
    return Eventually(none, 2);
  });
  INFO(left);
  REQUIRE(done);
}

std::string Stage::Look(const std::function<std::string(const fotogal::Context&)>& look) {
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

std::string Stage::Difference() { return Look(&CounterDifference); }

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
      for (const When when : MomentsOf(stage, sample)) {
        const Tally came =
            CutStep(stage, step, uncut[detached], {victim, when, 1}, std::max(sample, size_t{1}));
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

}  // namespace tests
