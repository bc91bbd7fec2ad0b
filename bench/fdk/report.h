#pragma once

#include <string>
#include <vector>

#include "bench/fdk/load.h"

namespace bench {

struct Result {
  std::string name;
  double link_ms = 0;
  double first_answer_ms = 0;
  double peak_rss_mb = 0;
  int threads = 0;
  std::vector<Measured> loads;  // in the order of the loads
};

// Markdown: one table of starts, one per load, and how the targets are met (ours first, then Node,
// then the floor).
std::string Report(const std::vector<Result>& results, const std::vector<Load>& loads,
                   const std::string& machine);

}  // namespace bench
