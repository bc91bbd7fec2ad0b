// Runs functions as Fn does: starts processes when they are needed, several per function, each with
// one call at a time; kills a process at a call's deadline and stops it when it is idle. When a
// process crashes, only the call that it served fails.
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
    // Looks up a function that is not in `functions`, at each call, so that changes count at once.
    // nullopt: there is none; an error: use what the last look-up said. Instances of an older
    // version get no more calls.
    std::function<oci::Result<std::optional<FunctionSpec>>(const std::string& id)> find = {};
    // Called at each call for one of `functions`: returns it as it is now, when it may change;
    // empty: they never change.
    std::function<FunctionSpec(const FunctionSpec& spec)> now = {};
    std::string run_dir;  // short, because the path of a socket may have 107 bytes
    std::string log_dir;
    Launcher launcher = RunExecutables();
    int max_instances = 8;     // per function
    size_t max_waiting = 256;  // calls of one function that may wait for an instance
    std::chrono::seconds idle_timeout{30};
    // Asked at each call: how long after its beginning the process is killed; nullopt: not at all.
    // For faults on purpose.
    std::function<std::optional<std::chrono::milliseconds>(const std::string& name)> kills_after =
        {};
  };
  explicit Agent(Options options);
  ~Agent();

  enum class Type { kSync, kDetached };
  // Makes one call and waits for it. The response is what Fn's server gives the invoker: 200 with
  // the function's headers and body; 502 or 504 with {"message"} when the function failed, died, or
  // took too long; 404: no such function. 503 with Retry-After: too many calls are waiting already,
  // or no instance became free within the function's timeout (callers take turns, see WaitingLine);
  // the function has not seen the call. Adds Fn-Call-Id, Fn-Deadline and Fn-Invoke-Type.
  oci::HttpResponse Invoke(const std::string& function_id, FnRequest request,
                           Type type = Type::kSync);
  // Answers 202 at once and makes the call on another thread; 404 as above.
  oci::HttpResponse InvokeDetached(const std::string& function_id, FnRequest request);

  bool Has(const std::string& function_id) { return FindPool(function_id) != nullptr; }
  // The OCID of a function by name; "" when there is none.
  std::string IdOf(const std::string& name) const;
  // For every function, by name: its instances, and how many calls succeeded and failed.
  std::vector<FunctionReport> Report();
  // Ends idle instances, lets running calls finish for `grace`, then kills the rest.
  void Stop(std::chrono::milliseconds grace);

 private:
  struct Pool;
  Pool* KnownPool(const std::string& function_id);
  Pool* FindPool(const std::string& function_id);
  Pool& PoolFor(FunctionSpec spec);
  Pool& AddPool(FunctionSpec spec);
  // Waits until an instance is free or a new one may be started. Errors: "busy" when that takes too
  // long, "retired" when the function has changed meanwhile.
  oci::Status AwaitTurn(Pool& pool, const std::string& caller, std::unique_lock<std::mutex>& lock,
                        std::chrono::steady_clock::time_point until);
  oci::Result<std::unique_ptr<Instance>> Take(Pool& pool, const std::string& caller,
                                              std::chrono::steady_clock::time_point until);
  std::vector<std::unique_ptr<Instance>> RemoveDead(Pool& pool);
  void GiveBack(Pool& pool, std::unique_ptr<Instance> instance);
  // Takes an instance out of service for a moment, because it has answered 504 and its handler may
  // still be running.
  void SetResting(Pool& pool, std::unique_ptr<Instance> instance);
  void EndRest(std::vector<std::unique_ptr<Instance>>& old);
  void Forget(Pool& pool);  // counts one instance less
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
  std::vector<std::unique_ptr<Pool>> pools_;  // includes those of older versions of functions
  std::map<std::string, Pool*> current_;      // by function id
  std::map<std::string, CallCounts> counts_;  // by function id
  mutable std::mutex mutex_;
  std::condition_variable changed_;  // notified when instances or detached calls have ended
  std::condition_variable reap_;
  bool stopping_ = false;
  int detached_ = 0;
  std::thread reaper_;
};

}  // namespace local
