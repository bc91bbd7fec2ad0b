// People, images and what they did, with the damage that years of failures could leave, for
// reconciliation to repair.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/schema.h"
#include "fotogal/upkeep/reconcile.h"
#include "fotogal/upkeep/reconciliation.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct WornWorld {
  TestCloud cloud;
  Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob"), eve = cloud.SignUp("eve");
  std::vector<std::string> images;  // of Ann, newest first

  WornWorld() {
    cloud.Follow(bob, ann);
    cloud.Follow(eve, ann);
    for (int i = 0; i < 3; ++i) images.insert(images.begin(), cloud.Upload(ann, i));
    cloud.React(bob, images[0], "PUT", "like");
    cloud.React(eve, images[0], "PUT", "dislike");
    cloud.RunJobs();
    cloud.now += std::chrono::minutes(30);
  }
  void Set(std::string_view table, const std::string& change, const std::string& where) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.services()
                .nosql
                ->Execute(call,
                          "UPDATE " + std::string(table) + " t SET " + change + " WHERE " + where,
                          Json::object(), true)
                .ok());
  }
  void Put(std::string_view table, const Json& row) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.services().nosql->Put(call, table, row).ok());
  }
  void DeleteFeedOf(const Person& owner) {
    auto call = cloud.NewCall();
    for (const auto& row : cloud.Rows(fotogal::schema::kFeed)) {
      if (row["owner_id"] != owner.id) continue;
      REQUIRE(cloud.services()
                  .nosql
                  ->Delete(call, fotogal::schema::kFeed,
                           {{"owner_id", owner.id},
                            {"image_id", row["image_id"]},
                            {"author_id", row["author_id"]}})
                  .ok());
    }
  }
  void Break() {
    const auto image = *fotogal::ParseImageRef(images[0]);
    Set(fotogal::schema::kUsers, "t.follower_count = 77, SET t.image_count = 1",
        "t.id = " + std::to_string(ann.id.value()));
    Set(fotogal::schema::kImages, "t.like_count = 5, SET t.comment_count = 2",
        "t.user_id = " + std::to_string(image.author.value()) +
            " AND t.id = " + std::to_string(image.image.value()));
    DeleteFeedOf(bob);
    const fotogal::Id old = fotogal::FirstIdAt(cloud.now - std::chrono::days(1));
    const fotogal::Op op =
        fotogal::NewOp(cloud.now - std::chrono::hours(1), cloud.services().random);
    Put(fotogal::schema::kFeed, {{"owner_id", bob.id}, {"image_id", old}, {"author_id", ann.id}});
    Put(fotogal::schema::kFeed, {{"owner_id", ann.id}, {"image_id", old}, {"author_id", eve.id}});
    Put(fotogal::schema::kReactions, {{"author_id", ann.id},
                                      {"image_id", old},
                                      {"user_id", bob.id},
                                      {"reaction", "like"},
                                      {"was", "none"},
                                      {"op", op},
                                      {"counted", true}});
    Put(fotogal::schema::kReactions, {{"author_id", image.author},
                                      {"image_id", image.image},
                                      {"user_id", 4},
                                      {"reaction", "like"},
                                      {"was", "none"},
                                      {"op", op},
                                      {"counted", true}});
    Put(fotogal::schema::kComments, {{"author_id", ann.id},
                                     {"image_id", old},
                                     {"id", 5},
                                     {"user_id", bob.id},
                                     {"text", "?"},
                                     {"removed", false},
                                     {"created_ts", 0},
                                     {"op", op},
                                     {"counted", true}});
    Put(fotogal::schema::kFollows, {{"follower_id", 4},
                                    {"followee_id", ann.id},
                                    {"state", "accepted"},
                                    {"was", "none"},
                                    {"delivery", "push"},
                                    {"created_ts", 0},
                                    {"op", op},
                                    {"counted", true}});
    Put(fotogal::schema::kBlocks, {{"user_id", 4}, {"blocked_id", ann.id}, {"created_ts", 0}});
    Put(fotogal::schema::kMutes, {{"user_id", ann.id}, {"muted_id", 4}, {"created_ts", 0}});
    Put(fotogal::schema::kPasskeys, {{"user_id", 4}, {"id", "x"}, {"created_ts", 0}});
    Put(fotogal::schema::kTags, {{"tag", "x"}, {"part", 0}, {"image_id", old}, {"author_id", 4}});
    Put(fotogal::schema::kBookmarks,
        {{"user_id", 4}, {"image_id", old}, {"author_id", ann.id}, {"id", 1}});
    Put(fotogal::schema::kCommentLikes, {{"author_id", ann.id},
                                         {"image_id", old},
                                         {"comment_id", 5},
                                         {"user_id", 4},
                                         {"liked", true}});
    Put(fotogal::schema::kReports,
        {{"thing", "user:4"}, {"user_id", ann.id}, {"owner_id", 4}, {"state", "open"}});
    Put(fotogal::schema::kDirectory, {{"prefix", "x"}, {"term", "xylophone"}, {"user_id", 4}});
  }
  void CheckWhole() {
    CHECK(cloud.CounterDifference() == "");
    for (const auto& person : {ann, bob, eve}) CHECK(cloud.Feed(person) == images);
    CHECK(cloud.Rows(fotogal::schema::kFeed).size() == 9);
    CHECK(cloud.Rows(fotogal::schema::kReactions).size() == 2);
    CHECK(cloud.Rows(fotogal::schema::kComments).empty());
    CHECK(cloud.Rows(fotogal::schema::kFollows).size() == 2);
    CHECK(cloud.Rows(fotogal::schema::kBlocks).empty());
    for (const auto& row : cloud.Rows(fotogal::schema::kDirectory))
      CHECK(row["term"] != "xylophone");
  }
  // Runs the steps one by one; returns what was repaired.
  std::map<std::string, std::int64_t> Mend(const std::function<void()>& between = [] {}) {
    auto call = cloud.NewCall();
    fotogal::JobRun run{{cloud.services(), call}, fotogal::TheReconciliation(), Json::object(), ""};
    for (int steps = 0; steps < 200; ++steps) {
      const auto done = fotogal::ReconcileStep(run, {});
      REQUIRE(done.ok());
      if (*done == fotogal::StepResult::kDone)
        return fotogal::ReadReconciliation(run.cursor).mended;
      between();
    }
    FAIL("steps without end");
    return {};
  }
};

}  // namespace tests
