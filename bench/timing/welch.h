// Whether two lists of numbers differ in their means: Welch's t-test, which does not expect them to
// scatter alike.
#pragma once

#include <vector>

namespace bench {

struct Comparison {
  double mean_a = 0, mean_b = 0;
  double t = 0;        // the difference of the means in standard errors of it
  double degrees = 0;  // of freedom, by Welch and Satterthwaite
  double p = 1;        // how often chance alone makes such a difference or a greater one
  double error = 0;    // the standard error of the difference
};
// Of each at least two numbers.
Comparison CompareMeans(const std::vector<double>& a, const std::vector<double>& b);

// How often a t of Student's distribution is at least as far from zero.
double TwoSidedP(double t, double degrees);

}  // namespace bench
