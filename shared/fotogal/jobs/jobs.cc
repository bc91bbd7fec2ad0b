#include "fotogal/jobs/jobs.h"

#include <algorithm>
#include <set>
#include <vector>

#include "common/rfc3339.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/jobs/jobs_statements.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// Enough time to store the cursor and to start the next run.
constexpr std::chrono::seconds kWrapUp{5};
// A detached call that was accepted has reached its function by then.
constexpr std::chrono::milliseconds kStartTakes{30000};
// How much the clocks of two functions may differ.
constexpr std::chrono::seconds kSkew{2};
constexpr const char* kNotConfigured = "not_configured";
constexpr int kMostQuickAttempts = 5;
constexpr std::chrono::seconds kLongestRest{3600};

oci::nosql::Key KeyOf(const JobRef& job) { return {{"bucket", job.bucket}, {"id", job.id}}; }

oci::functions::Target& TargetOf(Config& config, std::string_view kind) {
  const KnownJobKind* known = FindJobKind(kind);
  switch (known == nullptr ? JobFunction::kFanout : known->function) {
    case JobFunction::kDeletion:
      return config.deletion;
    case JobFunction::kExport:
      return config.export_data;
    case JobFunction::kFanout:
      break;
  }
  return config.fanout;
}

// Looks up the invoke endpoint of a function that has none configured; once per process, as it
// never changes.
oci::Status Complete(const Context& context, oci::functions::Target& target) {
  if (target.function_id.empty())
    return oci::Error{kNotConfigured, "a function of jobs is not configured", 0, "", false};
  if (!target.endpoint.empty()) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(
      target.endpoint,
      context.services.functions->FindInvokeEndpoint(
          context.call, context.services.config.functions_endpoint, target.function_id));
  return oci::Ok();
}

oci::Status Start(const Context& context, const JobRef& job) {
  auto& target = TargetOf(context.services.config, job.kind);
  OCI_RETURN_IF_ERROR(Complete(context, target));
  const Json event{{"bucket", job.bucket}, {"id", job.id}};
  return context.services.functions->InvokeDetached(context.call, target, oci::JsonText(event));
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

// True: this run has the lease now.
Outcome<bool> TakeLease(const Context& context, const JobRef& job) {
  const auto now = context.Now();
  const Json variables{{"$b", job.bucket},
                       {"$i", job.id},
                       {"$now", ToMillis(now)},
                       {"$until", ToMillis(now + schema::kJobLease)}};
  // A lost response must not look like "somebody else has the lease"; the job is then left to the
  // next sweep.
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(kJobsTakeLease, variables, Repeated::kDiffers));
  return UpdatedOne(items);
}

// The time of the last start is stored as a lease that has just ended: the run that was started can
// take its own lease at once, and nobody starts another run meanwhile.
std::int64_t StartedAt(const oci::Call& call) { return ToMillis(call.Now() - kSkew); }

// False: another call was faster.
Outcome<bool> NoteStart(const Context& context, const JobRef& job, std::int64_t lease_before) {
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(kJobsNoteStart,
                                                         {{"$b", job.bucket},
                                                          {"$i", job.id},
                                                          {"$before", lease_before},
                                                          {"$started", StartedAt(context.call)}},
                                                         Repeated::kSame));
  return UpdatedOne(items);
}

// `attempts` counts consecutive runs without progress.
Outcome<Unit> StoreCursor(JobRun& run, std::int64_t lease_until) {
  OCI_RETURN_IF_ERROR(run.context.Execute(
      kJobsStoreCursor,
      {{"$b", run.ref.bucket}, {"$i", run.ref.id}, {"$c", run.cursor}, {"$until", lease_until}},
      Repeated::kSame));
  return Unit{};
}

// Called after a run that failed. If this cannot be stored, that does no harm: the lease ends by
// itself.
void LetRest(JobRun& run) {
  if (run.attempts <= kMostQuickAttempts) return;
  auto rest = std::chrono::duration_cast<std::chrono::seconds>(schema::kJobLease);
  for (int i = kMostQuickAttempts; i < run.attempts && rest < kLongestRest; ++i) rest *= 2;
  const auto until = ToMillis(run.context.Now() + std::min(rest, kLongestRest));
  (void)run.context.Execute(kJobsPostpone,
                            {{"$b", run.ref.bucket}, {"$i", run.ref.id}, {"$until", until}},
                            Repeated::kSame);
}

Outcome<Unit> Continue(JobRun& run, JobStep step) {
  for (;;) {
    const auto stepped = step(run);
    if (!stepped.ok()) {
      LetRest(run);
      return stepped.error();
    }
    if (*stepped == StepResult::kDone) {
      OCI_RETURN_IF_ERROR(run.context.Delete(schema::kJobs, KeyOf(run.ref)));
      return Unit{};
    }
    if (run.resume_at) return StoreCursor(run, ToMillis(*run.resume_at));
    if (run.needs_fresh_run || run.context.call.TimeLeft() < kWrapUp) {
      OCI_RETURN_IF_ERROR(StoreCursor(run, StartedAt(run.context.call)));
      StartJob(run.context, run.ref);
      return Unit{};
    }
    OCI_RETURN_IF_ERROR(StoreCursor(run, ToMillis(run.context.Now() + schema::kJobLease)));
  }
}

Problem Unknown(const JobRef& job) {
  return oci::Error{"unknown_job", "job " + ToBase36(job.id) + " is of no known kind: " + job.kind,
                    0, "", false};
}

}  // namespace

JobRef JobFor(Op op, std::string_view kind) {
  return {static_cast<int>(op.value() % schema::kJobBuckets), op, std::string(kind)};
}

