// What a feed is: nothing but a question to the tables of follows, blocks and images.
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

// Images by the owner and by whom the owner follows, nothing across a block, newest first.
std::vector<std::string> PlainPull(const FeedWorld& world, fotogal::UserId owner);

}  // namespace tests
