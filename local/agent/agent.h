// Runs functions as Fn does: processes started on demand, several a function, one call at a time
// each, killed at the deadline, stopped when idle. A crash of one fails the call it served and no
// other.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "local/agent/instance.h"
#include "local/agent/report.h"
#include "local/agent/waiting_line.h"

namespace local {

class Agent {
 public:
  struct Options {
    std::vector<FunctionSpec> functions;
    // Looks up any other function at each call, as it is now; nullopt: there is none; an error: as
    // it was before. Instances of what it was before take no further call.
    std::function<oci::Result<std::optional<FunctionSpec>>(const std::string& id)> find = {};
    // One of `functions` as it is now, asked at each call; empty: they stay as they are.
    std::function<FunctionSpec(const FunctionSpec& spec)> now = {};
    std::string run_dir;  // short: socket paths hold 107 bytes
    std::string log_dir;
    Launcher launcher = RunExecutables();
    int max_instances = 8;     // of one function
    size_t max_waiting = 256;  // calls of one function that wait for an instance
    std::chrono::seconds idle_timeout{30};
  };
  explicit Agent(Options options);
  ~Agent();

  enum class Type { kSync, kDetached };
  // One call, waited for. The answer is what Fn's server gives the invoker: 200 with the function's
  // headers and body; 502 or 504 with {"message"} when the function failed, died, or was late; 404:
  // no such function. 503 with Retry-After: too many calls wait already, or no instance was free
  // for it within the function's time (callers take turns, see WaitingLine); the function has not
  // seen it. Adds Fn-Call-Id, Fn-Deadline and Fn-Invoke-Type.
  oci::HttpResponse Invoke(const std::string& function_id, FnRequest request,
                           Type type = Type::kSync);
  // 202 at once, the call runs on; 404 as above.
  oci::HttpResponse InvokeDetached(const std::string& function_id, FnRequest request);

  bool Has(const std::string& function_id) { return FindPool(function_id) != nullptr; }
  // The OCID of a function by name; "" when there is none.
  std::string IdOf(const std::string& name) const;
  // Of every function that there is, by name: what runs of it now, and how its calls went.
  std::vector<FunctionReport> Report();
  // Ends idle instances, lets calls finish for `grace`, then kills.
  void Stop(std::chrono::milliseconds grace);

 private:
  struct Pool;
  Pool* KnownPool(const std::string& function_id);
  Pool* FindPool(const std::string& function_id);
  Pool& PoolFor(FunctionSpec spec);
  Pool& AddPool(FunctionSpec spec);
  // With an instance free for it or allowed to be started: "busy" when that takes too long,
  // "retired" when the function has changed meanwhile.
  oci::Status AwaitTurn(Pool& pool, const std::string& caller, std::unique_lock<std::mutex>& lock,
                        std::chrono::steady_clock::time_point until);
  oci::Result<std::unique_ptr<Instance>> Take(Pool& pool, const std::string& caller,
                                              std::chrono::steady_clock::time_point until);
  std::vector<std::unique_ptr<Instance>> TakeDead(Pool& pool);
  void GiveBack(Pool& pool, std::unique_ptr<Instance> instance);
  // One that has answered 504 for a handler that may hang: nobody is served by it for a moment.
  void PutAside(Pool& pool, std::unique_ptr<Instance> instance);
  void WakeRested(std::vector<std::unique_ptr<Instance>>& old);
  void Forget(Pool& pool);  // one instance less
  oci::HttpResponse CallOn(Pool& pool, std::unique_ptr<Instance> instance, FnRequest& request,
                           std::chrono::seconds timeout);
  void ReapIdle();
  void Count(const std::string& function_id, const std::string& call_id,
             const oci::HttpResponse& response);

  Options options_;
  Spawner spawner_;
  struct Resting {
    Pool* pool;
    std::unique_ptr<Instance> instance;
    std::chrono::steady_clock::time_point until;
  };
  std::vector<Resting> resting_;
  std::vector<std::unique_ptr<Pool>> pools_;  // also those of functions that have changed since
  std::map<std::string, Pool*> current_;      // by function id
  std::map<std::string, CallCounts> counts_;  // by function id
  mutable std::mutex mutex_;
  std::condition_variable changed_;  // fewer instances or detached calls
  std::condition_variable reap_;
  bool stopping_ = false;
  int detached_ = 0;
  std::thread reaper_;
};

}  // namespace local
