#include "functions/like/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "fotogal/base/schema.h"
#include "fotogal/social/reactions.h"
#include "functions/logout/handler.h"
#include "tests/support/test_cloud.h"

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
