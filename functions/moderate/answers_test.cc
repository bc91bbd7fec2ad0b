#include "functions/moderate/answers.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

namespace {

ReportRow Row(UserId user, const char* reason, const char* state, const char* note) {
  return {.thing = "user:1",
          .user = user,
          .owner = 1,
          .id = 36,
          .reason = reason,
          .note = note,
          .state = state,
          .created_ts = 1'000'000 + user.value()};
}

}  // namespace

TEST_CASE("answers: a group tells how many reports it has, why, and when") {
  ReportedGroup group{.thing = "user:1", .owner = std::nullopt, .reports = {}};
  for (int i = 1; i <= 12; ++i)
    group.reports.push_back(Row(i, i < 3 ? "spam" : "hate", i < 2 ? "acted" : "open", "x"));
  const auto json = moderate::JsonOf(group);
  CHECK(json["thing"] == "user:1");
  CHECK(json["owner"].is_null());
  CHECK(json["reports"] == 12);
  CHECK(json["reasons"] == nlohmann::json{{"spam", 2}, {"hate", 10}});
  CHECK(json["states"] == nlohmann::json{{"acted", 1}, {"open", 11}});
  CHECK(json["notes"].size() == 10);
  CHECK(json["first_at"] == "1970-01-01T00:16:40.001Z");
}

TEST_CASE("answers: a thing tells its owner, its content and who has reported it") {
  ShownThing shown;
  shown.group = {.thing = "user:1", .owner = User(), .reports = {Row(7, "spam", "open", "")}};
  shown.group.owner->id = 1;
  shown.group.owner->username = "ann";
  shown.group.owner->suspension = {"a reason", 1'000'000};
  shown.ref = {.kind = "user", .user = 1};
  shown.objects = {"avatars/1/2-3"};
  Config config;
  config.bucket = "photos";
  Summary eve;
  eve.username = "eve";
  const auto json = moderate::JsonOf(shown, {{7, eve}}, config);
  CHECK(json["owner"]["username"] == "ann");
  CHECK(json["owner"]["suspended"]["reason"] == "a reason");
  CHECK(json["account"]["username"] == "ann");
  CHECK(json["reports"][0]["by"] == "eve");
  CHECK(json["image"].is_null());
  CHECK(json["bucket"] == "photos");
  CHECK(json["objects"] == nlohmann::json{"avatars/1/2-3"});
}

TEST_CASE("answers: no moment and no suspension are null") {
  CHECK(moderate::MomentOf(0).is_null());
  CHECK(moderate::SuspensionOf(User()).is_null());
}
