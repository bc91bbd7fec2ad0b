// Runs the demonstration with the whole stand-in in one process.
#include "local/demo/play.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "functions/feed/handler.h"
#include "functions/notify/handler.h"
#include "local/demo/people.h"
#include "tests/support/test_cloud.h"

using namespace local::demo;
using tests::Json;
using tests::TestCloud;
namespace schema = fotogal::schema;

namespace {

// With small pictures.
Stage StageOf(TestCloud& cloud) {
  return {[&cloud] { return cloud.now; }, [] { return false; },
          [](Scene scene, int width, int height, unsigned seed) {
            return DrawJpeg(scene, width / 30, height / 30, seed);
          }};
}

std::set<std::string> EveryRow(TestCloud& cloud) {
  std::set<std::string> rows;
  for (const auto table : {schema::kUsers, schema::kImages, schema::kReactions, schema::kFollows,
                           schema::kComments, schema::kFeed, schema::kNotifications}) {
    for (const auto& row : cloud.Rows(table)) rows.insert(std::string(table) + row.dump());
  }
  return rows;
}

// Logs in as one of the demonstration's people.
tests::Person Someone(TestCloud& cloud, const std::string& username) {
  for (const auto& row : cloud.Rows(schema::kUsers)) {
    if (row.at("username") == username)
      return cloud.StartSession({username, "", row.at("id").get<fotogal::Id>(), ""});
  }
  FAIL(username << " has not signed up");
  return {};
}

std::chrono::milliseconds AgoOf(const TestCloud& cloud, const Json& moment) {
  return std::chrono::milliseconds(fotogal::ToMillis(cloud.now) - moment.get<std::int64_t>());
}

}  // namespace

TEST_CASE(
    "the demonstration spreads twenty photos over three weeks, none of them from the future") {
  TestCloud cloud;
  REQUIRE(Play(cloud.services(), StageOf(cloud)).ok());
  std::set<std::int64_t> days;
  std::chrono::milliseconds first{0};
  size_t photos = 0;
  for (const auto& row : cloud.Rows(schema::kImages)) {
    if (row.at("is_profile").get<bool>()) continue;
    const auto ago = AgoOf(cloud, row.at("created_ts"));
    CHECK(ago > std::chrono::milliseconds(0));
    CHECK(row.at("created_ts") ==
          fotogal::ToMillis(fotogal::TimeOf(row.at("id").get<fotogal::Id>())));
    days.insert(std::chrono::floor<std::chrono::days>(ago).count());
    first = std::max(first, ago);
    ++photos;
  }
  CHECK(photos == 20);
  CHECK(days.size() > 15);
  CHECK(first > std::chrono::days(20));
  CHECK(first < std::chrono::days(22));
  for (const auto table : {schema::kUsers, schema::kReactions, schema::kFollows, schema::kComments,
                           schema::kNotifications}) {
    for (const auto& row : cloud.Rows(table))
      CHECK(AgoOf(cloud, row.at("created_ts")) > std::chrono::milliseconds(0));
  }
}

TEST_CASE("what the demonstration leaves is counted, delivered and told") {
  TestCloud cloud;
  REQUIRE(Play(cloud.services(), StageOf(cloud)).ok());
  cloud.RunJobs();
  CHECK(cloud.CounterDifference().empty());
  const auto marina = Someone(cloud, "marina.alves");
  const auto feed =
      cloud.Send(&fotogal::feed::Handle, {"GET", "/v1/feed", "limit=50"}, &marina).body["items"];
  REQUIRE(feed.size() == 18);  // all but those of Nuno
  CHECK(std::ranges::is_sorted(feed, std::greater<>(), [](const Json& item) {
    return item.at("created_at").get<std::string>();
  }));
  CHECK(feed[0]["comment_count"] == 3);
  CHECK(feed[0]["like_count"] == 5);
  const auto told =
      cloud.Send(&fotogal::notify::Handle, {"GET", "/v1/me/notifications", "limit=50"}, &marina)
          .body["items"];
  CHECK(told.size() > 10);
}

TEST_CASE("a demonstration that was cut off anywhere is finished by the next, without doubles") {
  TestCloud whole;
  REQUIRE(Play(whole.services(), StageOf(whole)).ok());
  const size_t rows = EveryRow(whole).size();
  TestCloud cloud;
  int left = 0;
  Stage stage = StageOf(cloud);
  stage.cancelled = [&left] { return --left < 0; };
  int runs = 0;
  for (int allowed = 40;; allowed *= 3, ++runs) {
    left = allowed;
    if (Play(cloud.services(), stage).ok()) break;
    cloud.now += std::chrono::minutes(3);
  }
  CHECK(runs > 2);
  cloud.RunJobs();
  whole.RunJobs();
  CHECK(cloud.CounterDifference().empty());
  const auto finished = EveryRow(cloud);
  CHECK(finished.size() == EveryRow(whole).size());
  CHECK(finished.size() >= rows);
  stage.cancelled = [] { return false; };
  REQUIRE(Play(cloud.services(), stage).ok());
  cloud.RunJobs();
  CHECK(EveryRow(cloud) == finished);
}
