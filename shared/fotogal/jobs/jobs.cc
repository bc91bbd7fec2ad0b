#include "fotogal/jobs/jobs.h"

#include <algorithm>
#include <set>
#include <vector>

#include "common/rfc3339.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// Enough to store the cursor and start the next run.
constexpr std::chrono::seconds kWrapUp{5};
// A detached call that was taken has reached its function by then.
constexpr std::chrono::milliseconds kStartTakes{30000};
// By so much the clocks of two functions may differ.
constexpr std::chrono::seconds kSkew{2};
constexpr const char* kNotConfigured = "not_configured";
constexpr int kMostQuickAttempts = 5;
constexpr std::chrono::seconds kLongestRest{3600};

oci::nosql::Key KeyOf(const JobRef& job) { return {{"bucket", job.bucket}, {"id", job.id}}; }

oci::functions::Target& TargetOf(Config& config, std::string_view kind) {
  if (kind == "deletion") return config.deletion;
  if (kind == "export") return config.export_data;
  return config.fanout;
}

// The endpoint of a function that none was configured of, asked once a process: it never changes.
oci::Status Complete(Services& services, oci::Call& call, oci::functions::Target& target) {
  if (target.function_id.empty())
    return oci::Error{kNotConfigured, "a function of jobs is not configured", 0, "", false};
  if (!target.endpoint.empty()) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(target.endpoint,
                       services.functions->FindInvokeEndpoint(
                           call, services.config.functions_endpoint, target.function_id));
  return oci::Ok();
}

oci::Status Start(Services& services, oci::Call& call, const JobRef& job) {
  auto& target = TargetOf(services.config, job.kind);
  OCI_RETURN_IF_ERROR(Complete(services, call, target));
  const Json event{{"bucket", job.bucket}, {"id", job.id}};
  return services.functions->InvokeDetached(call, target, oci::JsonText(event));
}

void LogFailedStart(Services& services, const JobRef& job, const oci::Error& error) {
  const auto& target = TargetOf(services.config, job.kind);
  services.log({{"time", common::Rfc3339(services.clock())},
                {"event", "job_not_started"},
                {"job", job.kind},
                {"job_id", ToBase36(job.id)},
                {"function_id", target.function_id},
                {"invoke_endpoint", target.endpoint},
                {"code", error.code},
                {"status", error.http_status},
                {"message", error.message},
                {"opc_request_id", error.opc_request_id}});
}

// True when the lease is ours now.
Outcome<bool> TakeLease(Services& services, oci::Call& call, const JobRef& job) {
  static const std::string kStatement =
      "DECLARE $b INTEGER; $i LONG; $now LONG; $until LONG; UPDATE " + std::string(schema::kJobs) +
      " j SET j.lease_until = $until, SET j.attempts = j.attempts + 1 "
      "WHERE j.bucket = $b AND j.id = $i AND j.lease_until < $now";
  const auto now = call.Now();
  const Json variables{{"$b", job.bucket},
                       {"$i", job.id},
                       {"$now", ToMillis(now)},
                       {"$until", ToMillis(now + schema::kJobLease)}};
  // A lost answer must not read as "somebody else has it": better to leave the job to the next
  // sweep.
  OCI_ASSIGN_OR_RETURN(const auto items,
                       services.nosql->Execute(call, kStatement, variables, false));
  return UpdatedOne(items);
}

// When a job was started last is a lease that has ended: the run that comes can take its own at
// once, and nobody starts another one meanwhile.
std::int64_t StartedAt(const oci::Call& call) { return ToMillis(call.Now() - kSkew); }

// False: somebody else is faster.
Outcome<bool> NoteStart(Services& services, oci::Call& call, const JobRef& job,
                        std::int64_t lease_before) {
  static const std::string kStatement =
      "DECLARE $b INTEGER; $i LONG; $before LONG; $started LONG; UPDATE " +
      std::string(schema::kJobs) +
      " j SET j.lease_until = $started "
      "WHERE j.bucket = $b AND j.id = $i AND j.lease_until = $before";
  OCI_ASSIGN_OR_RETURN(const auto items, services.nosql->Execute(call, kStatement,
                                                                 {{"$b", job.bucket},
                                                                  {"$i", job.id},
                                                                  {"$before", lease_before},
                                                                  {"$started", StartedAt(call)}},
                                                                 true));
  return UpdatedOne(items);
}

