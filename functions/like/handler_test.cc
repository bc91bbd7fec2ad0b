#include "functions/like/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "fotogal/base/schema.h"
#include "fotogal/social/reactions.h"
#include "functions/account/handler.h"
#include "functions/feed/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/logout/handler.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

std::string Counts(const tests::Reply& reply) {
  return reply.body["like_count"].dump() + " " + reply.body["dislike_count"].dump() + " " +
         reply.body["my_reaction"].dump();
}

}  // namespace

TEST_CASE("like and dislike exclude each other, and repeating changes nothing") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const auto image = cloud.Upload(ann);
  CHECK(Counts(cloud.React(bob, image, "PUT", "like")) == "1 0 \"like\"");
  CHECK(Counts(cloud.React(bob, image, "PUT", "like")) == "1 0 \"like\"");
  CHECK(Counts(cloud.React(ann, image, "PUT", "like")) == "2 0 \"like\"");
  CHECK(Counts(cloud.React(bob, image, "PUT", "dislike")) == "1 1 \"dislike\"");
  CHECK(Counts(cloud.React(bob, image, "DELETE", "like")) == "1 1 \"dislike\"");
  CHECK(Counts(cloud.React(bob, image, "DELETE", "dislike")) == "1 0 null");
  CHECK(Counts(cloud.React(bob, image, "DELETE", "dislike")) == "1 0 null");
  CHECK(cloud.CounterDifference().empty());
  CHECK(cloud.Rows(schema::kReactions).size() == 1);
}

TEST_CASE("like needs an image that the caller may see and a valid session") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  const auto image = cloud.Upload(ann);
  CHECK(cloud.React(bob, image, "PUT", "like").status == 404);
  CHECK(cloud.React(bob, "1-1", "PUT", "like").status == 404);
  CHECK(cloud.React(bob, "x", "PUT", "like").status == 404);
  CHECK(cloud.React(bob, image, "POST", "like").status == 405);
  cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann);
  CHECK(cloud.React(ann, image, "PUT", "like").Code() == "session_ended");
  CHECK(cloud.Rows(schema::kReactions).empty());
}

TEST_CASE("a reaction takes at most four round trips, however many there are") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const auto first = cloud.Upload(ann), second = cloud.Upload(ann, 2);
  const std::vector<std::pair<std::string, std::string>> steps = {{"PUT", "like"},
                                                                  {"PUT", "dislike"},
                                                                  {"DELETE", "dislike"},
                                                                  {"PUT", "like"},
                                                                  {"DELETE", "like"}};
  // Prepares the statements.
  for (const auto& [method, reaction] : steps) cloud.React(bob, first, method, reaction);
  for (const auto& [method, reaction] : steps) {
    INFO(method << " " << reaction);
    const int before = oci::round_trips;
    CHECK(cloud.React(bob, second, method, reaction).status == 200);
    CHECK(oci::round_trips - before == 4);
  }
  CHECK(cloud.CounterDifference().empty());
}

TEST_CASE("like cut off at any request: the retry counts it once") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto image = cloud.Upload(ann);
  const std::vector<std::pair<std::string, std::string>> steps = {
      {"PUT", "like"}, {"PUT", "dislike"}, {"DELETE", "dislike"}};
  const auto bob = cloud.SignUp("bob");
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const auto delay :
         {std::chrono::minutes(0), std::chrono::minutes(3), std::chrono::minutes(10)}) {
      int cut_at_every_request = 0;
      for (int n = 1; cut_at_every_request < 3; ++n) {
        cut_at_every_request = 0;
        for (const auto& [method, reaction] : steps) {
          INFO(method << " " << reaction << " cut at " << n << ", retried after " << delay.count()
                      << " minutes");
          cloud.transport().FailFrom(n, fault);
          const int cut = cloud.React(bob, image, method, reaction).status;
          cloud.transport().Recover();
          if (cut == 200) ++cut_at_every_request;
          cloud.now += delay;
          if (n % 2 == 0) cloud.React(ann, image, n % 4 == 0 ? "PUT" : "DELETE", "like");
          CHECK(cloud.React(bob, image, method, reaction).status == 200);
          const auto difference = cloud.CounterDifference();
          INFO(difference);
          REQUIRE(difference.empty());
        }
        REQUIRE(n < 60);
      }
    }
  }
}

