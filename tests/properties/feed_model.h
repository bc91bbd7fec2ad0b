// What a feed must contain, computed only from follows, blocks and images.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fotogal/base/ids.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct FeedWorld {
  std::map<fotogal::UserId, std::set<fotogal::UserId>> follows;  // by follower, accepted
  std::set<std::pair<fotogal::UserId, fotogal::UserId>> blocks;  // by whom, whom
  std::set<fotogal::ImageRef> images;                            // of the last 90 days, not removed
};

FeedWorld ReadFeedWorld(TestCloud& cloud, const std::vector<fotogal::UserId>& people);

// Images of the owner and of those whom the owner follows, without those across a block, newest
// first.
std::vector<std::string> PlainPull(const FeedWorld& world, fotogal::UserId owner);

}  // namespace tests
