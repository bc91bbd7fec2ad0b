#include "functions/feed/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/cursor.h"
#include "fotogal/base/schema.h"
#include "fotogal/social/delivery_state.h"
#include "tests/support/image_row.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

tests::Reply Page(tests::TestCloud& cloud, const tests::Person* as, const std::string& query = "") {
  return cloud.Send(&feed::Handle, {"GET", "/v1/feed", query}, as);
}

// Bob follows Ann, and an image of hers has been delivered to him.
struct BobFollowsAnn {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  BobFollowsAnn() {
    cloud.Follow(bob, ann);
    cloud.Upload(ann);
    cloud.RunJobs();
  }
};

}  // namespace

TEST_CASE("the feed holds one's own images and those of the followed, newest first") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const auto eve = cloud.SignUp("eve");
  cloud.Follow(bob, ann);
  std::vector<std::string> expected;
  for (int i = 0; i < 7; ++i)
    expected.insert(expected.begin(), cloud.Upload(i % 2 == 0 ? ann : bob, i));
  cloud.Upload(eve);
  cloud.RunJobs();
  CHECK(cloud.Feed(bob) == expected);
  cloud.React(bob, expected[0], "PUT", "like");
  const auto page = Page(cloud, &bob);
  CHECK(page.body["items"][0]["my_reaction"] == "like");
  CHECK(page.body["items"][0]["like_count"] == 1);
  CHECK(page.body["items"][0]["author"]["username"] == "ann");
  CHECK(page.body["items"][1]["my_reaction"].is_null());
  CHECK(page.body["next_cursor"].is_null());
}

TEST_CASE("images leave the feed after 90 days") {
  BobFollowsAnn scene;
  auto& [cloud, ann, bob] = scene;
  cloud.now += std::chrono::days(89);
  CHECK(cloud.Feed(bob).size() == 1);
  cloud.now += std::chrono::days(2);
  CHECK(cloud.Feed(bob).empty());
}

TEST_CASE("a blocked author's images are not in the feed") {
  BobFollowsAnn scene;
  auto& [cloud, ann, bob] = scene;
  cloud.Block(ann, bob);
  CHECK(cloud.Feed(bob).empty());
}

TEST_CASE("the feed refuses bad pages and cursors of another person") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  cloud.Upload(ann, 1);
  cloud.Upload(ann, 2);
  const auto page = Page(cloud, &ann, "limit=1");
  const std::string cursor = page.body["next_cursor"];
  CHECK(Page(cloud, &ann, "limit=1&cursor=" + cursor).status == 200);
  CHECK(Page(cloud, &bob, "limit=1&cursor=" + cursor).Code() == "bad_cursor");
  CHECK(Page(cloud, &ann, "cursor=" + cursor + "A").Code() == "bad_cursor");
  CHECK(Page(cloud, &ann, "limit=1000").Code() == "invalid_fields");
  CHECK(Page(cloud, nullptr).status == 401);
}

TEST_CASE("cursors that clients hold from any earlier version go on as they did") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  std::vector<std::string> images;
  for (int i = 0; i < 3; ++i) images.insert(images.begin(), cloud.Upload(ann, i));
  const auto& key = cloud.services().config.cursor_key;
  const std::string list = "feed:" + ToBase36(ann.id);
  const auto newest = *ParseImageRef(images[0]), second = *ParseImageRef(images[1]);
  // Of the image and its author; then how much longer the span of pulled images is than usual, in
  // steps; then the image that it has to go down to.
  const std::vector<Json> positions = {{newest.image, newest.author},
                                       {newest.image, newest.author, -3},
                                       {newest.image, newest.author, 2, second.image}};
  for (const auto& position : positions) {
    const auto page = Page(cloud, &ann, "limit=1&cursor=" + SealCursor(key, list, position));
    REQUIRE(page.status == 200);
    CHECK(page.body["items"][0]["id"] == images[1]);
    // Nobody is pulled, so that there is nothing to tell of a span.
    const Json next = {second.image, second.author, 0, 0};
    CHECK(page.body["next_cursor"] == SealCursor(key, list, next));
  }
}

