// Floods against every budget, each by the calls that a client makes: what is let through, how the
// next is refused, and that the refused one has changed nothing.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/like/handler.h"
#include "functions/login/handler.h"
#include "functions/signup/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

constexpr int kAllowed = 4;

struct Scene {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann"), eve = cloud.SignUp("eve");
  std::vector<tests::Person> people;
  std::vector<std::string> images;
  std::string own_image, own_comment;  // of eve, when they are needed
  oci::TimePoint edited_at{};
  std::string limited;  // the budget
  int calls = 0;

  Scene() {
    for (int i = 0; i <= kAllowed; ++i) {
      people.push_back(cloud.SignUp("person" + std::to_string(i)));
      images.push_back(cloud.Upload(ann, i + 1));
    }
    cloud.RunJobs();
  }
  void Limit(const std::string& name, int in_hour, int in_day) {
    limited = name;
    cloud.services().config.budgets =
        ReadBudgets(name + "=" + std::to_string(in_hour) + "/" + std::to_string(in_day)).value();
  }
  tests::Reply Post(FunctionHandler handler, const std::string& path, const Json& body,
                    bool as_eve = true) {
    tests::Call call{"POST", path, "", body.dump()};
    call.headers.Set("X-Real-Ip", "192.0.2.7");
    return cloud.Send(handler, call, as_eve ? &eve : nullptr);
  }
  // Every row but those that count, which a refused call may look at.
  std::string Stored() {
    std::string stored;
    for (const auto& table : schema::Tables()) {
      if (table.name == schema::kIdempotency)
        continue;  // a key stands for its request from then on
      for (const auto& row : cloud.Rows(table.name)) {
        // Of two budgets that a call needs, the first has counted it.
        const bool of_another =
            table.name == schema::kBudgets && !row["kind"].get<std::string>().starts_with(limited);
        if (!of_another) stored += row.dump() + "\n";
      }
    }
    return stored;
  }
};

// The nth call of a flood.
using Flood = std::function<tests::Reply(Scene&, int n)>;

tests::Reply SignUp(Scene& scene, int n) {
  const std::string name = "new" + std::to_string(n);
  return scene.Post(&signup::Handle, "/v1/users",
                    {{"email", name + "@example.com"},
                     {"full_name", name},
                     {"username", name},
                     {"password", "a long password"}},
                    false);
}

tests::Reply LogIn(Scene& scene, int) {
  return scene.Post(&login::Handle, "/v1/login",
                    {{"login", "eve"}, {"password", "password of eve"}}, false);
}

tests::Reply Publish(Scene& scene, int n) {
  return scene.cloud.Send(
      &upload::Handle, {"POST", "/v1/images", "", tests::SmallPng(n + 1), "image/png"}, &scene.eve);
}

// Refused pictures count: to look at them is what costs.
tests::Reply PublishRubbish(Scene& scene, int) {
  return scene.cloud.Send(&upload::Handle, {"POST", "/v1/images", "", "no picture", "image/png"},
                          &scene.eve);
}

tests::Reply SetAvatar(Scene& scene, int n) {
  return scene.cloud.Send(&upload::Handle,
                          {"PUT", "/v1/me/avatar", "", tests::SmallPng(n + 1), "image/png"},
                          &scene.eve);
}

tests::Reply Comment(Scene& scene, int n) {
  return scene.Post(&comment::Handle, "/v1/images/" + scene.images[0] + "/comments",
                    {{"text", "number " + std::to_string(n)}});
}

tests::Reply Follow(Scene& scene, int n) {
  return scene.cloud.Follow(scene.eve, scene.people[static_cast<size_t>(n)]);
}

tests::Reply FollowAgain(Scene& scene, int) {
  const auto reply = scene.cloud.Follow(scene.eve, scene.ann);
  if (reply.status == 200) CHECK(scene.cloud.Follow(scene.eve, scene.ann, "DELETE").status == 200);
  return reply;
}

