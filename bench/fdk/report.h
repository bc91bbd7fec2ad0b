#pragma once

#include <string>
#include <vector>

#include "bench/fdk/load.h"
#include "bench/figures/figures.h"

namespace bench {

struct Result {
  std::string name;
  Spread link_ms = {}, first_answer_ms = {};
  double peak_rss_mb = 0;
  int threads = 0;
  std::vector<std::vector<Measured>> loads;  // the rounds of each, in the order of the loads
};

// Markdown: one table of starts, one per load, and how the targets are met (ours first, then Node,
// then the floor).
std::string Report(const std::vector<Result>& results, const std::vector<Load>& loads,
                   const std::string& head);

}  // namespace bench
