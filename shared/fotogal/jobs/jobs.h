// Work that continues after the call that began it: first a job row is written, then a function is
// invoked detached. A lease and a cursor make it possible to continue: when a run dies, another one
// takes the job up after the lease has ended.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/jobs/kinds.h"

namespace fotogal {

struct JobRef {
  int bucket = 0;
  Op id = 0;
  std::string kind;  // which function runs it
};

struct JobRow {
  static constexpr auto kTable = schema::kJobs;

  int bucket = 0;  // of the id, by JobFor
  Op id = 0;
  std::string kind;
  nlohmann::json arguments;  // of the kind (kinds.h)
  std::string cursor;
  std::int64_t lease_until = 0;  // ms
  int attempts = 0;              // runs that came to nothing, one after the other
  Op op = 0;                     // the id once more

  static constexpr auto Columns() {
    return std::tuple(Column("bucket", &JobRow::bucket), Column("id", &JobRow::id),
                      Column("kind", &JobRow::kind), Column("arguments", &JobRow::arguments),
                      Column("cursor", &JobRow::cursor),
                      Column("lease_until", &JobRow::lease_until),
                      Column("attempts", &JobRow::attempts), Column("op", &JobRow::op));
  }
};

// A run that has the lease of its job.
struct JobRun {
  Context context;
  JobRef ref;
  nlohmann::json arguments;
  std::string cursor;  // a step changes it; it is stored after each step
  int attempts = 0;
  // Set by a step that can only continue later: the run ends, and `sweep` takes the job up after
  // this time.
  std::optional<oci::TimePoint> resume_at = std::nullopt;
  // Set by a step that needs more time than is left: the run ends, and the next one continues at
  // once.
  bool needs_fresh_run = false;
};

// After this time, every call that began before a certain moment has ended.
inline constexpr std::chrono::seconds kLongestCall{60};

enum class StepResult { kDone, kMore };  // of the job

// One step, which takes a few seconds at most. Steps are repeated after a crash, so they must be
// idempotent.
using JobStep = Outcome<StepResult> (*)(JobRun&);
// A kind of job that a process can run, and its step.
struct JobKind {
  std::string_view name;
  JobStep step;
};

// The JobKind for these arguments (kinds.h); the step gets them parsed.
template <class Job, Outcome<StepResult> (*kStep)(JobRun&, const Job&)>
constexpr JobKind KindOf() {
  return {Job::kKind, [](JobRun& run) { return kStep(run, run.arguments.get<Job>()); }};
}

JobRef JobFor(Op op, std::string_view kind);
template <class Job>
JobRef JobFor(Op op) {
  return JobFor(op, Job::kKind);
}
// Writes the job row; idempotent. The id is the op of the row that the job is for, so that a retry
// writes the same job row.
Outcome<JobRef> QueueJob(const Context& context, Op op, std::string_view kind,
                         nlohmann::json arguments);
template <class Job>
Outcome<JobRef> QueueJob(const Context& context, Op op, const Job& job) {
  return QueueJob(context, op, Job::kKind, nlohmann::json(job));
}

// Invokes the function of the job's kind. A failure is logged with its code and counted, and is no
// error for the caller: the row stays, and StartIfWaiting or `sweep` starts the job later.
void StartJob(const Context& context, const JobRef& job);
// The same, for callers that can do the work themselves. Error "not_configured": no function is
// configured for it.
oci::Status TryStartJob(const Context& context, const JobRef& job);
// Tests by dry runs whether the functions for jobs could be started; the error is that of the first
// that could not.
oci::Status CheckStarts(const Context& context);
// Starts a job again if no run has it, because its start may have been lost. False: there is no
// such job, a run has it, its last start is so recent that it may still arrive, or that could not
// be found out; the next caller tries again.
bool StartIfWaiting(const Context& context, const JobRef& job);

// The row of a job that has not ended; nullopt: it has ended or was never queued. ABSOLUTE.
Outcome<std::optional<JobRow>> FindJob(const Context& context, const JobRef& job);
// Removes the job: the caller has done all of its work.
Outcome<Unit> ForgetJob(const Context& context, const JobRef& job);

// Runs a job until it is done or the time is nearly over; then stores its cursor and starts the job
// again. Does nothing when the job is gone or another run has its lease. A job whose runs fail
// repeatedly waits longer and longer, up to an hour; it is never given up.
Outcome<Unit> RunJob(const Context& context, const JobRef& job, std::span<const JobKind> kinds);
struct JobsTakenUp {
  int started = 0;
  int ran = 0;      // run by this call, because they could not be started
  int failing = 0;  // of all jobs, those whose last runs made no progress: see their logs
};
// Starts every job that no call and no run is working on any more. One that cannot be started is
// run here, by its kind in `kinds`, as long as there is time; a later call continues.
Outcome<JobsTakenUp> TakeUpAbandonedJobs(const Context& context, std::span<const JobKind> kinds);

}  // namespace fotogal
