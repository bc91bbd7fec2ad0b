#include "functions/notify/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "functions/comment/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Json;
using tests::Person;

namespace {

struct Stage : tests::WorldOfAnImage {
  tests::Reply Ask(const Person& who, const std::string& query = "") {
    return cloud.Send(&notify::Handle, {"GET", "/v1/me/notifications", query}, &who);
  }
  // "liked bob", ..., newest first.
  std::vector<std::string> Told(const Person& who) {
    std::vector<std::string> told;
    const auto reply = Ask(who, "limit=100");
    for (const auto& item : reply.body["items"]) {
      told.push_back(item["kind"].get<std::string>() + " " +
                     item["actor"]["username"].get<std::string>());
    }
    return told;
  }
  tests::Reply Comment(const Person& who) {
    return cloud.Send(&comment::Handle,
                      {"POST", "/v1/images/" + image + "/comments", "", R"({"text":"hi"})"}, &who);
  }
  tests::Reply Read(const Person& who, const std::string& body) {
    return cloud.Send(&notify::Handle, {"PUT", "/v1/me/notifications/read", "", body}, &who);
  }
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "people are told who follows, likes and comments, newest first, and never of themselves") {
  Stage s;
  s.cloud.Follow(s.bob, s.ann);
  s.cloud.React(s.bob, s.image, "PUT", "like");
  s.Comment(s.eve);
  s.cloud.React(s.eve, s.image, "PUT", "dislike");
  s.cloud.React(s.ann, s.image, "PUT", "like");
  s.Comment(s.ann);
  CHECK(s.Told(s.ann) == Told{"commented eve", "liked bob", "followed bob"});
  CHECK(s.Told(s.bob).empty());
  const auto item = s.Ask(s.ann).body["items"][0];
  CHECK(item["image_id"] == s.image);
  CHECK(s.Ask(s.ann).body["items"][2]["image_id"].is_null());
}

TEST_CASE("repeated likes and follows are told once; every comment is told, together") {
  Stage s;
  for (int i = 0; i < 3; ++i) {
    s.cloud.React(s.bob, s.image, "DELETE", "like");
    s.cloud.React(s.bob, s.image, "PUT", "like");
    s.cloud.Follow(s.bob, s.ann, "DELETE");
    s.cloud.Follow(s.bob, s.ann);
    s.Comment(s.bob);
  }
  CHECK(s.Told(s.ann).size() == 3);
  const auto reply = s.Ask(s.ann);
  Json counts;
  for (const auto& item : reply.body["items"])
    counts[item["kind"].get<std::string>()] = item["count"];
  CHECK(counts == Json{{"commented", 3}, {"liked", 1}, {"followed", 1}});
}

TEST_CASE("what was taken back is not notified any more") {
  Stage s;
  s.cloud.React(s.bob, s.image, "PUT", "like");
  s.cloud.React(s.eve, s.image, "PUT", "like");
  s.cloud.Follow(s.bob, s.ann);
  const std::string comment = s.Comment(s.bob).body["id"];
  CHECK(s.Told(s.ann).size() == 4);
  s.cloud.React(s.bob, s.image, "DELETE", "like");
  CHECK(s.Told(s.ann) == Told{"commented bob", "followed bob", "liked eve"});
  s.cloud.React(s.eve, s.image, "PUT", "dislike");
  CHECK(s.Told(s.ann) == Told{"commented bob", "followed bob"});
  s.cloud.Follow(s.bob, s.ann, "DELETE");
  CHECK(s.Told(s.ann) == Told{"commented bob"});
  s.cloud.Send(&comment::Handle, {"DELETE", "/v1/images/" + s.image + "/comments/" + comment},
               &s.bob);
  CHECK(s.Told(s.ann).empty());
  CHECK(s.Ask(s.ann).body["unread"] == false);
}

TEST_CASE("the unread marker skips hidden notifications, for any page") {
  Stage s;
  s.cloud.React(s.bob, s.image, "PUT", "like");
  for (int i = 0; i < 25; ++i) s.Comment(s.eve);
  s.cloud.Block(s.ann, s.eve);
  for (const char* query : {"limit=1", "limit=20", "limit=100"}) {
    INFO(query);
    CHECK(s.Ask(s.ann, query).body["unread"] == true);
  }
  const auto first = s.Ask(s.ann, "limit=1").body;
  CHECK(first["items"].empty());
  const std::string next = "limit=1&cursor=" + first["next_cursor"].get<std::string>();
  CHECK(s.Ask(s.ann, next).body["unread"] == true);
  const std::string seen = s.Ask(s.ann, "limit=100").body["items"][0]["created_at"];
  s.Read(s.ann, Json{{"until", seen}}.dump());
  CHECK(s.Ask(s.ann, "limit=1").body["unread"] == false);
  CHECK(s.Ask(s.ann, next).body["unread"] == false);
}

TEST_CASE("requests are notified while they exist, approvals to those who asked") {
  Stage s;
  const auto kim = s.cloud.SignUp("kim", true);
  s.cloud.Follow(s.bob, kim);
  s.cloud.Follow(s.eve, kim);
  CHECK(s.Told(kim) == Told{"requested eve", "requested bob"});
  s.cloud.Send(&follow::Handle, {"PUT", "/v1/me/follow-requests/bob"}, &kim);
  s.cloud.Follow(s.eve, kim, "DELETE");
  CHECK(s.Told(kim).empty());
  CHECK(s.Told(s.bob) == Told{"approved kim"});
}

TEST_CASE("there are no notifications about blocked people and deleted images") {
  Stage s;
  s.cloud.React(s.bob, s.image, "PUT", "like");
  s.cloud.Follow(s.eve, s.ann);
  s.cloud.Block(s.ann, s.eve);
  CHECK(s.Told(s.ann) == Told{"liked bob"});
  s.cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + s.image}, &s.ann);
  CHECK(s.Told(s.ann).empty());
}

