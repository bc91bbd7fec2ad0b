#include "local/standin/nosql/decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <random>

using namespace standin::nosql;

TEST_CASE("decimals are exact") {
  CHECK(ParseDecimal("-0012.3400") == "-12.34");
  CHECK(ParseDecimal("1.5e3") == "1500");
  CHECK(ParseDecimal("15e-3") == "0.015");
  CHECK(ParseDecimal("0e9") == "0");
  for (const char* bad : {"", "-", "1.2.3", "1e", "e5", "1e99999", " 1", "0x1"})
    CHECK_FALSE(ParseDecimal(bad));
  CHECK(AddDecimals("99999999999999999999", "1") == "100000000000000000000");
  CHECK(AddDecimals("0.1", "-0.3") == "-0.2");
  CHECK(MultiplyDecimals("-12345678901234567890", "10.01") == "-123580245801358024578.9");
  CHECK(CompareDecimals("2", "10") < 0);
  CHECK(CompareDecimals("-2", "-10") > 0);
  CHECK(DecimalOfDouble(0.5) == "0.5");
  const char* const ordered[] = {"-1000", "-12.5", "-12.05", "-0.3", "-0.03", "0",    "0.003",
                                 "0.3",   "0.31",  "1",      "9",    "10",    "10.01"};
  for (size_t i = 1; i < std::size(ordered); ++i)
    CHECK(EncodeDecimal(ordered[i - 1]) < EncodeDecimal(ordered[i]));
}