tests::Reply Like(Scene& scene, int n) {
  return scene.cloud.React(scene.eve, scene.images[static_cast<size_t>(n)], "PUT", "like");
}

tests::Reply LikeAndDislike(Scene& scene, int n) {
  return scene.cloud.React(scene.eve, scene.images[0], "PUT", n % 2 == 0 ? "like" : "dislike");
}

tests::Reply LikeAndUnlike(Scene& scene, int) {
  const auto reply = scene.cloud.React(scene.eve, scene.images[0], "PUT", "like");
  if (reply.status == 200)
    CHECK(scene.cloud.React(scene.eve, scene.images[0], "DELETE", "like").status == 200);
  return reply;
}

// One of her own comments on another's photo, the same throughout.
std::string OwnComment(Scene& scene) {
  if (scene.own_comment.empty()) {
    scene.own_comment = scene
                            .Post(&comment::Handle, "/v1/images/" + scene.images[0] + "/comments",
                                  {{"text", "hello"}})
                            .body["id"];
  }
  return "/v1/images/" + scene.images[0] + "/comments/" + scene.own_comment;
}

tests::Reply LikeAndUnlikeComment(Scene& scene, int) {
  const std::string path = OwnComment(scene) + "/like";
  const auto reply = scene.cloud.Send(&comment::Handle, {"PUT", path}, &scene.eve);
  if (reply.status == 200)
    CHECK(scene.cloud.Send(&comment::Handle, {"DELETE", path}, &scene.eve).status == 200);
  return reply;
}

tests::Reply Bookmark(Scene& scene, int n) {
  return scene.cloud.Send(
      &like::Handle, {"PUT", "/v1/images/" + scene.images[static_cast<size_t>(n)] + "/bookmark"},
      &scene.eve);
}

tests::Reply EditComment(Scene& scene, int n) {
  if (scene.own_comment.empty() || scene.edited_at + std::chrono::minutes(10) < scene.cloud.now) {
    scene.own_comment.clear();
    scene.edited_at = scene.cloud.now;
  }
  return scene.cloud.Send(
      &comment::Handle,
      {"PATCH", OwnComment(scene), "", Json{{"text", "number " + std::to_string(n)}}.dump()},
      &scene.eve);
}

tests::Reply EditProfile(Scene& scene, int n) {
  return scene.cloud.Send(
      &account::Handle,
      {"PATCH", "/v1/me", "", Json{{"full_name", "Eve " + std::to_string(n)}}.dump()}, &scene.eve);
}

tests::Reply Rename(Scene& scene, int n) {
  return scene.cloud.Send(
      &account::Handle,
      {"PATCH", "/v1/me", "", Json{{"username", "eve" + std::to_string(n)}}.dump()}, &scene.eve);
}

tests::Reply EditCaption(Scene& scene, int n) {
  if (scene.own_image.empty()) scene.own_image = scene.cloud.Upload(scene.eve, 99);
  return scene.cloud.Send(&image::Handle,
                          {"PATCH", "/v1/images/" + scene.own_image, "",
                           Json{{"caption", "number " + std::to_string(n)}}.dump()},
                          &scene.eve);
}

tests::Reply BlockAndUnblock(Scene& scene, int) {
  const std::string path = "/v1/users/ann/block";
  const auto reply = scene.cloud.Send(&follow::Handle, {"PUT", path}, &scene.eve);
  if (reply.status == 200)
    CHECK(scene.cloud.Send(&follow::Handle, {"DELETE", path}, &scene.eve).status == 200);
  return reply;
}

tests::Reply MuteAndUnmute(Scene& scene, int) {
  const std::string path = "/v1/users/ann/mute";
  const auto reply = scene.cloud.Send(&follow::Handle, {"PUT", path}, &scene.eve);
  if (reply.status == 204)
    CHECK(scene.cloud.Send(&follow::Handle, {"DELETE", path}, &scene.eve).status == 204);
  return reply;
}

