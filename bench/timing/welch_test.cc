#include "bench/timing/welch.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

using Catch::Approx;

namespace bench {

// Critical values from tables of Student's distribution.
TEST_CASE("Student's distribution: how often chance makes such a t") {
  const struct {
    double t, degrees, p;
  } known[] = {{63.657, 1, 0.01},   {9.925, 2, 0.01},    {2.228, 10, 0.05},  {3.169, 10, 0.01},
               {4.587, 10, 0.001},  {2.750, 30, 0.01},   {2.626, 100, 0.01}, {1.6449, 1e6, 0.1},
               {2.5758, 1e6, 0.01}, {3.2905, 1e6, 0.001}};
  for (const auto& [t, degrees, p] : known) {
    INFO(t << " with " << degrees << " degrees");
    CHECK(TwoSidedP(t, degrees) == Approx(p).epsilon(0.002));
    CHECK(TwoSidedP(-t, degrees) == TwoSidedP(t, degrees));
  }
  CHECK(TwoSidedP(0, 7) == Approx(1));
}

// Worked by hand: variances 1 and 25 of three numbers each.
TEST_CASE("Welch's test: two lists that scatter differently") {
  const auto compared = CompareMeans({1, 2, 3}, {5, 10, 15});
  CHECK(compared.mean_a == Approx(2));
  CHECK(compared.mean_b == Approx(10));
  CHECK(compared.error == Approx(2.9439203));
  CHECK(compared.t == Approx(-2.7174649));
  CHECK(compared.degrees == Approx(2.1597444));
  // between the table's 10 % and 20 % for one degree, and close to 10 % for two
  CHECK(compared.p > 0.09);
  CHECK(compared.p < 0.12);
}

TEST_CASE("Welch's test: no difference, one that nothing scatters beside, and too few numbers") {
  CHECK(CompareMeans({1, 2, 3, 4}, {4, 3, 2, 1}).p == Approx(1));
  CHECK(CompareMeans({1, 1}, {1, 1}).p == 1);
  CHECK(CompareMeans({1, 1}, {2, 2}).p == 0);
  CHECK_THROWS_AS(CompareMeans({1}, {1, 2}), std::invalid_argument);
}

}  // namespace bench