TEST_CASE("a cursor tells how pulled images are read on") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  REQUIRE(cloud.Follow(bob, ann).status == 200);
  cloud.RunStarted();
  auto call = cloud.NewCall();
  REQUIRE(SetEdgeDelivery({cloud.services(), call}, bob.id, ann.id, EdgeDelivery::kPull).ok());
  // An album of an hour ago: more images than a page can read, and nothing above them.
  const auto album = FirstIdAt(cloud.now - std::chrono::hours(1));
  for (int i = 0; i < 60; ++i) {
    const auto row = tests::ImageRow(cloud, ann.id, album + i);
    REQUIRE(cloud.services().nosql->Put(call, schema::kImages, row).ok());
  }
  const auto page = Page(cloud, &bob);
  CHECK(page.body["items"].empty());
  // Usual are forty days, of which the newest slice is the last 3:45 hours: all five hold too much
  // or lie behind it. The four oldest images of it were read.
  const Json next = {kNewestId, kNewestId, -5, album + 3};
  CHECK(page.body["next_cursor"] ==
        SealCursor(cloud.services().config.cursor_key, "feed:" + ToBase36(bob.id), next));
}

TEST_CASE("whether there is something newer than the image that is shown first") {
  BobFollowsAnn scene;
  auto& [cloud, ann, bob] = scene;
  const auto first = cloud.Feed(bob).front();
  const auto newer = [&](const tests::Person& who, const std::string& than) {
    const auto reply = Page(cloud, &who, "after=" + than);
    CHECK(reply.status == 200);
    CHECK(reply.raw.headers.Get("Cache-Control") == "private, no-cache");
    return reply.body;
  };
  const Json yes{{"newer", true}}, no{{"newer", false}};
  CHECK(newer(bob, first) == no);
  cloud.now += std::chrono::seconds(1);
  const auto second = cloud.Upload(ann, 2);
  cloud.RunJobs();
  CHECK(newer(bob, first) == yes);
  CHECK(newer(bob, second) == no);
  CHECK(newer(ann, first) == yes);  // one's own
  CHECK(newer(cloud.SignUp("eve"), first) == no);
}

TEST_CASE("whether there is something newer is asked of an image, and not of a page") {
  BobFollowsAnn scene;
  auto& [cloud, ann, bob] = scene;
  const auto image = cloud.Feed(bob).front();
  const std::string wrong[] = {
      "", "x", image.substr(0, image.find('-')), image + "x", image + "-1", "1-1%00", "-", "%ff"};
  for (const auto& after : wrong) {
    INFO(after);
    const auto reply = Page(cloud, &bob, "after=" + after);
    CHECK(reply.status == 422);
    CHECK(reply.Code() == "invalid_fields");
    CHECK(reply.body["errors"][0]["field"] == "query.after");
  }
  for (const char* beside : {"&limit=1", "&cursor=x", "&limit=", "&limit=10&cursor="}) {
    const auto reply = Page(cloud, &bob, "after=" + image + beside);
    CHECK(reply.status == 422);
    CHECK(reply.body["errors"][0]["field"] == "query.after");
  }
  CHECK(Page(cloud, nullptr, "after=" + image).status == 401);
  CHECK(Page(cloud, &bob, "after=1-1").body == Json{{"newer", true}});  // it need not exist
}

TEST_CASE("a feed page of 20 takes at most three round trips of ten requests") {
  tests::TestCloud cloud;
  const auto bob = cloud.SignUp("bob");
  for (int i = 0; i < 21; ++i) {
    const auto author = cloud.SignUp("author" + std::to_string(i));
    cloud.Follow(bob, author);
    cloud.React(bob, cloud.Upload(author, i), "PUT", "like");
  }
  cloud.RunJobs();
  Page(cloud, &bob);  // prepares the statements
  const int before = cloud.transport().requests();
  const int trips = oci::round_trips;
  const auto page = Page(cloud, &bob);
  CHECK(page.body["items"].size() == 20);
  CHECK(cloud.transport().requests() - before == 10);
  CHECK(oci::round_trips - trips <= 3);
}