TEST_CASE("the read marker moves forward only and never into the future") {
  Stage s;
  CHECK(s.Ask(s.ann).body["unread"] == false);
  s.cloud.Follow(s.bob, s.ann);
  const auto first = s.Ask(s.ann).body;
  CHECK(first["unread"] == true);
  CHECK(first["items"][0]["read"] == false);
  const std::string seen = first["items"][0]["created_at"];
  CHECK(s.Read(s.ann, Json{{"until", seen}}.dump()).status == 204);
  CHECK(s.Ask(s.ann).body["unread"] == false);
  CHECK(s.Ask(s.ann).body["items"][0]["read"] == true);
  CHECK(s.Read(s.ann, R"({"until":"2020-01-01T00:00:00Z"})").status == 204);
  CHECK(s.Ask(s.ann).body["unread"] == false);
  CHECK(s.Read(s.ann, R"({"until":"2999-01-01T00:00:00Z"})").status == 204);
  s.cloud.Follow(s.eve, s.ann);
  CHECK(s.Ask(s.ann).body["unread"] == true);
  CHECK(s.Read(s.ann, R"({"until":"yesterday"})").status == 422);
  CHECK(s.Read(s.ann, "{}").status == 422);
}

TEST_CASE("notifications are paged") {
  Stage s;
  for (int i = 0; i < 5; ++i) {
    s.Comment(s.bob);
    s.cloud.now += std::chrono::hours(1);  // events within one hour are grouped
  }
  const auto page = s.Ask(s.ann, "limit=2");
  CHECK(page.body["items"].size() == 2);
  const std::string cursor = page.body["next_cursor"];
  const auto next = s.Ask(s.ann, "limit=100&cursor=" + cursor);
  CHECK(next.body["items"].size() == 3);
  CHECK(next.body["unread"] == true);
  CHECK(s.Ask(s.bob, "cursor=" + cursor).Code() == "bad_cursor");
}
