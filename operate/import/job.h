// What the steps of an import share; private to this folder.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "fotogal/base/problem.h"
#include "fotogal/base/services.h"
#include "oci/parallel.h"
#include "operate/import/options.h"
#include "operate/import/state.h"
#include "terminal/progress.h"

namespace operate::v1 {

struct Job {
  const Source& source;
  fotogal::Services& services;  // of the destination
  const Options& options;
  State& state;
  terminal::Progress& progress;
  std::int64_t imported_at = 0;  // ms; the time of the first run

  Database& db() const { return state.db(); }
};

inline oci::Error ToError(const fotogal::Problem& problem) {
  if (problem.cause) return *problem.cause;
  return {problem.code, problem.detail, problem.status, "", problem.status == 503};
}
template <class T>
oci::Status ToStatus(const fotogal::Outcome<T>& outcome) {
  return outcome.ok() ? oci::Ok() : oci::Status(ToError(outcome.error()));
}
inline oci::Status ToStatus(const oci::Status& status) { return status; }

// Repeats work(call) until it succeeds, fails with an error that will not go away, or
// Options::patience has passed.
template <class Work>
auto Patiently(const Job& job, Work&& work) -> decltype(work(std::declval<oci::Call&>())) {
  constexpr std::chrono::minutes kBudget{5};
  constexpr std::chrono::milliseconds kLongest{10000};
  std::chrono::milliseconds pause{250}, waited{0};
  for (;;) {
    oci::Call call(job.services.clock, job.services.clock() + kBudget);
    auto done = work(call);
    if (done.ok()) return done;
    const bool may_help = done.error().retryable || done.error().outcome_unknown;
    if (!may_help || waited >= job.options.patience) return done;
    job.options.sleep(pause);
    waited += pause;
    pause = std::min(pause * 2, kLongest);
  }
}

// Calls work(call, item) for every item, several at once; each may be repeated.
template <class Item, class Work>
oci::Status ForAll(const Job& job, std::vector<Item>& items, Work&& work) {
  return Patiently(job, [&](oci::Call& call) {
    return oci::ForEach(items, job.options.in_flight,
                        [&](Item& item) -> oci::Status { return work(call, item); });
  });
}

// Writes a row that belongs to this import: inserts it, replaces it when an earlier run wrote it
// differently, and fails when it is somebody else's.
oci::Status PutOwn(const Job& job, oci::Call& call, std::string_view table, const Json& row);

}  // namespace operate::v1
