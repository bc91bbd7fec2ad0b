// The tables in bench/results/nosql.md.
#pragma once

#include <string>
#include <vector>

#include "bench/nosql/process.h"

namespace bench {

// All rounds of one kind of call.
struct Rounds {
  std::string label;                             // "get"
  std::vector<std::vector<Measured>> by_client;  // [client][round]
};

// clients: their names; the first is ours, the second Oracle's.
std::string Report(const std::string& head, const std::vector<std::string>& clients,
                   const std::vector<Rounds>& all);

}  // namespace bench
