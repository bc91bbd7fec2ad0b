#include "local/agent/agent.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>
#include <stop_token>

#include "oci/json_text.h"
#include "oci/parallel.h"

namespace local {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr const char* kRetired = "retired";
constexpr const char* kBusy = "busy";
// After the FDK has answered 504, the handler has 100 ms to return, or the process ends
// (fdk/internal/overrun.h): such an instance gets no call for this long.
constexpr std::chrono::milliseconds kRest{150};
constexpr const char* kRetryAfterSeconds = "1";

oci::HttpResponse Failure(int status, const std::string& message) {
  return {status,
          {{"Content-Type", "application/json"}},
          oci::JsonText(nlohmann::json{{"message", message}})};
}

std::string NewCallId() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof(bytes));
  char text[33];
  sodium_bin2hex(text, sizeof(text), bytes, sizeof(bytes));
  return text;
}

// Who makes the call, for the waiting line: the account that the gateway has put into the request,
// else the client's address.
std::string CallerOf(const FnRequest& request) {
  const auto account = oci::FindHeader(request.headers, "Fn-Http-H-X-FotoGal-User-Id");
  if (!account.empty()) return std::string(account);
  return std::string(oci::FindHeader(request.headers, "Fn-Http-H-X-Real-Ip"));
}

oci::HttpResponse Busy() {
  auto answer = Failure(503, "No instance is free");
  answer.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return answer;
}

