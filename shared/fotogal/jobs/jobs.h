// Whatever outlives one call is a job row first and a detached call second. A lease and a cursor
// make it resumable: a run that dies is taken up again when its lease has ended.
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

// A run that holds the lease of its job.
struct JobRun {
  Context context;
  JobRef ref;
  nlohmann::json arguments;
  std::string cursor;  // a step moves it on; it is stored after each step
  int attempts = 0;
  // Set by a step that can go on only later: the run ends, `sweep` takes the job up after that.
  std::optional<oci::TimePoint> resume_at = std::nullopt;
  // Set by a step for which too little time is left: the run ends, the next one goes on at once.
  bool needs_fresh_run = false;
};

// No call that began before a moment is still at work this long after it.
inline constexpr std::chrono::seconds kLongestCall{60};

enum class StepResult { kDone, kMore };  // of the job

// One step, a few seconds at most. Steps are repeated after a crash, so they are idempotent.
using JobStep = Outcome<StepResult> (*)(JobRun&);
// What a process can run: a kind, and a step of it.
struct JobKind {
  std::string_view name;
  JobStep step;
};

// The kind of these arguments (kinds.h), run by a step that is given them.
template <class Job, Outcome<StepResult> (*kStep)(JobRun&, const Job&)>
constexpr JobKind KindOf() {
  return {Job::kKind, [](JobRun& run) { return kStep(run, run.arguments.get<Job>()); }};
}

JobRef JobFor(Op op, std::string_view kind);
template <class Job>
JobRef JobFor(Op op) {
  return JobFor(op, Job::kKind);
}
// Writes the row; idempotent. The id is the op of what the job serves, so that a retry writes the
// same row.
Outcome<JobRef> QueueJob(const Context& context, Op op, std::string_view kind,
                         nlohmann::json arguments);
template <class Job>
Outcome<JobRef> QueueJob(const Context& context, Op op, const Job& job) {
  return QueueJob(context, op, Job::kKind, nlohmann::json(job));
}

// Starts the function of its kind on it. A failure is not the caller's: it is logged with its code
// and counted, the job row stays, and who meets it next takes it up (StartIfWaiting, `sweep`).
void StartJob(const Context& context, const JobRef& job);
// The same, for who does the work otherwise. Error "not_configured": no function is known to run
// it.
oci::Status TryStartJob(const Context& context, const JobRef& job);
// Whether the functions of jobs would be started: the first of them that would not, and why.
// Nothing runs.
oci::Status CheckStarts(const Context& context);
// Starts a job again that no run is at work on, since what started it may have been lost. False:
// there is no such job, a run has it, its last start is so young that it may be under way, or that
// could not be found out. It fails nobody's work: who meets the job next tries again.
bool StartIfWaiting(const Context& context, const JobRef& job);

// The row of a job that has not ended; nullopt: it has, or was never queued. ABSOLUTE.
Outcome<std::optional<JobRow>> FindJob(const Context& context, const JobRef& job);
// The caller has done it all itself.
Outcome<Unit> ForgetJob(const Context& context, const JobRef& job);

// Runs a job until it is done or time is short; then its cursor is stored and it starts itself
// again. Nothing happens when the job is gone or another run holds its lease. A job whose runs fail
// again and again is let rest for longer and longer, to an hour; it is never given up.
Outcome<Unit> RunJob(const Context& context, const JobRef& job, std::span<const JobKind> kinds);
struct JobsTakenUp {
  int started = 0;
  int ran = 0;      // here, since they could not be started
  int failing = 0;  // of them all, whose last runs came to nothing: see their log
};
// Starts every job that no call and no run is at work on any more. One that cannot be started is
// run here, with its kind of `kinds`, as far as time goes: a later call goes on.
Outcome<JobsTakenUp> TakeUpAbandonedJobs(const Context& context, std::span<const JobKind> kinds);

}  // namespace fotogal
