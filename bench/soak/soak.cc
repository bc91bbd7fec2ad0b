#include "bench/soak/soak.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>

#include "bench/soak/bad_days.h"
#include "fotogal/base/schema.h"
#include "local/running/operator.h"
#include "tests/support/ledger.h"
#include "tests/support/running_service.h"

namespace bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::RunningService;

constexpr milliseconds kBetweenKills{1500};
constexpr seconds kBetweenLooks{5};
constexpr const char* kBudgets =
    "signups=1000000/1000000,sessions=1000000/1000000,uploads=1000000/1000000,"
    "upload_bytes=1000000000000/1000000000000,comments=1000000/1000000,follows=1000000/1000000,"
    "reactions=1000000/1000000";
constexpr const char* kVictims[] = {"feed",  "like",   "comment", "follow",    "upload", "login",
                                    "image", "notify", "profile", "authorize", "fanout"};
constexpr const char* kCloud = "stand-in";

// Kills a random instance again and again, and in the first half three times the cloud: in the
// second half its memory is to be seen.
class Killer {
 public:
  Killer(const RunningService& service, const SoakOptions& options)
      : service_(service),
        random_(options.seed),
        begin_(SteadyClock::now()),
        time_(options.time),
        thread_([this](const std::stop_token& stop) { Run(stop); }) {}

  // Ends it.
  std::map<std::string, long> Kills() {
    thread_.request_stop();
    thread_.join();
    return kills_;
  }

 private:
  void Run(const std::stop_token& stop) {
    int clouds = 0;
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(kBetweenKills);
      if (clouds < 3 && SteadyClock::now() - begin_ > time_ * (clouds + 1) / 8) {
        clouds += Kill(kCloud) ? 1 : 0;
      } else {
        // Of those that run: the first from a random one on.
        const size_t first = random_();
        for (size_t i = 0; i < std::size(kVictims); ++i) {
          if (Kill(kVictims[(first + i) % std::size(kVictims)])) break;
        }
      }
    }
  }
  bool Kill(const std::string& name) {
    const auto pids = service_.Processes(name);
    if (pids.empty() || kill(pids[random_() % pids.size()], SIGKILL) != 0) return false;
    ++kills_[name];
    return true;
  }

  const RunningService& service_;
  std::mt19937 random_;
  const SteadyClock::time_point begin_;
  const seconds time_;
  std::map<std::string, long> kills_;
  std::jthread thread_;
};

// An operator's look into the tables.
std::string Look(const std::string& data,
                 const std::function<std::string(const fotogal::Context&)>& look) {
  const local::DataFolder folder{data};
  const auto running = local::ReadRunning(folder);
  if (!running.ok()) return running.error().message;
  auto services = local::OperatorServices(folder, *running);
  if (!services.ok()) return services.error().message;
  auto call = local::CallWithin(seconds(60));
  return look(fotogal::Context{*services, call});
}

// Ends the leases of runs that have died, so that `sweep` need not wait for minutes; "" when there
// is no job.
std::string EndLeases(const fotogal::Context& context) {
  oci::nosql::PutOptions if_present;
  if_present.when = oci::nosql::PutOptions::When::kIfPresent;
  std::string left;
  for (auto row : tests::Rows(context, fotogal::schema::kJobs)) {
    left += row.at("kind").get<std::string>() + " ";
    row["lease_until"] = 0;
    const auto put = context.Put(fotogal::schema::kJobs, row, if_present);
    if (!put.ok()) return put.error().message;
  }
  return left;
}

std::string Printed(const std::string& arguments) {
  const std::string command = FOTOGAL_BIN_DIR "/fotogal " + arguments + " 2>/dev/null </dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  std::string output;
  char buffer[4096];
  for (size_t count; (count = fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
    output.append(buffer, count);
  pclose(pipe);
  return output;
}

void FinishJobs(const RunningService& service) {
  constexpr int kTries = 60;
  std::string left;
  for (int tries = 0; tries < kTries; ++tries) {
    // What goes on ends by itself in that time.
    std::this_thread::sleep_for(seconds(2));
    left = Look(service.data(), &EndLeases);
    if (left.empty()) return;
    (void)Printed("invoke sweep --data " + service.data());
  }
  throw std::runtime_error("jobs are left: " + left);
}

}  // namespace

SoakResults Soak(const SoakOptions& options, const Population::Tick& tick) {
  setenv("FOTOGAL_BUDGETS", kBudgets, 1);
  RunningService service;
  Population population({"localhost", service.port()}, options.people);
  SoakResults results;
  Killer killer(service, options);
  std::optional<BadDays> bad_days;
  if (options.faults) bad_days.emplace(service.data(), options.seed);
  auto looked = SteadyClock::now();
  results.load = RunLoad(population, {.time = options.time, .seed = options.seed}, [&] {
    tick();
    if (SteadyClock::now() - looked < std::min(kBetweenLooks, options.time / 9)) return;
    looked = SteadyClock::now();
    results.usage.push_back(UsageOf(service.pid()));
  });
  results.kills = killer.Kills();
  if (bad_days) results.faults = bad_days->End();
  service.AwaitHealthy();
  for (auto& visitor : population.visitors()) visitor->Settle();
  FinishJobs(service);
  results.comparison = Compare(population);
  // Feeds keep rows of people who are followed no longer, do not show them, and leave them to
  // reconciliation. Everything else must be whole, so that nothing is left to mend.
  for (auto& visitor : population.visitors()) visitor->FollowAgain();
  FinishJobs(service);
  results.counters = Look(service.data(), &tests::CounterDifference);
  results.reconciled = Printed("reconcile --data " + service.data());
  return results;
}

}  // namespace bench