// Fn-Deadline: RFC 3339 in whole seconds, rounded down, so never after the agent's own deadline.
std::string DeadlineHeader(std::chrono::seconds timeout) {
  const std::time_t at =
      std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + timeout);
  std::tm utc{};
  gmtime_r(&at, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

// Kills an instance some time after the beginning of a call, unless the call has ended before.
class DeadlyCall {
 public:
  DeadlyCall(Instance& instance, std::chrono::milliseconds after)
      : thread_([&instance, after](const std::stop_token& ended) {
          std::mutex mutex;
          std::condition_variable_any changed;
          std::unique_lock lock(mutex);
          changed.wait_for(lock, ended, after, [] { return false; });
          if (!ended.stop_requested()) instance.Kill();
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace

struct Agent::Pool {
  FunctionSpec spec;
  std::deque<std::unique_ptr<Instance>> idle;
  std::set<Instance*> busy;
  int count = 0;  // idle, busy and starting instances
  WaitingLine line;
  bool retired = false;  // the function has changed: no instance may be added here any more
};

Agent::Agent(Options options) : options_(std::move(options)) {
  for (const auto& spec : options_.functions) AddPool(spec);
  reaper_ = std::thread([this] { ReapIdle(); });
}

Agent::~Agent() {
  Stop(std::chrono::milliseconds(0));
  reaper_.join();
}

std::string Agent::IdOf(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, pool] : current_) {
    if (pool->spec.name == name) return id;
  }
  return {};
}

Agent::Pool& Agent::AddPool(FunctionSpec spec) {
  auto pool = std::make_unique<Pool>();
  pool->spec = std::move(spec);
  pools_.push_back(std::move(pool));
  return *(current_[pools_.back()->spec.id] = pools_.back().get());
}

Agent::Pool* Agent::KnownPool(const std::string& function_id) {
  const std::lock_guard lock(mutex_);
  const auto found = current_.find(function_id);
  return found == current_.end() ? nullptr : found->second;
}

Agent::Pool* Agent::FindPool(const std::string& function_id) {
  const auto own = std::find_if(options_.functions.begin(), options_.functions.end(),
                                [&](const auto& spec) { return spec.id == function_id; });
  const bool is_own = own != options_.functions.end();
  if (is_own && options_.now) return &PoolFor(options_.now(*own));
  if (is_own || !options_.find) return KnownPool(function_id);
  auto spec = options_.find(function_id);
  if (!spec.ok()) return KnownPool(function_id);
  return *spec ? &PoolFor(std::move(**spec)) : nullptr;
}

Agent::Pool& Agent::PoolFor(FunctionSpec spec) {
  std::deque<std::unique_ptr<Instance>> outdated;  // ended after the lock is released
  const std::lock_guard lock(mutex_);
  if (const auto found = current_.find(spec.id); found != current_.end()) {
    Pool& before = *found->second;
    if (before.spec == spec) return before;
    before.retired = true;
    before.line.CallAll();
    before.count -= static_cast<int>(before.idle.size());
    outdated.swap(before.idle);
  }
  return AddPool(std::move(spec));
}

// Removes idle instances whose process has died.
std::vector<std::unique_ptr<Instance>> Agent::RemoveDead(Pool& pool) {
  std::vector<std::unique_ptr<Instance>> dead;
  std::deque<std::unique_ptr<Instance>> living;
  for (auto& instance : pool.idle)
    (instance->HasDied() ? dead.emplace_back() : living.emplace_back()) = std::move(instance);
  pool.idle = std::move(living);
  pool.count -= static_cast<int>(dead.size());
  return dead;
}

oci::Status Agent::AwaitTurn(Pool& pool, const std::string& caller,
                             std::unique_lock<std::mutex>& lock, SteadyClock::time_point until) {
  if (pool.line.size() >= options_.max_waiting)
    return oci::Error{kBusy, "too many calls wait", 0, "", true};
  WaitingLine::Place place;
  pool.line.Join(place, caller);
  const auto may_go = [&] {
    const bool has_room = !pool.idle.empty() || pool.count < options_.max_instances;
    return stopping_ || pool.retired || (has_room && pool.line.IsFirst(place));
  };
  const bool came = place.called.wait_until(lock, until, may_go);
  pool.line.Leave(place, caller);
  if (!came || stopping_) return oci::Error{kBusy, "no instance was free in time", 0, "", true};
  if (pool.retired) return oci::Error{kRetired, "the function has changed", 0, "", true};
  return oci::Ok();
}

oci::Result<std::unique_ptr<Instance>> Agent::Take(Pool& pool, const std::string& caller,
                                                   SteadyClock::time_point until) {
  std::vector<std::unique_ptr<Instance>> dead;  // ended after the lock is released
  std::unique_lock lock(mutex_);
  dead = RemoveDead(pool);
  OCI_RETURN_IF_ERROR(AwaitTurn(pool, caller, lock, until));
  if (!pool.idle.empty()) {
    auto instance = std::move(pool.idle.back());
    pool.idle.pop_back();
    pool.busy.insert(instance.get());
    pool.line.CallFirst();
    return instance;
  }
  ++pool.count;
  pool.line.CallFirst();
  lock.unlock();
  auto started =
      Instance::Start(spawner_, options_.launcher, pool.spec, options_.run_dir, options_.log_dir);
  lock.lock();
  if (started.ok() && !stopping_) {
    pool.busy.insert(started->get());
    return started;
  }
  lock.unlock();
  // a new instance that is not needed has ended
  if (started.ok()) started = oci::Error{kBusy, "stopping", 0, "", true};
  lock.lock();
  Forget(pool);
  return started;
}

void Agent::Forget(Pool& pool) {
  --pool.count;
  pool.line.CallFirst();
  changed_.notify_all();
}

void Agent::SetResting(Pool& pool, std::unique_ptr<Instance> instance) {
  const std::lock_guard lock(mutex_);
  pool.busy.erase(instance.get());
  Forget(pool);
  resting_.push_back({&pool, std::move(instance), SteadyClock::now() + kRest});
}

void Agent::GiveBack(Pool& pool, std::unique_ptr<Instance> instance) {
  const std::lock_guard lock(mutex_);
  pool.busy.erase(instance.get());
  if (stopping_ || pool.retired) return Forget(pool);
  instance->idle_since = SteadyClock::now();
  pool.idle.push_back(std::move(instance));
  pool.line.CallFirst();
}

oci::HttpResponse Agent::CallOn(Pool& pool, std::unique_ptr<Instance> instance, FnRequest& request,
                                std::chrono::seconds timeout) {
  oci::SetHeader(request.headers, "Fn-Deadline", DeadlineHeader(timeout));
  auto answer = [&] {
    std::optional<DeadlyCall> deadly;
    const auto after = options_.kills_after ? options_.kills_after(pool.spec.name) : std::nullopt;
    if (after && after->count() == 0)
      instance->Kill();  // a thread might come too late
    else if (after)
      deadly.emplace(*instance, *after);
    return instance->Call(request, timeout);
  }();
  const int status = answer.ok() ? answer->status : 0;
  if (status == 504) {
    SetResting(pool, std::move(instance));
    return Failure(504, "Timed out");
  }
  if (status == 200 || status == 502) {
    GiveBack(pool, std::move(instance));
    return status == 200 ? std::move(answer).value() : Failure(502, "function failed");
  }
  instance->Kill();
  {
    const std::lock_guard lock(mutex_);
    pool.busy.erase(instance.get());
    Forget(pool);
  }
  if (answer.ok()) return Failure(502, "invalid function response");
  const bool late = answer.error().code == "deadline_exceeded";
  return late ? Failure(504, "Timed out") : Failure(502, "error receiving function response");
}

oci::HttpResponse Agent::Invoke(const std::string& function_id, FnRequest request, Type type) {
  const std::string call_id = NewCallId(), caller = CallerOf(request);
  oci::SetHeader(request.headers, "Fn-Call-Id", call_id);
  oci::SetHeader(request.headers, "Fn-Invoke-Type", type == Type::kSync ? "sync" : "detached");
  // When the function changes while the call waits, look it up again.
  while (Pool* pool = FindPool(function_id)) {
    const auto timeout = type == Type::kSync ? pool->spec.timeout : pool->spec.detached_timeout;
    auto taken = Take(*pool, caller, SteadyClock::now() + timeout);
    if (!taken.ok() && taken.error().code == kRetired) continue;
    const bool was_taken = taken.ok();
    auto response = was_taken ? CallOn(*pool, std::move(*taken), request, timeout)
                    : taken.error().code == kBusy ? Busy()
                                                  : Failure(502, taken.error().message);
    Count(function_id, call_id, response);
    if (was_taken) oci::SetHeader(response.headers, "Fn-Call-Id", call_id);
    return response;
  }
  return Failure(404, "Function not found");
}

void Agent::Count(const std::string& function_id, const std::string& call_id,
                  const oci::HttpResponse& response) {
  auto failure = FailureIn(response, call_id, std::chrono::system_clock::now());
  const std::lock_guard lock(mutex_);
  auto& counts = counts_[function_id];
  ++counts.calls;
  if (!failure) return;
  ++counts.failures;
  counts.last_failure = std::move(failure);
}

std::vector<FunctionReport> Agent::Report() {
  std::map<std::string, FunctionReport> by_id;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, pool] : current_) {
    by_id[id].name = pool->spec.name;
    by_id[id].id = id;
    const auto counted = counts_.find(id);
    if (counted != counts_.end()) by_id[id].counts = counted->second;
  }
  const auto add = [&](const Pool& pool, const Instance& instance, const char* state) {
    by_id[pool.spec.id].instances.push_back({instance.pid(), instance.IsContainer(), state});
  };
  for (const auto& pool : pools_) {
    for (const auto* instance : pool->busy) add(*pool, *instance, "busy");
    for (const auto& instance : pool->idle) add(*pool, *instance, "idle");
  }
  for (const auto& resting : resting_) add(*resting.pool, *resting.instance, "resting");
  std::vector<FunctionReport> reports;
  for (auto& [id, report] : by_id) reports.push_back(std::move(report));
  std::sort(reports.begin(), reports.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return reports;
}

oci::HttpResponse Agent::InvokeDetached(const std::string& function_id, FnRequest request) {
  if (FindPool(function_id) == nullptr) return Failure(404, "Function not found");
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return Failure(503, "Stopping");
    ++detached_;
  }
  const auto end = [this] {
    const std::lock_guard lock(mutex_);
    --detached_;
    changed_.notify_all();
  };
  try {
    std::thread([this, end, function_id, request = std::move(request)]() mutable {
      try {
        Invoke(function_id, std::move(request), Type::kDetached);
      } catch (const std::exception& error) {
        std::fprintf(stderr, "a detached call failed: %s\n", error.what());
      }
      end();
    }).detach();
  } catch (const std::system_error&) {  // the system gives no more threads
    end();
    return Failure(503, "Service Unavailable");
  }
  return {202, {{"Content-Type", "application/json"}}, ""};
}

