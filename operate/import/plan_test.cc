#include <catch2/catch_test_macros.hpp>

#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

TEST_CASE("new ids keep the order of time, then of old id, and are the same on every run") {
  const auto ids = [] {
    Steps steps;
    steps.Person(5, "late", 10);
    steps.Person(9, "early", 100);
    steps.Person(7, "between", 10);
    steps.Run({&ReadUsers, &PlanIds});
    CHECK(steps.NewIdOf(9) < steps.NewIdOf(5));
    CHECK(steps.NewIdOf(5) < steps.NewIdOf(7));
    const std::vector made{steps.NewIdOf(5), steps.NewIdOf(7), steps.NewIdOf(9)};
    steps.Run({&PlanIds});
    CHECK(made == std::vector{steps.NewIdOf(5), steps.NewIdOf(7), steps.NewIdOf(9)});
    return made;
  };
  CHECK(ids() == ids());
}

TEST_CASE("ids that would collide become different") {
  Steps steps;
  steps.Person(0, "first", 10);
  steps.Person(4096000, "second", 10);  // as far apart as ids of one second reach
  steps.Run({&ReadUsers, &PlanIds});
  CHECK(steps.Number("SELECT count(DISTINCT new_id) FROM people") == 2);
}

TEST_CASE("of those who share an id the oldest owns it, the others keep an account") {
  Steps steps;
  steps.Person(1, "younger", 10);
  steps.Person(1, "older", 20);
  steps.Image(3, 1, 5);
  steps.Run({&ReadUsers, &ReadImages, &PlanIds});
  CHECK(steps.Text("SELECT old_username FROM people WHERE owner = 1") == "older");
  CHECK(steps.Number("SELECT count(*) FROM people WHERE new_id IS NOT NULL") == 2);
  CHECK(steps.Number("SELECT author FROM images") == steps.NewIdOf(1));
  CHECK(steps.Cases() == Steps::Counts{{"id_shared", 1}});
}

TEST_CASE("one picture becomes the avatar: the one that the account names, else the newest") {
  Steps steps;
  steps.Person(1, "ann", 100, {{"profile_image_url", "https://old.test/o/12.png"}});
  steps.Person(2, "bob", 100);
  steps.Person(3, "eve", 100, {{"profile_image_url", "https://old.test/o/99.png"}});
  for (const int id : {11, 12, 13}) steps.Image(id, 1, 100 - id, {{"is_profile", true}});
  for (const int id : {21, 22}) steps.Image(id, 2, 100 - id, {{"is_profile", true}});
  steps.Image(31, 3, 10);
  steps.Run({&ReadUsers, &ReadImages, &PlanIds});
  const auto avatar = [&](int id) {
    return steps.Number("SELECT avatar FROM people WHERE old_id = " + std::to_string(id));
  };
  CHECK(avatar(1) == 12);
  CHECK(avatar(2) == 22);
  CHECK(avatar(3) == 0);
  CHECK(steps.Number("SELECT count(*) FROM images WHERE state = 2") == 3);
  CHECK(steps.Cases() == Steps::Counts{{"avatar_missing", 1}, {"avatar_replaced", 3}});
}

TEST_CASE("an image without an author is left out and reported") {
  Steps steps;
  steps.Person(1, "ann", 100);
  steps.Image(5, 404, 10);
  steps.Run({&ReadUsers, &ReadImages, &PlanIds});
  CHECK(steps.Number("SELECT state FROM images") == 2);
  CHECK(steps.Cases() == Steps::Counts{{"image_of_missing_person", 1}});
}

TEST_CASE("a follow of a private person needs both sides; of a public one, either") {
  Steps steps;
  steps.Person(1, "ann", 100, {{"follow_list", {2, 3}}});
  steps.Person(2, "private", 100, {{"is_private", true}, {"follow_you_list", {4}}});
  steps.Person(3, "public", 100);
  steps.Person(4, "both", 100, {{"follow_list", {2}}});
  steps.Person(5, "asker", 100, {{"follow_sent_list", {2, 3}}});
  steps.Person(6, "sure", 100);
  steps.Person(7, "closed", 100, {{"is_private", true}, {"follow_you_list", {6}}});
  steps.Person(8, "open", 100, {{"follow_you_list", {6}}});
  steps.Run({&ReadUsers, &PlanIds, &PlanEdges});
  const auto accepted = [&](int follower, int followee) {
    return steps.Text(
        "SELECT accepted FROM follows WHERE follower = " + std::to_string(steps.NewIdOf(follower)) +
        " AND followee = " + std::to_string(steps.NewIdOf(followee)));
  };
  CHECK(accepted(1, 2) == "0");
  CHECK(accepted(1, 3) == "1");
  CHECK(accepted(4, 2) == "1");
  CHECK(accepted(5, 2) == "0");
  CHECK(accepted(5, 3) == "1");
  CHECK(accepted(6, 7) == "0");
  CHECK(accepted(6, 8) == "1");
  CHECK(accepted(2, 1) == "(none)");
}

TEST_CASE("edges to oneself or to nobody are reported and dropped; a like wins over a dislike") {
  Steps steps;
  steps.Person(1, "ann", 100, {{"follow_list", {1, 404}}});
  steps.Person(2, "bob", 100);
  steps.Image(7, 1, 10, {{"liked_list", {2, 404}}, {"disliked_list", {2, 1}}});
  steps.Run({&ReadUsers, &ReadImages, &PlanIds, &PlanEdges});
  CHECK(steps.Number("SELECT count(*) FROM follows") == 0);
  CHECK(steps.Number("SELECT kind FROM reactions WHERE person = 2") == 1);
  CHECK(steps.Number("SELECT kind FROM reactions WHERE person = 1") == 2);
  CHECK(steps.Number("SELECT count(*) FROM reactions") == 2);
  CHECK(steps.Cases() == Steps::Counts{{"follow_of_missing_person", 1},
                                       {"liked_and_disliked", 1},
                                       {"reaction_of_missing_person", 1},
                                       {"self_follow", 1}});
}
