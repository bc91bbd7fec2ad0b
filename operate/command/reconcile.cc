#include "operate/command/reconcile.h"

#include <nlohmann/json.hpp>
#include <span>
#include <thread>

#include "fotogal/upkeep/reconcile.h"
#include "fotogal/upkeep/reconciliation.h"
#include "fotogal/upkeep/renewal.h"
#include "local/running/operator.h"
#include "terminal/progress.h"
#include "terminal/signals.h"
#include "terminal/terminal.h"

namespace operate {
namespace {

using fotogal::Outcome;
using fotogal::Reconciliation;

// A short run: it stops after this time and the next one continues. So the bar for somebody else's
// run is up to date, and a lease that no run holds any more is noticed soon.
constexpr std::chrono::seconds kRun{20};
// Of renditions: long enough for the largest photo, and shorter than kLongestCall
// (image_renewal.h).
constexpr std::chrono::seconds kRenewalRun{55};
static_assert(kRenewalRun < fotogal::kLongestCall);
constexpr std::chrono::seconds kLook{1};

// Draws the progress of each step.
class Bar {
 public:
  Bar(std::FILE* out, bool is_terminal) : progress_(out, is_terminal) {}
  ~Bar() {
    if (!part_.empty()) progress_.End();
  }

  void Show(Reconciliation at) {
    if (at.part != part_) {
      if (!part_.empty()) progress_.End();
      part_ = at.part == "end" ? "" : at.part;
      done_ = 0;
      const auto total = at.totals.find(at.part);
      if (!part_.empty()) progress_.Begin(part_, total == at.totals.end() ? 0 : total->second);
    }
    if (!part_.empty()) progress_.Advance(at.done - done_);
    done_ = at.done;
    last_ = std::move(at);
  }
  void SayWaiting() {
    if (!waits_)
      progress_.Say("Another run is at it, or has died within the last six minutes: watching.");
    waits_ = true;
  }
  const Reconciliation& last() const { return last_; }

 private:
  terminal::Progress progress_;
  std::string part_;
  bool waits_ = false;
  std::int64_t done_ = 0;
  Reconciliation last_;
};

// a step is a plain function and cannot have a reference to it
thread_local Bar* watcher = nullptr;

Reconciliation AsShown(const fotogal::Renewal& at) {
  Reconciliation shown;
  shown.part = at.part;
  shown.done = at.part == "photos" ? at.done : 0;
  shown.totals["photos"] = at.total;
  shown.mended = at.counts;
  return shown;
}

Outcome<fotogal::StepResult> WatchedStep(fotogal::JobRun& run, const fotogal::ReconcileJob& job) {
  auto done = fotogal::ReconcileStep(run, job);
  if (done.ok()) watcher->Show(fotogal::ReadReconciliation(run.cursor));
  return done;
}
Outcome<fotogal::StepResult> WatchedRenewal(fotogal::JobRun& run, const fotogal::RenewalJob& job) {
  auto done = fotogal::RenewalStep(run, job);
  if (done.ok()) watcher->Show(AsShown(fotogal::ReadRenewal(run.cursor)));
  return done;
}

// One of the two jobs that this command runs.
struct Work {
  fotogal::JobRef job;
  fotogal::JobKind kind;
  Outcome<fotogal::Unit> (*queue)(const fotogal::Context& context);
  Reconciliation (*read)(const std::string& cursor);
  std::chrono::seconds run;
};

Work WorkOf(Task task) {
  if (task == Task::kReconcile)
    return {fotogal::TheReconciliation(), fotogal::KindOf<fotogal::ReconcileJob, &WatchedStep>(),
            [](const fotogal::Context& context) { return fotogal::QueueReconcile(context); },
            &fotogal::ReadReconciliation, kRun};
  return {fotogal::TheRenewal(), fotogal::KindOf<fotogal::RenewalJob, &WatchedRenewal>(),
          &fotogal::QueueRenewal,
          [](const std::string& cursor) { return AsShown(fotogal::ReadRenewal(cursor)); },
          kRenewalRun};
}

// Does one run, or looks at the progress of somebody else's. False: there is nothing left to do.
Outcome<bool> RunOrWatch(fotogal::Services& services, const Work& work, Bar& bar) {
  auto call = local::CallWithin(work.run);
  OCI_RETURN_IF_ERROR(fotogal::RunJob({services, call}, work.job, std::span(&work.kind, 1)));
  auto look = local::CallWithin(kRun);
  OCI_ASSIGN_OR_RETURN(const auto row, fotogal::FindJob({services, look}, work.job));
  if (!row) return false;
  bar.Show(work.read(row->cursor));
  if (row->lease_until > fotogal::ToMillis(look.Now())) {
    bar.SayWaiting();
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

Outcome<fotogal::Unit> RunToEnd(fotogal::Services& services, const Work& work, Bar& bar) {
  auto call = local::CallWithin(kRun);
  OCI_RETURN_IF_ERROR(work.queue({services, call}));
  watcher = &bar;
  for (bool more = true; more;) {
    OCI_ASSIGN_OR_RETURN(more, RunOrWatch(services, work, bar));
  }
  return fotogal::Unit{};
}

// What cannot be decoded, say, is reported and left as it is.
const char* VerbFor(Task task, const std::string& what) {
  return task == Task::kRenditions && fotogal::IsLeftAsItIs(what) ? "left as they are," : "mended";
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "\nfotogal: %s\nRun the same command again to go on.\n", message.c_str());
  return 1;
}

std::string MessageOf(const fotogal::Problem& problem) {
  return problem.cause ? problem.cause->message : problem.detail;
}

oci::Result<fotogal::Services> ServicesFor(const ReconcileOptions& options) {
  if (options.from_environment) return fotogal::ServicesFromEnvironment(oci::ProcessEnvironment());
  OCI_ASSIGN_OR_RETURN(const auto folder, local::FindDataFolder(options.data));
  OCI_ASSIGN_OR_RETURN(const auto running, local::FindRunning(folder));
  return local::OperatorServices(folder, running);
}

}  // namespace

int RunReconcile(fotogal::Services& services, Task task, std::FILE* bar, bool is_terminal,
                 std::FILE* report) {
  // The job runs in this process and not in a function; jobs that it leaves behind are for `sweep`.
  services.config.fanout = {};
  Reconciliation end;
  {
    Bar shown(bar, is_terminal);
    const auto outcome = RunToEnd(services, WorkOf(task), shown);
    if (!outcome.ok()) return Fail(MessageOf(outcome.error()));
    end = shown.last();
  }
  if (end.mended.empty()) std::fprintf(report, "Nothing was to be mended.\n");
  for (const auto& [what, count] : end.mended)
    std::fprintf(report, "%s %s: %lld\n", VerbFor(task, what), what.c_str(),
                 static_cast<long long>(count));
  return 0;
}

int Reconcile(const ReconcileOptions& options) {
  terminal::UnblockSignals();  // may be stopped at any moment
  auto services = ServicesFor(options);
  if (!services.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", services.error().message.c_str());
    return 1;
  }
  return RunReconcile(*services, options.task, stderr, terminal::IsTerminal(stderr), stdout);
}

}  // namespace operate
