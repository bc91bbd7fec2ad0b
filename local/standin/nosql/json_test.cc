#include "local/standin/nosql/json.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <random>

using namespace standin::nosql;

TEST_CASE("numbers keep their form through JSON") {
  const auto round = [](const std::string& text) { return ToJson(*ParseJson(text)); };
  CHECK(round("[9223372036854775807,-9223372036854775808,12345678901234567890]") ==
        "[9223372036854775807,-9223372036854775808,12345678901234567890]");
  CHECK(round("[5.0,1e30,1.5e-7,123456.75,12345678.5,0.001,-0.0]") ==
        "[5.0,1.0E30,1.5E-7,123456.75,1.23456785E7,0.001,-0.0]");
  CHECK(round("{\"b\":1,\"a\":2,\"b\":3}") == "{\"a\":2,\"b\":3}");
  CHECK(round("003") == "3");
  CHECK(round("\"a/b\\u0001\\n\"") == "\"a\\/b\x01\\n\"");
  CHECK(JavaFloat(3.4e38F) == "3.4E38");
  for (const char* bad :
       {"", "{", "[1,]", "{\"a\"}", "1 2", "\"a", "tru", "1.", "-", "\"\\x\"", "{a:1}"})
    CHECK_FALSE(ParseJson(bad).ok());
  CHECK_FALSE(ParseJson(std::string(100000, '[')).ok());
}