tests::Reply Report(Scene& scene, int n) {
  return scene.Post(&follow::Handle, "/v1/reports",
                    {{"kind", "user"},
                     {"id", scene.people[static_cast<size_t>(n)].username},
                     {"reason", "spam"}});
}

tests::Reply MentionInComment(Scene& scene, int n) {
  return scene.Post(&comment::Handle, "/v1/images/" + scene.images[0] + "/comments",
                    {{"text", "@ann, number " + std::to_string(n)}});
}

tests::Reply MentionInCaption(Scene& scene, int n) {
  tests::Call call{"POST", "/v1/images", "", tests::SmallPng(n + 1), "image/png"};
  call.headers.Set("X-Caption", "@person" + std::to_string(n));
  return scene.cloud.Send(&upload::Handle, call, &scene.eve);
}

tests::Reply MentionInNewCaption(Scene& scene, int n) {
  if (scene.own_image.empty()) scene.own_image = scene.cloud.Upload(scene.eve, 99);
  return scene.cloud.Send(&image::Handle,
                          {"PATCH", "/v1/images/" + scene.own_image, "",
                           Json{{"caption", "@person" + std::to_string(n)}}.dump()},
                          &scene.eve);
}

tests::Reply AskForReset(Scene& scene, int n) {
  scene.cloud.UseMail();
  return scene.Post(&login::Handle, "/v1/password-resets",
                    {{"email", "new" + std::to_string(n) + "@example.com"}}, false);
}

std::vector<Flood> FloodsAgainst(Budget budget) {
  switch (budget) {
    case Budget::kSignUps:
      return {&SignUp};
    case Budget::kSessions:
      return {&LogIn};
    case Budget::kUploads:
      return {&Publish, &PublishRubbish, &SetAvatar};
    case Budget::kComments:
      return {&Comment};
    case Budget::kFollows:
      return {&Follow, &FollowAgain};
    case Budget::kReactions:
      return {&Like, &LikeAndDislike, &LikeAndUnlike, &LikeAndUnlikeComment, &Bookmark};
    case Budget::kEdits:
      return {&EditProfile, &EditCaption, &EditComment, &BlockAndUnblock, &MuteAndUnmute};
    case Budget::kReports:
      return {&Report};
    case Budget::kResets:
      return {&AskForReset};
    case Budget::kMails:
      return {};  // refuses nobody: what is too much is not sent (mail_job_test.cc)
    case Budget::kNames:
      return {&Rename};
    case Budget::kMentions:
      return {&MentionInComment, &MentionInCaption, &MentionInNewCaption};
  }
  return {};
}

void CheckRefused(const tests::Reply& reply, const BudgetRule& rule, int least, int most) {
  REQUIRE(reply.status == 429);
  CHECK(reply.Code() == "too_many");
  CHECK(reply.body["detail"] == rule.refusal);
  const auto wait = std::stoi(std::string(reply.raw.headers.Get("Retry-After").value()));
  CHECK(wait > least);
  CHECK(wait <= most);
}

}  // namespace

TEST_CASE(
    "a flood against any budget ends at its number, is told when to come again, and changes "
    "nothing") {
  for (const BudgetRule& rule : kBudgets) {
    INFO(rule.name);
    if (rule.budget == Budget::kMails) continue;
    const auto floods = FloodsAgainst(rule.budget);
    REQUIRE_FALSE(floods.empty());
    for (const auto& flood : floods) {
      Scene scene;
      scene.cloud.now += std::chrono::hours(25);  // what made the scene is long ago
      scene.eve = scene.cloud.StartSession(scene.eve);
      const int before = rule.budget == Budget::kSessions ? 1 : 0;
      scene.Limit(std::string(rule.name), kAllowed + before, 2 * kAllowed);
      for (int n = 0; n < kAllowed; ++n) REQUIRE(flood(scene, n).status != 429);
      const auto stored = scene.Stored();
      for (int again = 0; again < 2; ++again)
        CheckRefused(flood(scene, kAllowed), rule, 3500, 3600);
      CHECK(scene.Stored() == stored);
      scene.cloud.now += std::chrono::hours(1);
      CHECK(flood(scene, kAllowed).status < 429);
    }
  }
}

