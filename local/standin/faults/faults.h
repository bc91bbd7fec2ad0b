// Lets requests to the local cloud fail as those to OCI do on bad days, by the rules of a plan.
//
// A request is compared with the rules in their order. Slow ones add up; of the others the first
// that comes true decides. A rule counts the requests that it fits, so that `skip`, `count` and the
// seed let the same requests in the same order fail in the same way.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "local/http/reply.h"
#include "local/standin/faults/plan.h"
#include "local/standin/faults/target.h"
#include "oci/call.h"

namespace standin {

// May be used from several threads at once.
class Faults {
 public:
  struct Options {
    oci::Clock clock;
    std::function<void(std::chrono::milliseconds)> sleep = {};  // empty: slow rules do nothing
    // Gets a line for each request that fails.
    std::function<void(const std::string& line)> report = [](const std::string&) {};
    // The plan is in this file, and is read again whenever that has changed; no file: no faults.
    // Empty: Set says the plan.
    std::string file = {};
  };
  explicit Faults(Options options) : options_(std::move(options)) {}

  void Set(FaultPlan plan);

  // The answer of `handler`, or what a rule makes of it.
  using Handler = std::function<Response(const Request&)>;
  local::Reply Around(const Request& request, const Handler& handler);
  // Whether the units of this table are used up now.
  bool Throttles(const std::string& table, bool writes);
  // How long after its beginning a call of this function is killed; nullopt: it is not.
  std::optional<std::chrono::milliseconds> KillsAfter(const std::string& function);

  // How often each rule came true.
  std::vector<int> Counts() const;

 private:
  struct Rule {
    FaultRule is;
    std::mt19937_64 random;
    int seen = 0, failed = 0;
  };
  struct List {
    oci::TimePoint at;
    Response answer;
  };
  void ReadAgain();
  void Put(FaultPlan plan);
  bool ComesTrue(Rule& rule);
  std::optional<FaultRule> Decide(const FaultTarget& target, std::chrono::milliseconds& delay);
  local::Reply Fail(const FaultRule& rule, const FaultTarget& target, const Request& request,
                    const Handler& handler);
  Response ListBefore(const FaultRule& rule, const Request& request, const Handler& handler);

  const Options options_;
  mutable std::mutex mutex_;
  std::vector<Rule> rules_;
  std::map<std::string, List> lists_;  // by path and query
  struct stat file_ {};                // as it was read last
};

}  // namespace standin