// Attempts count runs that came to nothing, one after the other.
Outcome<Unit> StoreCursor(JobRun& run, std::int64_t lease_until) {
  static const std::string kStatement =
      "DECLARE $b INTEGER; $i LONG; $c STRING; $until LONG; UPDATE " + std::string(schema::kJobs) +
      " j SET j.cursor = $c, SET j.lease_until = $until, SET j.attempts = 0 "
      "WHERE j.bucket = $b AND j.id = $i";
  OCI_RETURN_IF_ERROR(run.services.nosql->Execute(
      run.call, kStatement,
      {{"$b", run.ref.bucket}, {"$i", run.ref.id}, {"$c", run.cursor}, {"$until", lease_until}},
      true));
  return Unit{};
}

// After a run that failed. What stops it from being stored stops nothing else: the lease ends.
void LetRest(JobRun& run) {
  if (run.attempts <= kMostQuickAttempts) return;
  auto rest = std::chrono::duration_cast<std::chrono::seconds>(schema::kJobLease);
  for (int i = kMostQuickAttempts; i < run.attempts && rest < kLongestRest; ++i) rest *= 2;
  static const std::string kStatement =
      "DECLARE $b INTEGER; $i LONG; $until LONG; UPDATE " + std::string(schema::kJobs) +
      " j SET j.lease_until = $until WHERE j.bucket = $b AND j.id = $i";
  const auto until = ToMillis(run.call.Now() + std::min(rest, kLongestRest));
  (void)run.services.nosql->Execute(
      run.call, kStatement, {{"$b", run.ref.bucket}, {"$i", run.ref.id}, {"$until", until}}, true);
}

Outcome<Unit> Continue(JobRun& run, JobStep step) {
  for (;;) {
    const auto stepped = step(run);
    if (!stepped.ok()) {
      LetRest(run);
      return stepped.error();
    }
    if (*stepped) {
      OCI_RETURN_IF_ERROR(run.services.nosql->Delete(run.call, schema::kJobs, KeyOf(run.ref)));
      return Unit{};
    }
    if (run.resume_at) return StoreCursor(run, ToMillis(*run.resume_at));
    if (run.needs_fresh_run || run.call.TimeLeft() < kWrapUp) {
      OCI_RETURN_IF_ERROR(StoreCursor(run, StartedAt(run.call)));
      StartJob(run.services, run.call, run.ref);
      return Unit{};
    }
    OCI_RETURN_IF_ERROR(StoreCursor(run, ToMillis(run.call.Now() + schema::kJobLease)));
  }
}

Problem Unknown(const JobRef& job) {
  return oci::Error{"unknown_job", "job " + ToBase36(job.id) + " is of no known kind: " + job.kind,
                    0, "", false};
}

}  // namespace

JobRef JobFor(Id op, std::string_view kind) {
  return {static_cast<int>(op % schema::kJobBuckets), op, std::string(kind)};
}

Outcome<JobRef> QueueJob(Services& services, oci::Call& call, Id op, std::string_view kind,
                         Json arguments) {
  JobRef job = JobFor(op, kind);
  const auto if_absent = IfAbsent();
  OCI_RETURN_IF_ERROR(services.nosql->Put(call, schema::kJobs,
                                          {{"bucket", job.bucket},
                                           {"id", job.id},
                                           {"kind", job.kind},
                                           {"arguments", std::move(arguments)},
                                           {"cursor", ""},
                                           {"lease_until", 0},
                                           {"attempts", 0},
                                           {"op", op}},
                                          if_absent));
  return job;
}

Outcome<std::optional<Json>> FindJob(Services& services, oci::Call& call, const JobRef& job) {
  OCI_ASSIGN_OR_RETURN(auto row, services.nosql->Get(call, schema::kJobs, KeyOf(job),
                                                     oci::nosql::Consistency::kAbsolute));
  if (!row) return std::optional<Json>();
  return std::optional<Json>(std::move(row->value));
}

Outcome<Unit> ForgetJob(Services& services, oci::Call& call, const JobRef& job) {
  OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kJobs, KeyOf(job)));
  return Unit{};
}

oci::Status TryStartJob(Services& services, oci::Call& call, const JobRef& job) {
  auto started = Start(services, call, job);
  if (started.ok() || started.error().code == kNotConfigured) return started;
  ++services.failed_starts;
  LogFailedStart(services, job, started.error());
  return started;
}

void StartJob(Services& services, oci::Call& call, const JobRef& job) {
  if (TryStartJob(services, call, job).ok()) return;
  // Told already; the row is what counts.
}

oci::Status CheckStarts(Services& services, oci::Call& call) {
  auto& config = services.config;
  const auto check = [&](oci::functions::Target& target) -> oci::Status {
    OCI_RETURN_IF_ERROR(Complete(services, call, target));
    return services.functions->DryRun(call, target);
  };
  const auto [fanout, deletion, export_data] =
      oci::InParallel([&] { return check(config.fanout); }, [&] { return check(config.deletion); },
                      [&] { return check(config.export_data); });
  for (const auto* outcome : {&fanout, &deletion, &export_data}) OCI_RETURN_IF_ERROR(*outcome);
  return oci::Ok();
}

