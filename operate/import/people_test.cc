#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/images/avatar_url.h"
#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

namespace {

Json RowOf(Steps& steps, std::int64_t old_id) {
  for (const auto& row : steps.cloud.Rows(testing::schema::kUsers))
    if (row["id"] == steps.NewIdOf(old_id)) return row;
  return {};
}

}  // namespace

TEST_CASE("a person's row has what sign-up would write, and counts what was imported") {
  Steps steps;
  const std::string hash = "pbkdf2:sha256:1000$salt$" + std::string(64, 'a');
  steps.Person(1, "ann", 100,
               {{"password", hash},
                {"full_name", "Ann A."},
                {"is_private", true},
                {"is_professional_account", true},
                {"follow_list", {2}},
                {"user_data", {{"bio", "hello"}}}});
  steps.Person(2, "bob", 90, {{"follow_you_list", {1}}, {"password", hash}});
  steps.Image(5, 1, 50);
  steps.Image(6, 1, 40, {{"is_profile", true}});
  steps.Plan();
  for (int i = 0; i < 2; ++i) {
    steps.Run({&CopyImages, &WritePeople});
    CHECK(steps.cloud.Rows(testing::schema::kUsers).size() == 2);
    const Json ann = RowOf(steps, 1);
    CHECK(ann["username"] == "ann");
    CHECK(ann["email"] == "ann@example.com");
    CHECK(ann["full_name"] == "Ann A.");
    CHECK(ann["password"] == hash);
    CHECK(ann["is_private"] == true);
    CHECK(ann["is_professional_account"] == true);
    CHECK(ann["user_data"] == Json{{"bio", "hello"}});
    CHECK(ann["created_ts"] == (steps.now - 100) * 1000);
    CHECK(ann["image_count"] == 1);  // an avatar is none
    CHECK(ann["following_count"] == 1);
    CHECK(ann["follower_count"] == 0);
    CHECK(ann["op"] == OpOfUser(steps.NewIdOf(1), (steps.now - 100) * 1000));
    CHECK(RowOf(steps, 2)["follower_count"] == 1);
    CHECK(RowOf(steps, 2)["profile_image_url"].is_null());
  }
  const auto avatar = steps.Number("SELECT new_id FROM images WHERE old_id = 6");
  CHECK(RowOf(steps, 1)["profile_image_url"] == fotogal::AvatarUrl({steps.NewIdOf(1), avatar}));
  CHECK(fotogal::AvatarUrl({35, 36}) == "/v1/images/z-10/content?size=thumb");
  CHECK(steps.Cases().empty());
}

TEST_CASE("an unusable password, an empty name and unknown data are reported") {
  Steps steps;
  steps.Person(1, "ann", 100,
               {{"password", "in clear"}, {"full_name", " "}, {"user_data", {{"bio", 5}}}});
  steps.Plan();
  steps.Run({&WritePeople});
  const Json ann = RowOf(steps, 1);
  CHECK(ann["password"] == "");
  CHECK(ann["full_name"] == "ann");
  CHECK(ann["user_data"] == Json::object());
  CHECK(steps.Cases() == Steps::Counts{{"full_name_changed", 1},
                                       {"password_unusable", 1},
                                       {"user_data_changed", 1}});
}

TEST_CASE("the directory finds people by their names, once each") {
  Steps steps;
  steps.Person(1, "ann", 100, {{"full_name", "Zoe Quist"}});
  steps.Plan();
  steps.Run({&WritePeople, &WriteDirectory});
  const auto rows = steps.cloud.Rows(testing::schema::kDirectory);
  REQUIRE_FALSE(rows.empty());
  std::set<std::string> terms;
  for (const auto& row : rows) {
    CHECK(row["user_id"] == steps.NewIdOf(1));
    terms.insert(row["term"]);
  }
  CHECK(terms.contains("ann"));
  CHECK(terms.contains("quist"));
  REQUIRE(steps.state->Set("cursor of writing the directory", "0").ok());
  steps.Run({&WriteDirectory});
  CHECK(steps.cloud.Rows(testing::schema::kDirectory).size() == rows.size());
}

TEST_CASE("writing people that was interrupted at any request continues") {
  for (int n = 1;; ++n) {
    Steps steps;
    for (int id = 1; id <= 3; ++id) steps.Person(id, "person" + std::to_string(id), 100 - id);
    steps.Plan();
    steps.cloud.transport().FailFrom(n, standin::InProcessTransport::Fault::kLostAnswer);
    const bool whole = WritePeople(steps.job).ok();
    steps.cloud.transport().Recover();
    steps.Run({&WritePeople});
    CHECK(steps.cloud.Rows(testing::schema::kUsers).size() == 3);
    if (whole) break;
    REQUIRE(n < 40);
  }
}
