// Links, mentions and tags through the routes that show them.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "functions/comment/handler.h"
#include "functions/feed/handler.h"
#include "functions/image/handler.h"
#include "functions/notify/handler.h"
#include "functions/upload/handler.h"
#include "oci/http.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;
using tests::Person;

namespace {

struct World {
  tests::TestCloud cloud;
  Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob"), eve = cloud.SignUp("eve");

  tests::Reply Share(const Person& person, const std::string& caption, int seed = 1) {
    tests::Call call{"POST", "/v1/images", "", tests::SmallPng(seed), "image/png"};
    call.headers.Set("X-Caption", oci::PercentEncode(caption));
    auto reply = cloud.Send(&upload::Handle, call, &person);
    REQUIRE(reply.status == 201);
    cloud.RunStarted();
    return reply;
  }
  tests::Reply Get(FunctionHandler handler, const std::string& path, const Person& as,
                   const std::string& query = "") {
    return cloud.Send(handler, {"GET", path, query}, &as);
  }
  tests::Reply Tag(const std::string& tag, const Person& as, const std::string& query = "") {
    return Get(&feed::Handle, "/v1/tags/" + oci::PercentEncode(tag), as, query);
  }
};

const Json kOfBob =
    Json::array({{{"type", "mention"}, {"start", 0}, {"end", 4}, {"username", "bob"}}});

}  // namespace

TEST_CASE("a caption's entities come wherever the photo does") {
  World world;
  const auto shared = world.Share(world.ann, "@bob");
  CHECK(shared.body["entities"] == kOfBob);
  const std::string id = shared.body["id"];
  const auto path = "/v1/images/" + id;
  CHECK(world.Get(&image::Handle, path, world.eve).body["entities"] == kOfBob);
  CHECK(world.Get(&feed::Handle, "/v1/feed", world.ann).body["items"][0]["entities"] == kOfBob);
  CHECK(world.Get(&image::Handle, "/v1/users/ann/images", world.eve).body["items"][0]["entities"] ==
        kOfBob);
  const auto edited = world.cloud.Send(
      &image::Handle, {"PATCH", path, "", Json{{"caption", "#Mar exemplo.com"}}.dump()},
      &world.ann);
  CHECK(
      edited.body["entities"] ==
      Json::array({{{"type", "tag"}, {"start", 0}, {"end", 4}, {"tag", "mar"}},
                   {{"type", "link"}, {"start", 5}, {"end", 16}, {"url", "https://exemplo.com"}}}));
}

TEST_CASE("a comment's entities come with it, by the present name, and not of blocked people") {
  World world;
  const std::string id = world.Share(world.ann, "").body["id"];
  const auto path = "/v1/images/" + id + "/comments";
  const auto posted = world.cloud.Send(
      &comment::Handle, {"POST", path, "", Json{{"text", "@bob"}}.dump()}, &world.eve);
  CHECK(posted.body["entities"] == kOfBob);
  world.cloud.SetOfUser(world.bob, R"(username = "bobby")");
  const auto listed = world.Get(&comment::Handle, path, world.ann);
  CHECK(listed.body["items"][0]["entities"][0]["username"] == "bobby");
  CHECK(listed.body["items"][0]["text"] == "@bob");
  world.cloud.Block(world.bob, world.ann);
  CHECK(world.Get(&comment::Handle, path, world.ann).body["items"][0]["entities"].empty());
  CHECK(world.Get(&comment::Handle, path, world.eve).body["items"][0]["entities"].size() == 1);
}

TEST_CASE("photos are found by a tag in any case and encoding, page by page") {
  World world;
  std::vector<std::string> expected;
  for (int i = 0; i < 3; ++i)
    expected.insert(expected.begin(), world.Share(world.ann, "#Praía", i).body["id"]);
  for (const char* tag : {"praía", "PRAÍA", "prai\u0301a"}) {
    const auto first = world.Tag(tag, world.bob, "limit=2");
    REQUIRE(first.status == 200);
    REQUIRE(first.body["items"].size() == 2);
    CHECK(first.body["items"][0]["id"] == expected[0]);
    const std::string cursor = first.body["next_cursor"];
    const auto second = world.Tag(tag, world.bob, "limit=2&cursor=" + cursor);
    CHECK(second.body["items"][0]["id"] == expected[2]);
    CHECK(second.body["next_cursor"].is_null());
    CHECK(world.Tag("mar", world.bob, "cursor=" + cursor).Code() == "bad_cursor");
  }
  CHECK(world.Tag("praia", world.bob).body["items"].empty());
  for (const char* none : {"16", "a b", "#praia"}) CHECK(world.Tag(none, world.bob).status == 404);
  CHECK(world.cloud.Send(&feed::Handle, {"GET", "/v1/tags/mar"}).status == 401);
}

TEST_CASE("a tag's page names the authors of the page alone") {
  World world;
  world.Share(world.ann, "#mar @bob @eve", 1);
  world.Share(world.bob, "#mar", 2);
  const auto page = world.Tag("mar", world.ann);
  REQUIRE(page.body["items"].size() == 2);
  CHECK(page.body["items"][1]["entities"].size() == 2);
  CHECK(page.body["items"][1]["entities"][1]["username"] == "bob");
}

TEST_CASE("Explore shows others' photos, with one's own reaction") {
  World world;
  const std::string id = world.Share(world.ann, "").body["id"];
  world.Share(world.bob, "");
  world.cloud.React(world.bob, id, "PUT", "like");
  const auto page = world.Get(&feed::Handle, "/v1/explore", world.bob);
  REQUIRE(page.status == 200);
  REQUIRE(page.body["items"].size() == 1);
  CHECK(page.body["items"][0]["id"] == id);
  CHECK(page.body["items"][0]["my_reaction"] == "like");
  CHECK(page.body["next_cursor"].is_null());
  CHECK(world.cloud.Send(&feed::Handle, {"GET", "/v1/explore"}).status == 401);
  CHECK(world.cloud.Send(&feed::Handle, {"POST", "/v1/explore"}, &world.bob).status == 405);
}

TEST_CASE("a notification of a mention leads to the photo, whosever it is") {
  World world;
  const std::string id = world.Share(world.ann, "").body["id"];
  world.cloud.Send(&comment::Handle,
                   {"POST", "/v1/images/" + id + "/comments", "", Json{{"text", "@bob"}}.dump()},
                   &world.eve);
  const auto told = world.Get(&notify::Handle, "/v1/me/notifications", world.bob);
  REQUIRE(told.body["items"].size() == 1);
  CHECK(told.body["items"][0]["kind"] == "mentioned");
  CHECK(told.body["items"][0]["actor"]["username"] == "eve");
  CHECK(told.body["items"][0]["image_id"] == id);
  CHECK(told.body["items"][0]["count"] == 1);
}