bool StartIfWaiting(Services& services, oci::Call& call, const JobRef& job) {
  const auto row = FindJob(services, call, job);
  if (!row.ok() || !*row) return false;
  const auto lease = (*row)->at("lease_until").get<std::int64_t>();
  const auto now = ToMillis(call.Now());
  const auto started = std::max(ToMillis(TimeOfOp(job.id)), lease);
  if (lease >= now || now - started < kStartTakes.count()) return false;
  const auto noted = NoteStart(services, call, job, lease);
  if (!noted.ok() || !*noted) return false;
  return TryStartJob(services, call, JobFor(job.id, (*row)->at("kind").get<std::string>())).ok();
}

Outcome<Unit> RunJob(Services& services, oci::Call& call, const JobRef& job,
                     std::span<const JobKind> kinds) {
  OCI_ASSIGN_OR_RETURN(const bool ours, TakeLease(services, call, job));
  if (!ours) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto row, FindJob(services, call, job));
  if (!row) return Unit{};
  const Json& value = *row;
  JobRun run{services,
             call,
             JobFor(job.id, value.at("kind").get<std::string>()),
             value.at("arguments"),
             value.value("cursor", ""),
             value.at("attempts").get<int>(),
             std::nullopt};
  const auto kind = std::ranges::find(kinds, run.ref.kind, &JobKind::name);
  if (kind == kinds.end()) return Unknown(run.ref);
  return Continue(run, kind->step);
}

namespace {

struct Abandoned {
  JobRef job;
  bool failing = false;
};

// A younger job may be waiting for the call that wrote it.
Outcome<std::vector<Abandoned>> AbandonedOf(Services& services, oci::Call& call, int bucket) {
  static const std::string kStatement =
      "DECLARE $b INTEGER; $now LONG; $made LONG; SELECT j.id, j.kind, j.attempts FROM " +
      std::string(schema::kJobs) +
      " j WHERE j.bucket = $b AND j.id < $made AND j.lease_until < $now";
  const auto now = call.Now();
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      services.nosql->QueryAll(
          call, kStatement,
          {{"$b", bucket}, {"$now", ToMillis(now)}, {"$made", FirstOpAt(now - kLongestCall)}}));
  std::vector<Abandoned> found;
  for (const auto& item : items)
    found.push_back({JobFor(item.at("id").get<Id>(), item.at("kind").get<std::string>()),
                     item.at("attempts").get<int>() > kMostQuickAttempts});
  return found;
}

// One that fails is no reason to leave the next one: its attempts are counted and it rests.
void RunHere(Services& services, oci::Call& call, const Abandoned& left,
             std::span<const JobKind> kinds) {
  const auto ran = RunJob(services, call, left.job, kinds);
  if (ran.ok()) return;
  const auto& cause = ran.error().cause;
  services.log({{"time", common::Rfc3339(services.clock())},
                {"event", "job_failed"},
                {"job", left.job.kind},
                {"job_id", ToBase36(left.job.id)},
                {"code", cause ? cause->code : ran.error().code},
                {"message", cause ? cause->message : ran.error().detail}});
}

}  // namespace

Outcome<JobsTakenUp> TakeUpAbandonedJobs(Services& services, oci::Call& call,
                                         std::span<const JobKind> kinds) {
  JobsTakenUp taken;
  std::vector<Abandoned> to_run;
  std::set<const oci::functions::Target*>
      refusing;  // asked once: the next would be refused as well
  for (int bucket = 0; bucket < schema::kJobBuckets; ++bucket) {
    OCI_ASSIGN_OR_RETURN(const auto left, AbandonedOf(services, call, bucket));
    for (const auto& each : left) {
      if (call.TimeLeft() < kWrapUp) return taken;
      taken.failing += each.failing ? 1 : 0;
      const auto* target = &TargetOf(services.config, each.job.kind);
      if (!refusing.contains(target) && TryStartJob(services, call, each.job).ok()) {
        ++taken.started;
      } else {
        refusing.insert(target);
        to_run.push_back(each);
      }
    }
  }
  for (const auto& each : to_run) {
    if (call.TimeLeft() < 2 * kWrapUp) break;  // a step, and then what RunJob keeps
    RunHere(services, call, each, kinds);
    ++taken.ran;
  }
  return taken;
}

}  // namespace fotogal
