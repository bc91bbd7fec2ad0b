// What processes hold, to see whether it grows.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bench {

struct Usage {
  double gateway_mb = 0, cloud_mb = 0, functions_mb = 0;  // resident memory; functions: of all
  long gateway_files = 0, cloud_files = 0;                // open descriptors
  long instances = 0;                                     // of functions
};

// Of a `fotogal up` and everything that it has started; a process that ends meanwhile is left out.
Usage UsageOf(pid_t up);

// The middle of the values of one member.
template <class Number>
double MiddleOf(std::vector<Usage>::const_iterator begin, std::vector<Usage>::const_iterator end,
                Number Usage::*member);

// Whether the last third of what was seen is at most a quarter and `spare` above the third before
// it.
template <class Number>
bool IsFlat(const std::vector<Usage>& seen, Number Usage::*member, double spare);

}  // namespace bench

#include <algorithm>

template <class Number>
double bench::MiddleOf(std::vector<Usage>::const_iterator begin,
                       std::vector<Usage>::const_iterator end, Number Usage::*member) {
  std::vector<double> values;
  for (auto at = begin; at != end; ++at) values.push_back(static_cast<double>((*at).*member));
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

template <class Number>
bool bench::IsFlat(const std::vector<Usage>& seen, Number Usage::*member, double spare) {
  const auto third = static_cast<std::ptrdiff_t>(seen.size() / 3);
  const double before = MiddleOf(seen.end() - 2 * third, seen.end() - third, member);
  const double after = MiddleOf(seen.end() - third, seen.end(), member);
  return after <= before * 1.25 + spare;
}
