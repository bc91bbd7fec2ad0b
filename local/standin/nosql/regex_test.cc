#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing.h"

using namespace standin::nosql;

TEST_CASE("a regular expression has the service's two operators") {
  Bench bench;
  REQUIRE(bench.CreateTable("CREATE TABLE t (id LONG, s STRING, PRIMARY KEY(id))").status == 202);
  bench.Put("t", {{"id", 1}, {"s", "añb.c"}});
  const auto like = [&](const std::string& pattern) {
    const Answer answer = bench.Query("DECLARE $p STRING; SELECT id FROM t WHERE regex_like(s, $p)",
                                      {{"$p", pattern}});
    return answer.status == 200 ? static_cast<int>(answer.items().size()) : -1;
  };
  for (const char* pattern : {"a.b.c", "a.*", ".*c", "a.b\\.c", "ax*ñb.*", ".....", ".*.*.*"})
    CHECK(like(pattern) == 1);
  for (const char* pattern : {"a", "a.b\\,c", ".*d", "", "......"}) CHECK(like(pattern) == 0);
  for (const char* pattern : {"[a]", "a+", "(a)", "a|b", "*", "a**", "^a", "\\d", "a\\"})
    CHECK(like(pattern) == -1);
}
