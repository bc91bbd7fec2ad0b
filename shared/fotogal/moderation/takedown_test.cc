// Images and comments that a moderator removes.
#include "fotogal/moderation/takedown.h"

#include "tests/support/moderated_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

struct Takedown : tests::ModeratedWorld {
  std::string StateOf(const std::string& thing) {
    std::string states;
    for (const auto& row : cloud.Rows(schema::kReports))
      if (row["thing"] == thing) states += row["state"].get<std::string>() + " ";
    return states;
  }
  Json RowOf(const std::string& image) {
    for (const auto& row : cloud.Rows(schema::kImages))
      if (row["id"] == ParseImageRef(image)->image) return row;
    return {};
  }
  // The notices of removals.
  Json Told(const tests::Person& person) {
    Json told = Json::array();
    for (const auto& notice : NoticesOf(person))
      if (notice["actor"].is_null()) told.push_back(notice);
    return told;
  }
};

}  // namespace

TEST_CASE("takedown: a removed image is hidden at once, kept 30 days out of reach, then gone") {
  Takedown world;
  REQUIRE(world.Report(world.bob, "image", world.anns, "nudity", "look").status == 201);
  const auto address = world.AddressOf(world.anns, world.bob);
  REQUIRE(world.cloud.Load(address).status == 200);
  const auto objects = world.Objects("images/" + ToBase36(world.ann.id) + "/");
  const auto done = world.Remove("image", world.anns);
  REQUIRE(done.status == 200);
  CHECK(done.body["status"] == "removed");
  CHECK(done.body["kept_until"].is_string());
  CHECK(world.cloud.Load(address).status == 404);
  // nor under its former name by the address of another photo of the same author
  const auto second = world.cloud.Upload(world.ann, 5);
  const auto other = world.AddressOf(second, world.bob);
  const auto folder = other.substr(0, other.find("images/"));
  for (const auto& object : objects) CHECK(world.cloud.Load(folder + object).status == 404);
  CHECK(world.Get(&image::Handle, "/v1/images/" + world.anns, world.ann).status == 404);
  CHECK(world.CountsOf(world.ann, world.bob)["images"] == 1);
  CHECK(world.StateOf("image:" + world.anns) == "acted ");
  CHECK(world.Remove("image", world.anns).body == done.body);

  for (int i = 0; i < 3; ++i) world.cloud.RunJobs();
  CHECK(world.cloud.CounterDifference() == "");
  CHECK(world.Objects("removed/").size() == objects.size());
  CHECK(world.Mend().empty());
  world.cloud.now += std::chrono::days(29);
  world.cloud.RunJobs();
  CHECK(world.Objects("removed/").size() == objects.size());
  CHECK(world.RowOf(world.anns).is_object());
  world.cloud.now += std::chrono::days(2);
  world.cloud.RunJobs();
  CHECK(world.Objects("removed/").empty());
  CHECK(world.RowOf(world.anns).is_null());
  CHECK(world.Remove("image", world.anns).status == 404);
}

TEST_CASE("takedown: the owner is told once, with the reason, there and by mail") {
  Takedown world;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(world.Remove("image", world.anns).status == 200);
    REQUIRE(world.Remove("comment", world.anns_comment).status == 200);
  }
  world.cloud.RunJobs();
  const auto told = world.Told(world.ann);
  REQUIRE(told.size() == 2);
  for (const auto& notice : told) {
    CHECK(notice["reason"] == "a reason");
    CHECK(notice["image_id"].is_null());
  }
  CHECK(world.Told(world.bob).empty());
  CHECK(world.MailsWith("ann@example.com", "photos was removed").size() == 1);
  CHECK(world.MailsWith("ann@example.com", "comments was removed").size() == 1);
}

TEST_CASE("takedown: a removed comment is gone, and counted so") {
  Takedown world;
  REQUIRE(world.Report(world.ann, "comment", world.bobs_comment).status == 201);
  const auto done = world.Remove("comment", world.bobs_comment);
  REQUIRE(done.status == 200);
  CHECK(done.body["kept_until"].is_null());
  const auto list =
      world.Get(&comment::Handle, "/v1/images/" + world.anns + "/comments", world.ann);
  CHECK(list.body["items"].empty());
  CHECK(world.Get(&image::Handle, "/v1/images/" + world.anns, world.ann).body["comment_count"] ==
        0);
  CHECK(world.StateOf("comment:" + world.bobs_comment) == "acted ");
  CHECK(world.Remove("comment", world.bobs_comment).body == done.body);
  for (const char* missing : {"", "x", "1-1", "1-1/1", "1-1/"})
    CHECK(world.Remove("comment", missing).status != 200);
}

