// What every report in bench/results says in the same way: where it was measured, and a figure with
// its spread.
#pragma once

#include <string>
#include <vector>

namespace bench {

// "2026-12-01; AMD EPYC, 2 CPUs; Linux 6.1.0; load average before the run 0.1"
std::string Machine();

// The first value that is behind ": " in a line of a file of /proc that begins with `name`; "" if
// there is none.
std::string FieldOf(const std::string& path, const std::string& name);

// Of rounds of the same work.
struct Spread {
  double median = 0, least = 0, most = 0;
};
Spread SpreadOf(std::vector<double> values);
// "3.1 (2.9–4.0)", with so many digits behind the point.
std::string Text(const Spread& spread, int digits);

}  // namespace bench
