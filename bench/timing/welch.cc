#include "bench/timing/welch.h"

#include <cmath>
#include <stdexcept>

namespace bench {
namespace {

struct Moments {
  double count = 0, mean = 0, variance = 0;
};

Moments MomentsOf(const std::vector<double>& numbers) {
  if (numbers.size() < 2) throw std::invalid_argument("two numbers are needed");
  Moments moments{.count = static_cast<double>(numbers.size())};
  for (const double number : numbers) moments.mean += number / moments.count;
  for (const double number : numbers)
    moments.variance += std::pow(number - moments.mean, 2) / (moments.count - 1);
  return moments;
}

// The continued fraction of the incomplete beta function (Abramowitz and Stegun, 26.5.8), from its
// far end: so many terms are more than it needs.
double BetaFraction(double a, double b, double x) {
  constexpr int kTerms = 2000;
  double fraction = 1;
  for (int i = kTerms; i > 0; --i) {
    const int m = i / 2;
    const double term = i % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                                   : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    fraction = 1 + term / fraction;
  }
  return 1 / fraction;
}

// The regularized incomplete beta function.
double IncompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // converges fast on this side
  if (x > (a + 1) / (a + b + 2)) return 1 - IncompleteBeta(b, a, 1 - x);
  const double log_factor =
      std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
  return std::exp(log_factor) / a * BetaFraction(a, b, x);
}

}  // namespace

double TwoSidedP(double t, double degrees) {
  return IncompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

Comparison CompareMeans(const std::vector<double>& a, const std::vector<double>& b) {
  const Moments of_a = MomentsOf(a), of_b = MomentsOf(b);
  const double part_a = of_a.variance / of_a.count, part_b = of_b.variance / of_b.count;
  Comparison comparison{.mean_a = of_a.mean, .mean_b = of_b.mean};
  comparison.error = std::sqrt(part_a + part_b);
  const double difference = of_a.mean - of_b.mean;
  if (comparison.error == 0) {
    // nothing scatters, so any difference is one
    comparison.p = difference == 0 ? 1 : 0;
    return comparison;
  }
  comparison.t = difference / comparison.error;
  comparison.degrees = std::pow(part_a + part_b, 2) /
                       (part_a * part_a / (of_a.count - 1) + part_b * part_b / (of_b.count - 1));
  comparison.p = TwoSidedP(comparison.t, comparison.degrees);
  return comparison;
}

}  // namespace bench
