// Whether a service answers what it has acknowledged.
#pragma once

#include <string>
#include <vector>

#include "bench/load/load_bench.h"

namespace bench {

struct Comparison {
  long compared = 0;                     // things that were acknowledged
  std::vector<std::string> differences;  // each as a sentence
};

// Of people of whom nothing is unknown (Visitor::Settle), while nobody calls.
Comparison Compare(Population& population);

}  // namespace bench
