#include "bench/feed/feed_bench.h"

#include <catch2/catch_test_macros.hpp>

using namespace bench;

TEST_CASE("a feed page, a publication and a like stay within their limits as the service grows") {
  const auto results = MeasureFeed({10, 300});
  const auto broken = Violations(results);
  INFO(ToMarkdown(results));
  for (const auto& sentence : broken) FAIL_CHECK(sentence);
  CHECK(results.widest_page.read_units >= 100);  // it is the planner that counts
  CHECK(results.publish.points[1].bill.write_units >= 300);
  CHECK(results.publish.points[1].bill.read_units >= 300);
  CHECK(results.pulled_publish.points[1].bill.write_units < 10);
  const auto svg = ToSvg(results);
  CHECK(svg.starts_with("<svg"));
  CHECK(svg.find("nan") == std::string::npos);
}

TEST_CASE("a limit that does not hold is told") {
  const auto point = [](int size, long reads, long writes, long trips) {
    return Point{size, {reads, writes, 1, trips, 1}};
  };
  FeedResults good{{"page", "", {point(10, 100, 0, 2), point(100, 110, 0, 3)}},
                   {"pulled page", "", {point(10, 100, 0, 3), point(100, 90, 0, 3)}},
                   {"publish", "", {point(10, 20, 15, 5), point(100, 110, 105, 9)}},
                   {"pulled publish", "", {point(10, 5, 3, 4), point(100, 5, 3, 4)}},
                   {"like", "", {point(10, 20, 10, 4), point(100, 20, 10, 4)}},
                   {101, 0, 7, 2, 1}};
  REQUIRE(Violations(good).empty());
  auto bad = good;
  bad.page.points[1] = point(100, 121, 0, 3);
  CHECK(Violations(bad).size() == 2);
  bad = good;
  bad.page.points[0] = point(10, 100, 0, 4);
  CHECK(Violations(bad).size() == 1);
  bad = good;
  bad.publish.points[1] = point(100, 110, 300, 9);
  CHECK(Violations(bad).size() == 1);
  bad = good;
  bad.publish.points[1] = point(100, 300, 105, 9);
  CHECK(Violations(bad).size() == 1);
  bad = good;
  bad.pulled_publish.points[1] = point(100, 5, 103, 9);
  CHECK(Violations(bad).size() == 1);
  bad = good;
  bad.like.points[1] = point(100, 40, 10, 5);
  CHECK(Violations(bad).size() == 2);
  bad = good;
  bad.widest_page.read_units = 111;
  CHECK(Violations(bad).size() == 1);
}
