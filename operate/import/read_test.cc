#include <catch2/catch_test_macros.hpp>

#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

TEST_CASE("every row of a table is read once over all pages, also when requests are repeated") {
  Steps steps;
  for (int id = 1; id <= 230; ++id) steps.Person(id, "person" + std::to_string(id), 1000);
  // The first page comes, the second does not.
  steps.original.transport().FailFrom(3, standin::InProcessTransport::Fault::kNotReached);
  CHECK_FALSE(ReadUsers(steps.job).ok());
  const auto before = steps.Number("SELECT count(*) FROM people");
  CHECK(before > 0);
  CHECK(before < 230);
  steps.original.transport().Recover();
  steps.Run({&ReadUsers});
  CHECK(steps.Number("SELECT count(*) FROM people") == 230);
  CHECK(steps.state->Get("done: people read") == "1");
  steps.Run({&ReadUsers});
  CHECK(steps.Number("SELECT count(*) FROM people") == 230);
  CHECK(steps.Cases().empty());
}

TEST_CASE("when a page token is no longer valid, reading starts again") {
  Steps steps;
  for (int id = 1; id <= 3; ++id) steps.Person(id, "person" + std::to_string(id), 1000);
  REQUIRE(steps.state->Set("page of people", "stale").ok());
  steps.Run({&ReadUsers});
  CHECK(steps.Number("SELECT count(*) FROM people") == 3);
}

TEST_CASE("an impossible time becomes the nearest possible one, and is reported") {
  Steps steps;
  steps.Person(1, "now", 0);
  steps.Person(2, "later", -3600);
  steps.Person(3, "early", 0, {{"created_ts", 1000}});
  steps.Person(4, "never", 0, {{"created_ts", nullptr}});
  steps.Person(5, "right", 50);
  steps.Run({&ReadUsers});
  const auto time = [&](int id) {
    return steps.Number("SELECT time FROM people WHERE old_id = " + std::to_string(id));
  };
  CHECK(time(1) == (steps.now - 1) * 1000);
  CHECK(time(2) == (steps.now - 1) * 1000);
  CHECK(time(3) == 1577836801000);
  CHECK(time(4) == 1577836801000);
  CHECK(time(5) == (steps.now - 50) * 1000);
  CHECK(steps.Cases() ==
        Steps::Counts{{"time_before_2020", 1}, {"time_in_future", 2}, {"time_missing", 1}});
}

TEST_CASE("people without a name and images without a file are reported and left out") {
  Steps steps;
  steps.Person(1, "", 10);
  steps.Person(2, "ann", 10);
  steps.Image(7, 2, 5, {{"image_filename", nullptr}});
  steps.Image(8, 2, 5, {{"user_id", nullptr}});
  steps.Image(9, 2, 5);
  steps.Run({&ReadUsers, &ReadImages});
  CHECK(steps.Number("SELECT count(*) FROM people") == 1);
  CHECK(steps.Number("SELECT old_id FROM images") == 9);
  CHECK(steps.Cases() == Steps::Counts{{"image_unreadable", 2}, {"person_unreadable", 1}});
}

TEST_CASE("the four lists of both people give one claim per pair; repeated entries count once") {
  Steps steps;
  steps.Person(1, "ann", 10, {{"follow_list", {2, 2}}, {"follow_sent_list", {3}}});
  steps.Person(2, "bob", 10, {{"follow_you_list", {1}}});
  steps.Person(3, "eve", 10, {{"follow_received_list", {1}}, {"follow_list", nullptr}});
  steps.Run({&ReadUsers});
  CHECK(steps.Number("SELECT count(*) FROM claims") == 2);
  CHECK(steps.Number("SELECT sides FROM claims WHERE follower = 1 AND followee = 2") == 3);
  CHECK(steps.Number("SELECT sides FROM claims WHERE follower = 1 AND followee = 3") == 12);
  CHECK(steps.Cases() == Steps::Counts{{"list_entry_repeated", 1}});
  CHECK(steps.Text("SELECT row FROM people WHERE old_id = 1").find("follow_list") ==
        std::string::npos);
}
