// Many people at once for a long time, while processes are killed and the cloud has bad days: what
// was acknowledged must be there afterwards, once, and nothing may grow.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "bench/load/load_bench.h"
#include "bench/soak/compare.h"
#include "bench/soak/usage.h"

namespace bench {

struct SoakOptions {
  std::chrono::seconds time{3600};
  size_t people = 16;
  unsigned seed = 1;
  bool faults = true;  // bad_days.h
};

struct SoakResults {
  LoadResults load;
  std::map<std::string, long> kills;   // by what was killed
  std::map<std::string, long> faults;  // by their names
  std::vector<Usage> usage;            // each few seconds
  Comparison comparison;
  std::string counters;    // what the tables' counters say; empty: they are right
  std::string reconciled;  // what `fotogal reconcile` has printed
  // Each of the goals that do not hold, as a sentence.
  std::vector<std::string> Unmet() const;
};

// Starts a service of its own. tick: called each second. Throws when something cannot be done.
SoakResults Soak(
    const SoakOptions& options, const Population::Tick& tick = [] {});

std::string ToMarkdown(const SoakOptions& options, const SoakResults& results);

}  // namespace bench
