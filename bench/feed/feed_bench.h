// What a feed page, a publication and a like cost as the service grows.
#pragma once

#include <string>
#include <vector>

#include "bench/feed/memory_cloud.h"

namespace bench {

struct Point {
  int size = 0;  // followed people, followers or likes
  Bill bill;
};

struct Series {
  std::string name;     // "one feed page"
  std::string of_what;  // "people followed"
  std::vector<Point> points;
};

struct FeedResults {
  Series page, pulled_page, publish, pulled_publish, like;
  Bill widest_page;  // 20 images by 20 authors, all liked
};

// For each of these sizes; throws std::runtime_error when the stand-in refuses something.
FeedResults MeasureFeed(const std::vector<int>& sizes);

// The limits that do not hold, each as a sentence.
std::vector<std::string> Violations(const FeedResults& results);

std::string ToMarkdown(const FeedResults& results);
std::string ToSvg(const FeedResults& results);

// `fotogal bench feed`: sizes 10, 100, ... up to `most`; prints the tables, and writes feed.md and
// feed.svg into the folder that is named.
struct FeedBenchOptions {
  int most = 10000;
  std::string folder;  // empty: nothing is written
};
int RunFeedBench(const FeedBenchOptions& options);

}  // namespace bench
