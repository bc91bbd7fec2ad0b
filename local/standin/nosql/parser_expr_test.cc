#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_trees.h"

using namespace standin::nosql;

namespace {

std::string Where(const std::string& condition) {
  const auto parsed = Parse("SELECT * FROM t WHERE " + condition);
  if (!parsed.ok()) return parsed.error().message;
  return Show(std::get<SelectStatement>(parsed->body).where);
}

}  // namespace

TEST_CASE("operators bind as the grammar says") {
  CHECK(Where("a OR b AND NOT c = 1") ==
        "(or (name a) (and (name b) (not (cmp (name c) (lit 1)))))");
  CHECK(Where("a + 2 * b - 3 = -4") ==
        "(cmp (arith +- (name a) (arith * (lit 2) (name b)) (lit 3)) (lit -4))");
  CHECK(Where("a || b + 1 = 'x'") == "(cmp (cat (name a) (arith + (name b) (lit 1))) (lit x0))");
  CHECK(Where("a AND (b AND c)") == "(and (name a) (name b) (name c))");
  CHECK(Where("a BETWEEN 1 AND 2 AND b") ==
        "(and (cmp (name a) (lit 1)) (cmp (name a) (lit 2)) (name b))");
  CHECK(Where("t.a.b[1:][$element > 3]") ==
        "(filter (slice (field b (field a (name t))) (lit 1) -) (cmp (var element) (lit 3)))");
  CHECK(Where("a IS NOT NULL") == "(notnull (name a))");
  CHECK(Where("(a, b) IN ((1, 2), (3, 4))") ==
        "(in (name a) (name b) (lit 1) (lit 2) (lit 3) (lit 4))");
  CHECK(Where("a IN ($x[])") == "(inseq (name a) (filter (var x)))");
  CHECK(Where("NOT EXISTS t.a[]") == "(not (exists (filter (field a (name t)))))");
  CHECK(Where("a div 2 / 3 = 9223372036854775807") ==
        "(cmp (arith d/ (name a) (lit 2) (lit 3)) (lit 9223372036854775807))");
  CHECK(Where("a = -9223372036854775808") == "(cmp (name a) (lit -9223372036854775808))");
  CHECK(Where("case when a then 1 else [1, {\"b\": 2}] end") ==
        "(case (name a) (lit 1) (array (lit 1) (map (lit b0) (lit 2))))");
}