// Instances that have returned may serve again; those that have ended are removed.
void Agent::EndRest(std::vector<std::unique_ptr<Instance>>& old) {
  std::vector<Resting> still;
  for (auto& one : resting_) {
    Pool& pool = *one.pool;
    if (SteadyClock::now() < one.until) {
      still.push_back(std::move(one));
    } else if (one.instance->HasDied() || pool.retired || pool.count >= options_.max_instances) {
      old.push_back(std::move(one.instance));
    } else {
      ++pool.count;
      one.instance->idle_since = SteadyClock::now();
      pool.idle.push_back(std::move(one.instance));
      pool.line.CallFirst();
    }
  }
  resting_ = std::move(still);
}

void Agent::ReapIdle() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const std::chrono::milliseconds pause = resting_.empty() ? std::chrono::seconds(1) : kRest / 4;
    reap_.wait_for(lock, pause, [this] { return stopping_; });
    std::vector<std::unique_ptr<Instance>> old;
    EndRest(old);
    for (auto& pool : pools_) {
      while (!pool->idle.empty() &&
             SteadyClock::now() - pool->idle.front()->idle_since > options_.idle_timeout) {
        old.push_back(std::move(pool->idle.front()));
        pool->idle.pop_front();
        --pool->count;
      }
    }
    lock.unlock();
    old.clear();
    lock.lock();
  }
}

void Agent::Stop(std::chrono::milliseconds grace) {
  std::vector<std::unique_ptr<Instance>> idle;
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  reap_.notify_all();
  for (auto& resting : resting_) idle.push_back(std::move(resting.instance));
  resting_.clear();
  for (auto& pool : pools_) {
    pool->line.CallAll();
    for (auto& instance : pool->idle) {
      idle.push_back(std::move(instance));
      --pool->count;
    }
    pool->idle.clear();
  }
  lock.unlock();
  constexpr size_t kAtOnce = 8;
  (void)oci::ForEach(idle, kAtOnce, [](std::unique_ptr<Instance>& instance) {
    instance.reset();
    return oci::Ok();
  });
  lock.lock();
  const auto quiet = [this] {
    return detached_ == 0 &&
           std::all_of(pools_.begin(), pools_.end(), [](auto& pool) { return pool->count == 0; });
  };
  if (changed_.wait_for(lock, grace, quiet)) return;
  std::vector<Instance*> busy;
  for (auto& pool : pools_) busy.insert(busy.end(), pool->busy.begin(), pool->busy.end());
  (void)oci::ForEach(busy, kAtOnce, [](Instance* instance) {
    instance->Kill();
    return oci::Ok();
  });
  changed_.wait(lock, quiet);
}

}  // namespace local