TEST_CASE("50 people like one image at once: the count is 50") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto image = cloud.Upload(ann);
  auto reading = cloud.NewCall();
  const auto liked_image = **FindImage({cloud.services(), reading}, *ParseImageRef(image));
  std::vector<std::thread> threads;
  std::atomic<int> liked{0};
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&, i] {
      auto call = cloud.NewCall();
      const auto counts = fotogal::React({cloud.services(), call}, 1000 + i, liked_image,
                                         std::nullopt, Reaction::kLike);
      if (counts.ok()) ++liked;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(liked == 50);
  CHECK(Counts(cloud.React(ann, image, "PUT", "like")) == "51 0 \"like\"");
  CHECK(cloud.CounterDifference().empty());
}

namespace {

struct Shelf : tests::WorldOfAnImage {
  tests::Reply Set(const tests::Person& who, const std::string& id, const char* method = "PUT") {
    Tick();
    return cloud.Send(&like::Handle, {method, "/v1/images/" + id + "/bookmark"}, &who);
  }
  // The ids of what is listed.
  std::vector<std::string> Listed(const tests::Person& who) {
    std::vector<std::string> ids;
    const auto reply = cloud.Send(&like::Handle, {"GET", "/v1/me/bookmarks"}, &who);
    for (const auto& item : reply.body["items"]) ids.push_back(item["id"]);
    return ids;
  }
  bool IsMarked(const tests::Person& who) {
    return cloud.Send(&image::Handle, {"GET", "/v1/images/" + image}, &who).body["bookmarked"];
  }
  void SetPrivate(bool is_private) {
    const Json body{{"is_private", is_private}};
    REQUIRE(cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", body.dump()}, &ann).status == 200);
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("bookmarks are one's own, newest first, and shown on every image") {
  Shelf s;
  const std::string second = s.cloud.Upload(s.ann, 2);
  CHECK(s.Set(s.bob, s.image).body == Json{{"bookmarked", true}});
  CHECK(s.Set(s.bob, second).status == 200);
  CHECK(s.Set(s.bob, s.image).status == 200);  // keeps its place
  CHECK(s.Listed(s.bob) == Ids{second, s.image});
  CHECK(s.Listed(s.ann).empty());
  CHECK(s.IsMarked(s.bob));
  CHECK_FALSE(s.IsMarked(s.ann));
  CHECK(s.Set(s.ann, s.image).status == 200);
  const auto grid = s.cloud.Send(&image::Handle, {"GET", "/v1/users/ann/images"}, &s.bob);
  for (const auto& item : grid.body["items"]) CHECK(item["bookmarked"] == true);
  const auto feed = s.cloud.Send(&feed::Handle, {"GET", "/v1/feed"}, &s.ann);
  REQUIRE(feed.body["items"].size() == 2);
  for (const auto& item : feed.body["items"]) CHECK(item["bookmarked"] == (item["id"] == s.image));
  for (int i = 0; i < 2; ++i)
    CHECK(s.Set(s.bob, s.image, "DELETE").body == Json{{"bookmarked", false}});
  CHECK(s.Listed(s.bob) == Ids{second});
  CHECK_FALSE(s.IsMarked(s.bob));
  CHECK(s.cloud.Rows(schema::kNotifications).empty());
  CHECK(s.Set(s.bob, "x").status == 404);
  CHECK(s.Set(s.bob, "1-1").status == 404);
  CHECK(s.Set(s.bob, "x", "DELETE").status == 404);
}

TEST_CASE("a bookmark is hidden with its photo, and comes back with it") {
  Shelf s;
  CHECK(s.Set(s.bob, s.image).status == 200);
  CHECK(s.Set(s.ann, s.image).status == 200);
  s.SetPrivate(true);
  CHECK(s.Listed(s.bob).empty());
  CHECK(s.Listed(s.ann) == Ids{s.image});
  CHECK(s.Set(s.eve, s.image).status == 404);
  s.SetPrivate(false);
  CHECK(s.Listed(s.bob) == Ids{s.image});
  s.cloud.Block(s.ann, s.bob);
  CHECK(s.Listed(s.bob).empty());
  CHECK(s.Set(s.bob, s.image, "DELETE").status == 200);  // also what one does not see
  REQUIRE(s.cloud.Send(&follow::Handle, {"DELETE", "/v1/users/bob/block"}, &s.ann).status == 200);
  CHECK(s.Listed(s.bob).empty());
  CHECK(s.Set(s.bob, s.image).status == 200);
  REQUIRE(s.cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + s.image}, &s.ann).status == 204);
  CHECK(s.Listed(s.bob).empty());
  CHECK(s.Listed(s.ann).empty());
  s.cloud.RunJobs();
  CHECK(s.cloud.Rows(schema::kBookmarks).empty());
}