TEST_CASE("what takes back or is there already is free, also when a budget is used up") {
  Scene scene;
  auto& [cloud, ann, eve, people, images, own_image, own_comment, edited_at, limited, calls] =
      scene;
  CHECK(cloud.React(eve, images[0], "PUT", "like").status == 200);
  CHECK(cloud.Follow(eve, ann).status == 200);
  const auto comment = Comment(scene, 1);
  cloud.services().config.budgets = ReadBudgets("reactions=1/1,follows=1/1,comments=1/1").value();
  CHECK(cloud.React(eve, images[1], "PUT", "like").status == 429);
  CHECK(cloud.Follow(eve, people[0]).status == 429);
  CHECK(Comment(scene, 2).status == 429);
  CHECK(cloud.React(eve, images[0], "PUT", "like").status == 200);
  CHECK(cloud.Follow(eve, ann).status == 200);
  CHECK(cloud.React(eve, images[0], "DELETE", "like").status == 200);
  CHECK(cloud.Follow(eve, ann, "DELETE").status == 200);
  CHECK(cloud
            .Send(&comment::Handle,
                  {"DELETE", "/v1/images/" + images[0] + "/comments/" +
                                 comment.body["id"].get<std::string>()},
                  &eve)
            .status == 204);
}

TEST_CASE("what came through is answered to its retry, also when a budget is used up") {
  Scene scene;
  auto& cloud = scene.cloud;
  tests::Call comment{"POST", "/v1/images/" + scene.images[0] + "/comments", "",
                      Json{{"text", "once"}}.dump()};
  comment.headers.Set("Idempotency-Key", "k");
  tests::Call photo{"POST", "/v1/images", "", tests::SmallPng(1), "image/png"};
  photo.headers.Set("Idempotency-Key", "k");
  const auto said = cloud.Send(&comment::Handle, comment, &scene.eve);
  const auto shown = cloud.Send(&upload::Handle, photo, &scene.eve);
  cloud.services().config.budgets = ReadBudgets("uploads=1/1,comments=1/1").value();
  CHECK(Comment(scene, 2).status == 429);
  CHECK(Publish(scene, 2).status == 429);
  for (int i = 0; i < 3; ++i)
    CHECK(cloud.Send(&comment::Handle, comment, &scene.eve).body == said.body);
  CHECK(cloud.Send(&upload::Handle, photo, &scene.eve).body == shown.body);
  // To look at a picture costs each time: not without end.
  CHECK(cloud.Send(&upload::Handle, photo, &scene.eve).status == 429);
}

TEST_CASE(
    "more pictures of one account at once than are worked on are refused before they are looked "
    "at") {
  Scene scene;
  auto call = scene.cloud.NewCall();
  std::vector<PictureTurn> turns;
  for (int i = 0; i < kMostPicturesInFlight; ++i)
    turns.push_back(BeginPicture({scene.cloud.services(), call}, scene.eve.id, 1).value());
  for (const Flood& flood : {Flood(&Publish), Flood(&PublishRubbish), Flood(&SetAvatar)}) {
    const auto reply = flood(scene, 1);
    CHECK(reply.Code() == "too_many");
    CHECK(reply.raw.headers.Get("Retry-After") == "1");
  }
  CHECK_FALSE(scene.cloud.Upload(scene.ann, 9).empty());  // another's is not kept waiting
  EndPicture({scene.cloud.services(), call}, turns[0]);
  // Each gives its turn back, whatever came of it.
  for (int i = 0; i < 3; ++i) {
    CHECK(PublishRubbish(scene, i).status == 415);
    CHECK(Publish(scene, i).status == 201);
    CHECK(SetAvatar(scene, i).status == 200);
  }
}
