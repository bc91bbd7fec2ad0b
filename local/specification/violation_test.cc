#include "local/specification/violation.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace local;

TEST_CASE("a violation says where, what, what would be right, and which rule") {
  const Violation violation{"routes[3].path", Rule::kRouteLength, "has 2001 characters",
                            "at most 2000 are allowed"};
  CHECK(Line(violation) ==
        "routes[3].path: has 2001 characters; at most 2000 are allowed (route-length)");
  CHECK(Line({"", Rule::kSpecificationSize, "a", "b"}) ==
        "the specification: a; b (specification-size)");
  CHECK(Lines({violation, violation}, " / ") == Line(violation) + " / " + Line(violation));
  CHECK(Lines({}, "; ").empty());
}

TEST_CASE("every rule has a name of its own") {
  std::set<std::string_view> names;
  for (int rule = 0; rule < kRules; ++rule) names.insert(RuleName(static_cast<Rule>(rule)));
  CHECK(names.size() == kRules);
  CHECK_FALSE(names.contains(""));
}
