#include "local/tenancy/scheduler.h"

#include <algorithm>
#include <cstdio>

#include "local/standin/management/cron.h"
#include "local/tenancy/compartments.h"
#include "oci/json_text.h"

namespace local {
namespace {

using oci::StringMember;

constexpr std::chrono::seconds kScheduledPatience{20};

// True when the schedule is due in the minute of that moment.
bool IsDue(const nlohmann::json& schedule, oci::TimePoint moment) {
  if (StringMember(schedule, "lifecycleState") != "ACTIVE" ||
      StringMember(schedule, "action") != "START_RESOURCE" ||
      StringMember(schedule, "recurrenceType") != "CRON")
    return false;
  const auto cron = standin::Cron::Parse(StringMember(schedule, "recurrenceDetails"));
  return cron.ok() && cron->DueIn(moment);
}

}  // namespace

Scheduler::Scheduler(Options options) : options_(std::move(options)) {}

Scheduler::~Scheduler() { Stop(); }

oci::Status Scheduler::RunDue(oci::TimePoint moment) {
  oci::Call call(options_.clock, options_.clock() + kScheduledPatience);
  OCI_ASSIGN_OR_RETURN(
      const auto schedules,
      ListEverywhere(call, options_.requester, oci::management::Schedules(options_.standin_url),
                     options_.tenancy_id));
  for (const auto& schedule : schedules) {
    if (!IsDue(schedule, moment)) continue;
    for (const auto& resource : oci::ArrayMember(schedule, "resources"))
      Start(StringMember(schedule, "displayName"), StringMember(resource, "id"));
  }
  return oci::Ok();
}

void Scheduler::Start(const std::string& schedule, const std::string& resource) {
  constexpr int kAccepted = 202;
  const int status = options_.start(resource);
  if (status != kAccepted)
    std::fprintf(stderr, "schedule %s: %s was not started: %d\n", schedule.c_str(),
                 resource.c_str(), status);
}

void Scheduler::RunSafely(oci::TimePoint moment) {
  try {
    if (const auto ran = RunDue(moment); !ran.ok())
      std::fprintf(stderr, "schedules: %s\n", ran.error().message.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "schedules: %s\n", error.what());
  }
}

void Scheduler::Run() {
  thread_ = std::thread([this] {
    using std::chrono::minutes;
    std::unique_lock lock(mutex_);
    // No minute is run twice, even when the clock is set back.
    auto last = std::chrono::floor<minutes>(options_.clock());
    for (;;) {
      const auto now = options_.clock();
      const auto next = std::max(last, std::chrono::floor<minutes>(now)) + minutes(1);
      if (stopped_.wait_for(lock, next - now, [this] { return stopping_; })) return;
      if (options_.clock() < next) continue;  // the clock was set back meanwhile
      last = next;
      lock.unlock();
      RunSafely(next);
      lock.lock();
    }
  });
}

void Scheduler::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace local
