#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

#include "local/demo/people.h"

using namespace local::demo;
using std::chrono::minutes;

TEST_CASE("the demonstration's photos are told oldest first and differ from each other") {
  CHECK(Photos().size() == 20);
  CHECK(std::ranges::is_sorted(Photos(), std::greater<>(), &Photo::ago));
  CHECK(Photos().back().ago > minutes(0));
  std::set<std::tuple<Scene, unsigned, int>> drawn;
  std::set<std::string> captions;
  std::map<std::string, int> of_person;
  for (const auto& photo : Photos()) {
    CHECK(drawn.emplace(photo.scene, photo.seed, photo.height).second);
    CHECK(captions.insert(photo.caption).second);
    ++of_person[photo.by];
  }
  CHECK(std::ranges::all_of(of_person, [](const auto& entry) { return entry.second >= 2; }));
}

TEST_CASE(
    "nobody likes or remarks before there is a photo, follows before there is an account, or "
    "does anything later than now") {
  for (const auto& photo : Photos()) {
    CHECK(photo.ago < kSignedUpAgo - std::chrono::hours(People().size()));
    for (size_t i = 0; i < photo.liked_by.size(); ++i) {
      CHECK(LikedAfter(i) > minutes(0));
      CHECK(photo.ago - LikedAfter(i) > minutes(0));
    }
  }
  for (const auto& remark : Remarks()) {
    INFO(remark.text);
    CHECK(remark.after > minutes(0));
    CHECK(Photos().at(remark.photo).ago - remark.after > minutes(0));
  }
  for (const auto& follow : Follows()) {
    CHECK(follow.ago < kSignedUpAgo - std::chrono::hours(People().size()));
    CHECK(follow.ago > std::chrono::hours(1));  // a request is accepted an hour later
  }
}