Outcome<JobRef> QueueJob(const Context& context, Op op, std::string_view kind, Json arguments) {
  JobRef job = JobFor(op, kind);
  OCI_RETURN_IF_ERROR(context.Insert(JobRow{.bucket = job.bucket,
                                            .id = job.id,
                                            .kind = job.kind,
                                            .arguments = std::move(arguments),
                                            .cursor = "",
                                            .op = op}));
  return job;
}

Outcome<std::optional<JobRow>> FindJob(const Context& context, const JobRef& job) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Find<JobRow>(KeyOf(job)));
  return row;
}

Outcome<Unit> ForgetJob(const Context& context, const JobRef& job) {
  OCI_RETURN_IF_ERROR(context.Delete(schema::kJobs, KeyOf(job)));
  return Unit{};
}

oci::Status TryStartJob(const Context& context, const JobRef& job) {
  auto started = Start(context, job);
  if (started.ok() || started.error().code == kNotConfigured) return started;
  ++context.services.failed_starts;
  LogFailedStart(context.services, job, started.error());
  return started;
}

void StartJob(const Context& context, const JobRef& job) {
  if (TryStartJob(context, job).ok()) return;
  // It was logged already; only the row matters.
}

oci::Status CheckStarts(const Context& context) {
  auto& config = context.services.config;
  const auto check = [&](oci::functions::Target& target) -> oci::Status {
    OCI_RETURN_IF_ERROR(Complete(context, target));
    return context.services.functions->DryRun(context.call, target);
  };
  const auto [fanout, deletion, export_data] =
      oci::InParallel([&] { return check(config.fanout); }, [&] { return check(config.deletion); },
                      [&] { return check(config.export_data); });
  for (const auto* outcome : {&fanout, &deletion, &export_data}) OCI_RETURN_IF_ERROR(*outcome);
  return oci::Ok();
}

bool StartIfWaiting(const Context& context, const JobRef& job) {
  const auto row = FindJob(context, job);
  if (!row.ok() || !*row) return false;
  const auto lease = (*row)->lease_until;
  const auto now = ToMillis(context.Now());
  const auto started = std::max(ToMillis(TimeOfOp(job.id)), lease);
  if (lease >= now || now - started < kStartTakes.count()) return false;
  const auto noted = NoteStart(context, job, lease);
  if (!noted.ok() || !*noted) return false;
  return TryStartJob(context, JobFor(job.id, (*row)->kind)).ok();
}

Outcome<Unit> RunJob(const Context& context, const JobRef& job, std::span<const JobKind> kinds) {
  OCI_ASSIGN_OR_RETURN(const bool ours, TakeLease(context, job));
  if (!ours) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto row, FindJob(context, job));
  if (!row) return Unit{};
  JobRun run{.context = context,
             .ref = {job.bucket, job.id, row->kind},
             .arguments = row->arguments,
             .cursor = row->cursor,
             .attempts = row->attempts};
  const auto kind = std::ranges::find(kinds, run.ref.kind, &JobKind::name);
  if (kind == kinds.end()) return Unknown(run.ref);
  return Continue(run, kind->step);
}

namespace {

struct Abandoned {
  JobRef job;
  bool failing = false;
};

// Only jobs older than a call can be, because the call that wrote a younger one may still start it.
Outcome<std::vector<Abandoned>> AbandonedOf(const Context& context, int bucket) {
  const auto now = context.Now();
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<JobRow>(
          kJobsAbandoned,
          {{"$b", bucket}, {"$now", ToMillis(now)}, {"$made", FirstOpAt(now - kLongestCall)}}));
  std::vector<Abandoned> found;
  for (const auto& row : rows)
    found.push_back({JobFor(row.id, row.kind), row.attempts > kMostQuickAttempts});
  return found;
}

// When one fails, the next is still run: the failure is counted in its attempts, and it is tried
// later.
void RunHere(const Context& context, const Abandoned& left, std::span<const JobKind> kinds) {
  const auto ran = RunJob(context, left.job, kinds);
  if (ran.ok()) return;
  const auto& cause = ran.error().cause;
  context.services.log({{"time", common::Rfc3339(context.services.clock())},
                        {"event", "job_failed"},
                        {"job", left.job.kind},
                        {"job_id", ToBase36(left.job.id)},
                        {"code", cause ? cause->code : ran.error().code},
                        {"message", cause ? cause->message : ran.error().detail}});
}

}  // namespace

Outcome<JobsTakenUp> TakeUpAbandonedJobs(const Context& context, std::span<const JobKind> kinds) {
  JobsTakenUp taken;
  std::vector<Abandoned> to_run;
  std::set<const oci::functions::Target*>
      refusing;  // tried once: further ones would be refused as well
  for (int bucket = 0; bucket < schema::kJobBuckets; ++bucket) {
    OCI_ASSIGN_OR_RETURN(const auto left, AbandonedOf(context, bucket));
    for (const auto& each : left) {
      if (context.call.TimeLeft() < kWrapUp) return taken;
      taken.failing += each.failing ? 1 : 0;
      const auto* target = &TargetOf(context.services.config, each.job.kind);
      if (!refusing.contains(target) && TryStartJob(context, each.job).ok()) {
        ++taken.started;
      } else {
        refusing.insert(target);
        to_run.push_back(each);
      }
    }
  }
  for (const auto& each : to_run) {
    // time for a step, and for what RunJob reserves
    if (context.call.TimeLeft() < 2 * kWrapUp) break;
    RunHere(context, each, kinds);
    ++taken.ran;
  }
  return taken;
}

}  // namespace fotogal
