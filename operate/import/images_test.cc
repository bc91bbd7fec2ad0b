#include <catch2/catch_test_macros.hpp>

#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

namespace {

std::size_t Objects(Steps& steps) {
  auto call = steps.cloud.NewCall();
  return steps.cloud.services().objects->List(call, "images/", "", 1000).value().objects.size();
}

}  // namespace

TEST_CASE("a photo is copied byte for byte with its renditions, its row counted") {
  Steps steps;
  steps.Person(1, "ann", 100);
  steps.Person(2, "bob", 100);
  steps.Image(7, 1, 50, {{"liked_list", {1, 2}}, {"disliked_list", Json::array()}});
  steps.Plan();
  for (int i = 0; i < 2; ++i) {
    steps.Run({&CopyImages});
    const auto rows = steps.cloud.Rows(testing::schema::kImages);
    REQUIRE(rows.size() == 1);
    const Json& row = rows[0];
    CHECK(row["user_id"] == steps.NewIdOf(1));
    CHECK(row["created_ts"] == (steps.now - 50) * 1000);
    CHECK(row["main_comment"] == "caption");
    CHECK(row["image_original_filename"] == "holiday.png");
    CHECK(row["like_count"] == 2);
    CHECK(row["dislike_count"] == 0);
    CHECK(row["width"] == 8);
    CHECK(row["counted"] == true);
    auto call = steps.cloud.NewCall();
    const auto object =
        steps.cloud.services().objects->Get(call, row["image_filename"].get<std::string>());
    CHECK((object.value()->body == tests::SmallPng(7)));
    CHECK(Objects(steps) == 3);
  }
  CHECK(steps.Cases().empty());
}

TEST_CASE(
    "a photo that is missing, empty or no picture is left out, with the reason in the report") {
  Steps steps;
  steps.Person(1, "ann", 100);
  steps.Image(1, 1, 50, {{"image_filename", "nowhere.png"}});
  for (const auto& [id, bytes] :
       {std::pair<int, std::string>{2, ""}, {3, "GIF"}, {4, tests::SmallPng(4).substr(0, 60)}}) {
    steps.Image(id, 1, 50);
    steps.original.store().PutObject(std::to_string(id) + ".png", bytes);
  }
  steps.Plan();
  steps.Run({&CopyImages});
  CHECK(steps.Cases() == Steps::Counts{{"image_broken", 3}, {"image_object_missing", 1}});
  CHECK(steps.Number("SELECT count(*) FROM images WHERE state = 2") == 4);
  CHECK(steps.cloud.Rows(testing::schema::kImages).empty());
  CHECK(Objects(steps) == 0);
}

TEST_CASE("a wrong type and a caption that is too long are corrected and reported") {
  Steps steps;
  steps.Person(1, "ann", 100);
  steps.Image(1, 1, 50, {{"image_type", "gif"}, {"main_comment", std::string(3000, 'c')}});
  steps.Plan();
  steps.Run({&CopyImages});
  const Json row = steps.cloud.Rows(testing::schema::kImages).at(0);
  CHECK(row["image_type"] == "png");
  CHECK(row["main_comment"] == std::string(2200, 'c'));
  CHECK(steps.Cases() == Steps::Counts{{"caption_changed", 1}, {"image_type_corrected", 1}});
}

TEST_CASE("copying that was interrupted at any request continues, and copies each photo once") {
  for (int n = 1;; n += 2) {
    Steps steps;
    steps.Person(1, "ann", 100);
    for (const int id : {1, 2}) steps.Image(id, 1, 50);
    steps.Plan();
    steps.cloud.transport().FailFrom(n, standin::InProcessTransport::Fault::kLostAnswer);
    const bool whole = CopyImages(steps.job).ok();
    steps.cloud.transport().Recover();
    steps.Run({&CopyImages});
    CHECK(steps.cloud.Rows(testing::schema::kImages).size() == 2);
    CHECK(Objects(steps) == 6);
    CHECK(steps.Number("SELECT count(*) FROM images WHERE state = 1") == 2);
    if (whole) break;
    REQUIRE(n < 60);
  }
}

TEST_CASE("a row of somebody else under an import's id is never written over") {
  Steps steps;
  steps.Person(1, "ann", 100);
  steps.Image(7, 1, 50);
  steps.Plan();
  steps.Run({&CopyImages});
  Json row = steps.cloud.Rows(testing::schema::kImages).at(0);
  row["op"] = row["op"].get<std::int64_t>() + 1;
  auto call = steps.cloud.NewCall();
  REQUIRE(steps.cloud.services().nosql->Put(call, testing::schema::kImages, row).ok());
  REQUIRE(steps.state->db().Execute("UPDATE images SET state = 0").ok());
  const auto refused = CopyImages(steps.job);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "id_in_use");
  CHECK(steps.cloud.Rows(testing::schema::kImages).at(0)["op"] == row["op"]);
}