TEST_CASE("takedown: an avatar is taken from the account, too") {
  Takedown world;
  const auto put = world.cloud.Send(
      &upload::Handle, {"PUT", "/v1/me/avatar", "", tests::SmallPng(9), "image/png"}, &world.ann);
  REQUIRE(put.status == 200);
  world.cloud.RunJobs();
  std::string avatar;
  for (const auto& row : world.cloud.Rows(schema::kImages)) {
    if (row["is_profile"] == true)
      avatar = ToString(ImageRef{row["user_id"].get<Id>(), row["id"].get<Id>()});
  }
  REQUIRE(world.Remove("image", avatar).status == 200);
  CHECK(world.Me(world.ann).body["profile_image_url"].is_null());
  world.cloud.RunJobs();
  CHECK(world.Objects("avatars/").empty());
  CHECK(world.Objects("removed/").size() == 3);
}

TEST_CASE("takedown: what is kept is in no export, and goes with the account") {
  Takedown world;
  REQUIRE(world.Remove("image", world.anns).status == 200);
  world.cloud.RunJobs();
  REQUIRE_FALSE(world.Objects("removed/").empty());
  const Json password{{"password", "password of ann"}};
  REQUIRE(world.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", password.dump()}, &world.ann)
              .status == 202);
  for (int i = 0; i < 4; ++i) world.cloud.RunJobs();
  CHECK(world.Objects("removed/").empty());
  CHECK(world.RowOf(world.anns).is_null());
  CHECK(world.cloud.CounterDifference() == "");
  for (const auto& user : world.cloud.Rows(schema::kUsers)) CHECK(user["id"] != world.ann.id);
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("takedown: what its author has removed first is not kept") {
  Takedown world;
  REQUIRE(
      world.cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + world.anns}, &world.ann).status ==
      204);
  const auto late = world.Remove("image", world.anns);
  CHECK(late.status == 200);
  CHECK(late.body["kept_until"].is_null());
  CHECK(world.Objects("removed/").empty());
  CHECK(world.Told(world.ann).empty());
}

TEST_CASE("takedown: objects in the folder of removed ones that no row knows go after a day") {
  Takedown world;
  REQUIRE(world.Remove("image", world.anns).status == 200);
  world.cloud.RunJobs();
  const auto kept = world.Objects("removed/");
  auto call = world.cloud.NewCall();
  const std::string stray = "removed/images/" + ToBase36(world.ann.id) + "/5-7";
  REQUIRE(world.cloud.services().objects->Put(call, stray, "x", {}).ok());
  world.cloud.now += std::chrono::hours(30);
  const auto mended = world.Mend();
  CHECK(mended == std::map<std::string, std::int64_t>{{"orphan objects", 1}});
  CHECK(world.Objects("removed/") == kept);
}

TEST_CASE("takedown: cut off at any request, it can be repeated until nothing is seen any more") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    Takedown world;
    auto& cloud = world.cloud;
    for (int n = 1;; ++n) {
      INFO("cut at " << n << (fault == Fault::kLostAnswer ? " (answer)" : " (request)"));
      world.bob = cloud.StartSession(world.bob);
      world.ann = cloud.StartSession(world.ann);
      const auto image = cloud.Upload(world.ann, n);
      const auto comment = world.Comment(world.ann, world.bobs, "words");
      cloud.RunStarted();
      cloud.now += std::chrono::minutes(5);
      const auto address = world.AddressOf(image, world.bob);
      const int before = cloud.transport().requests();
      cloud.transport().FailFrom(n, fault);
      const int status = world.Remove("image", image).status;
      const bool cut = cloud.transport().requests() - before >= n;
      cloud.transport().Recover();
      cloud.transport().FailFrom(n, fault);
      const int of_comment = world.Remove("comment", comment).status;
      cloud.transport().Recover();
      for (const int said : {status, of_comment}) CHECK((said == 200 || said >= 500));
      if (status == 200) CHECK(cloud.Load(address).status == 404);
      CHECK(world.Remove("image", image).status == 200);
      CHECK(world.Remove("comment", comment).status == 200);
      CHECK(cloud.Load(address).status == 404);
      CHECK(world.AddressOf(image, world.ann).empty());
      if (!cut) break;
      REQUIRE(n < 40);
    }
    cloud.RunJobs();
    cloud.RunJobs();
    CHECK(cloud.CounterDifference() == "");
    CHECK(world.Mend().empty());
    cloud.now += std::chrono::days(31);
    cloud.RunJobs();
    CHECK(world.Objects("removed/").empty());
  }
}
