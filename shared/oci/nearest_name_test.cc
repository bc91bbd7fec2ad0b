#include "oci/nearest_name.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("the suggestion is the nearest name, else all names") {
  const std::vector<std::string> names = {"region", "shape"};
  CHECK(oci::NearestName("regio", names) == "region");
  CHECK(oci::NearestName("regoin", names) == "region");
  CHECK(oci::NearestName("sha", names) == "shape");
  CHECK_FALSE(oci::NearestName("", names));
  CHECK(oci::Suggestion("regio", names) == "did you mean region?");
  CHECK(oci::Suggestion("colour", names) == "known here: region, shape");
  CHECK(oci::Suggestion("colour", {}) == "there is none here");
}
