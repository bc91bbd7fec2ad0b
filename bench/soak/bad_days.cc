#include "bench/soak/bad_days.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "local/command/fault_file.h"
#include "oci/json_text.h"

namespace bench {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds kUntilToldToStop{100};
constexpr milliseconds kShortestGood{1000}, kLongestGood{4000};
constexpr milliseconds kShortestBad{500}, kLongestBad{3000};

const Json& AllFaults() {
  static const Json faults = Json::parse(R"([
    {"fault": "error", "status": 429},
    {"fault": "error", "status": 429, "service": "nosql", "retry_after_s": 1},
    {"fault": "error", "status": 500},
    {"fault": "error", "status": 500, "when": "after"},
    {"fault": "error", "status": 503},
    {"fault": "error", "status": 503, "when": "after", "service": "nosql"},
    {"fault": "slow", "delay_ms": 400},
    {"fault": "slow", "delay_ms": 3000, "service": "nosql"},
    {"fault": "half-body"},
    {"fault": "half-body", "service": "nosql", "operation": "write"},
    {"fault": "reset"},
    {"fault": "reset", "when": "after"},
    {"fault": "expired-token"},
    {"fault": "clock-off"},
    {"fault": "throttled"},
    {"fault": "throttled", "operation": "write"},
    {"fault": "stale-list", "seconds": 10},
    {"fault": "killed"},
    {"fault": "killed", "delay_ms": 20}])");
  return faults;
}

}  // namespace

std::string BadDay(std::mt19937& random, std::map<std::string, long>& chosen) {
  constexpr unsigned kMostAtOnce = 3, kLeastPercent = 2, kMostPercent = 30;
  Json day = {{"seed", random() % 1000}, {"faults", Json::array()}};
  const size_t count = 1 + random() % kMostAtOnce;
  for (size_t i = 0; i < count; ++i) {
    Json rule = AllFaults()[random() % AllFaults().size()];
    rule["percent"] = kLeastPercent + random() % (kMostPercent - kLeastPercent);
    std::string name = rule["fault"];
    if (rule.contains("status")) name += " " + oci::JsonText(rule["status"]);
    ++chosen[name];
    day["faults"].push_back(std::move(rule));
  }
  return oci::JsonText(day);
}

BadDays::BadDays(std::string data, unsigned seed)
    : data_(std::move(data)),
      random_(seed),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

std::map<std::string, long> BadDays::End() {
  thread_.request_stop();
  thread_.join();
  if (!failed_.empty()) throw std::runtime_error(failed_);
  return chosen_;
}

void BadDays::Install(const std::string& rules) {
  const auto installed = local::InstallFaults(local::DataFolder{data_}, rules);
  if (!installed.ok()) failed_ = installed.error().message;
}

bool BadDays::Wait(const std::stop_token& stop, milliseconds least, milliseconds most) {
  const auto span = static_cast<unsigned>((most - least).count());
  const auto until = std::chrono::steady_clock::now() + least + milliseconds(random_() % span);
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(kUntilToldToStop);
  return !stop.stop_requested();
}

void BadDays::Run(const std::stop_token& stop) {
  while (Wait(stop, kShortestGood, kLongestGood) && failed_.empty()) {
    Install(BadDay(random_, chosen_));
    (void)Wait(stop, kShortestBad, kLongestBad);
    Install("");
  }
}

}  // namespace bench
