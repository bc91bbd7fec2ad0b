// Requests, approvals, blocks and the lists of people.
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "fotogal/base/budget_limits.h"
#include "fotogal/base/schema.h"
#include "fotogal/fanout_jobs.h"
#include "fotogal/social/follows.h"
#include "functions/follow/handler.h"
#include "functions/profile/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;
using tests::Person;

namespace {

struct People {
  tests::TestCloud cloud;
  Person ann = cloud.SignUp("ann", true), bob = cloud.SignUp("bob"), eve = cloud.SignUp("eve");

  tests::Reply Do(const Person& who, const std::string& method, const std::string& path) {
    return cloud.Send(&follow::Handle, {method, path}, &who);
  }
  std::string Relation(const Person& who, const std::string& method, const std::string& path) {
    const auto reply = Do(who, method, path);
    return reply.status == 200 ? reply.body.value("relation", "?") : reply.Code();
  }
  // The usernames of all pages, sorted.
  std::vector<std::string> Names(const Person& who, const std::string& path, int limit = 100) {
    std::vector<std::string> names;
    std::string query = "limit=" + std::to_string(limit);
    const std::string first = query;
    for (;;) {
      const auto reply = cloud.Send(&follow::Handle, {"GET", path, query}, &who);
      if (reply.status != 200) return {reply.Code()};
      for (const auto& item : reply.body["items"]) names.push_back(item["username"]);
      if (reply.body["next_cursor"].is_null()) break;
      query = first + "&cursor=" + reply.body["next_cursor"].get<std::string>();
    }
    std::sort(names.begin(), names.end());
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a request is seen by both sides, approved, and delivers the images") {
  People p;
  const auto image = p.cloud.Upload(p.ann);
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/ann/follow") == "requested");
  CHECK(p.Names(p.ann, "/v1/me/follow-requests") == Names{"bob"});
  CHECK(p.Names(p.bob, "/v1/me/sent-follow-requests") == Names{"ann"});
  CHECK(p.Names(p.bob, "/v1/me/follow-requests").empty());
  CHECK(p.Relation(p.ann, "PUT", "/v1/me/follow-requests/bob") == "following");
  CHECK(p.Relation(p.ann, "PUT", "/v1/me/follow-requests/bob") == "following");
  CHECK(p.Names(p.ann, "/v1/me/follow-requests").empty());
  CHECK(p.Names(p.ann, "/v1/users/ann/followers") == Names{"bob"});
  CHECK(p.Names(p.bob, "/v1/users/bob/following") == Names{"ann"});
  p.cloud.RunJobs();
  CHECK(p.cloud.Feed(p.bob) == std::vector<std::string>{image});
  CHECK(p.cloud.CounterDifference().empty());
  CHECK(p.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("a request is taken back or rejected; rejecting does not remove followers") {
  People p;
  p.cloud.Follow(p.bob, p.ann);
  CHECK(p.Relation(p.bob, "DELETE", "/v1/users/ann/follow") == "none");
  CHECK(p.Relation(p.ann, "PUT", "/v1/me/follow-requests/bob") == "no_request");
  p.cloud.Follow(p.bob, p.ann);
  CHECK(p.Relation(p.ann, "DELETE", "/v1/me/followers/bob") == "requested");
  CHECK(p.Relation(p.ann, "DELETE", "/v1/me/follow-requests/bob") == "none");
  CHECK(p.Relation(p.ann, "DELETE", "/v1/me/follow-requests/bob") == "none");
  CHECK(p.cloud.Rows(schema::kFollows).empty());
  p.cloud.Follow(p.bob, p.ann);
  p.Do(p.ann, "PUT", "/v1/me/follow-requests/bob");
  CHECK(p.Relation(p.ann, "DELETE", "/v1/me/follow-requests/bob") == "following");
  CHECK(p.Relation(p.ann, "DELETE", "/v1/me/followers/bob") == "none");
  CHECK(p.cloud.Rows(schema::kFollows).empty());
  CHECK(p.cloud.CounterDifference().empty());
}

TEST_CASE("a block ends follows and requests both ways and hides the blocker") {
  People p;
  p.cloud.Follow(p.ann, p.bob);
  p.cloud.Follow(p.bob, p.ann);
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/ann/block") == "blocked");
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/ann/block") == "blocked");
  CHECK(p.cloud.Rows(schema::kFollows).empty());
  CHECK(p.Names(p.bob, "/v1/me/blocks") == Names{"ann"});
  CHECK(p.Names(p.ann, "/v1/me/blocks").empty());
  CHECK(p.Relation(p.ann, "PUT", "/v1/users/bob/follow") == "not_found");
  CHECK(p.Relation(p.ann, "PUT", "/v1/users/bob/block") == "not_found");
  CHECK(p.Names(p.ann, "/v1/users/bob/followers") == Names{"not_found"});
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/ann/follow") == "blocked");
  CHECK(p.Relation(p.bob, "DELETE", "/v1/users/ann/block") == "none");
  CHECK(p.Relation(p.bob, "DELETE", "/v1/users/ann/block") == "none");
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/bob/block") == "not_yourself");
  CHECK(p.cloud.CounterDifference().empty());
  p.cloud.RunJobs();
  CHECK(p.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE(
    "a mute is the muter's own: idempotent, listed, in the profile, and nobody else's to know") {
  People p;
  const auto profile = [&](const Person& who, const std::string& name) {
    return p.cloud.Send(&profile::Handle, {"GET", "/v1/users/" + name}, &who).body;
  };
  CHECK(profile(p.bob, "eve")["muted"] == false);
  for (int i = 0; i < 2; ++i) CHECK(p.Do(p.bob, "PUT", "/v1/users/eve/mute").status == 204);
  CHECK(p.Do(p.bob, "PUT", "/v1/users/ann/mute").status == 204);  // private, not followed
  CHECK(p.Names(p.bob, "/v1/me/mutes", 1) == Names{"ann", "eve"});
  CHECK(p.Names(p.eve, "/v1/me/mutes").empty());
  CHECK(profile(p.bob, "eve")["muted"] == true);
  CHECK(profile(p.bob, "bob")["muted"] == false);
  CHECK(profile(p.eve, "bob")["muted"] == false);
  CHECK(profile(p.ann, "eve")["muted"] == false);
  for (int i = 0; i < 2; ++i) CHECK(p.Do(p.bob, "DELETE", "/v1/users/eve/mute").status == 204);
  CHECK(p.Names(p.bob, "/v1/me/mutes") == Names{"ann"});
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/bob/mute") == "not_yourself");
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/nobody/mute") == "not_found");
  p.cloud.Block(p.eve, p.bob);
  CHECK(p.Relation(p.bob, "PUT", "/v1/users/eve/mute") == "not_found");
}

TEST_CASE("a report is received once for each person and thing, and refused when it is not valid") {
  People p;
  p.cloud.services().config.budgets = *ReadBudgets("reports=3/9");
  const auto image = p.cloud.Upload(p.bob);
  const auto report = [&](const Person& who, Json body) {
    if (!body.contains("reason")) body["reason"] = "spam";
    return p.cloud.Send(&follow::Handle, {"POST", "/v1/reports", "", body.dump()}, &who);
  };
  const auto first = report(p.eve, {{"kind", "user"}, {"id", "bob"}, {"note", "a bot"}});
  CHECK(first.status == 201);
  CHECK(first.body["status"] == "received");
  const auto again = report(p.eve, {{"kind", "user"}, {"id", "BOB"}, {"reason", "hate"}});
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  CHECK(report(p.ann, {{"kind", "user"}, {"id", "bob"}}).body["id"] != first.body["id"]);
  CHECK(report(p.eve, {{"kind", "image"}, {"id", image}}).status == 201);
  CHECK(report(p.bob, {{"kind", "image"}, {"id", image}}).Code() == "not_yourself");
  CHECK(report(p.eve, {{"kind", "image"}, {"id", "1-1"}}).Code() == "not_found");
  const auto refused = [&](const Json& body) {
    const auto reply = report(p.eve, body);
    CHECK(reply.status == 422);
    return reply.body["errors"][0]["field"].get<std::string>() + " " +
           reply.body["errors"][0]["code"].get<std::string>();
  };
  CHECK(refused({{"kind", "feed"}, {"id", "bob"}}) == "kind bad_value");
  CHECK(refused({{"kind", "user"}}) == "id required");
  CHECK(refused({{"kind", "user"}, {"id", "bob"}, {"reason", "boring"}}) == "reason bad_value");
  CHECK(refused({{"kind", "user"}, {"id", "bob"}, {"note", std::string(501, 'x')}}) ==
        "note too_long");
  CHECK(p.cloud.Rows(schema::kReports).size() == 3);
  CHECK(report(p.eve, {{"kind", "user"}, {"id", "ann"}}).status == 201);
  const auto fourth = report(p.eve, {{"kind", "user"}, {"id", "ann"}});
  CHECK(fourth.status == 200);  // nothing new
  p.cloud.SignUp("dan");
  const auto stopped = report(p.eve, {{"kind", "user"}, {"id", "dan"}});
  CHECK(stopped.status == 429);
  CHECK(stopped.Code() == "too_many");
  p.cloud.now += std::chrono::hours(1);
  CHECK(report(p.eve, {{"kind", "user"}, {"id", "dan"}}).status == 201);
}

TEST_CASE("people who block each other can both unblock") {
  People p;
  p.cloud.Block(p.bob, p.eve);
  auto call = p.cloud.NewCall();
  const Json row{{"user_id", p.eve.id}, {"blocked_id", p.bob.id}, {"created_ts", 1}};
  REQUIRE(p.cloud.services().nosql->Put(call, schema::kBlocks, row).ok());
  CHECK(p.Names(p.eve, "/v1/me/blocks") == Names{"bob"});
  CHECK(p.Relation(p.eve, "DELETE", "/v1/users/bob/block") == "none");
  CHECK(p.Relation(p.bob, "DELETE", "/v1/users/eve/block") == "none");
  CHECK(p.cloud.Rows(schema::kBlocks).empty());
}

TEST_CASE("lists are paged, say the viewer's relation, and leave blocked people out") {
  People p;
  for (int i = 0; i < 7; ++i) {
    const auto fan = p.cloud.SignUp("fan" + std::to_string(i));
    p.cloud.Follow(fan, p.bob);
    if (i == 3) p.cloud.Block(fan, p.eve);
    if (i == 4) p.cloud.Block(p.eve, fan);
    if (i == 5) p.cloud.Follow(p.eve, fan);
  }
  CHECK(p.Names(p.bob, "/v1/users/bob/followers", 2).size() == 7);
  CHECK(p.Names(p.eve, "/v1/users/bob/followers", 2) ==
        Names{"fan0", "fan1", "fan2", "fan5", "fan6"});
  const auto page = p.cloud.Send(&follow::Handle, {"GET", "/v1/users/bob/followers"}, &p.eve);
  for (const auto& item : page.body["items"]) {
    CHECK(item["relation"] == (item["username"] == "fan5" ? "following" : "none"));
    CHECK_FALSE(item.contains("email"));
  }
}

TEST_CASE("a cursor opens its own list only") {
  People p;
  for (int i = 0; i < 3; ++i) p.cloud.Follow(p.cloud.SignUp("fan" + std::to_string(i)), p.bob);
  const auto page =
      p.cloud.Send(&follow::Handle, {"GET", "/v1/users/bob/followers", "limit=1"}, &p.bob);
  const std::string cursor = page.body["next_cursor"];
  for (const char* path : {"/v1/users/bob/following", "/v1/users/eve/followers", "/v1/me/blocks",
                           "/v1/me/follow-requests", "/v1/me/sent-follow-requests"}) {
    INFO(path);
    const auto reply = p.cloud.Send(&follow::Handle, {"GET", path, "cursor=" + cursor}, &p.bob);
    CHECK(reply.Code() == "bad_cursor");
  }
  CHECK(p.cloud.Send(&follow::Handle, {"GET", "/v1/me/blocks", "cursor="}, &p.bob).Code() ==
        "bad_cursor");
}

TEST_CASE("a private account hides its lists from all but its followers") {
  People p;
  p.cloud.Follow(p.bob, p.ann);
  CHECK(p.Names(p.bob, "/v1/users/ann/followers") == Names{"not_found"});
  CHECK(p.Names(p.bob, "/v1/users/ann/following") == Names{"not_found"});
  p.Do(p.ann, "PUT", "/v1/me/follow-requests/bob");
  CHECK(p.Names(p.bob, "/v1/users/ann/followers") == Names{"bob"});
  CHECK(p.Names(p.eve, "/v1/users/ann/followers") == Names{"not_found"});
}

TEST_CASE("requests to an account that became public become follows") {
  People p;
  for (int i = 0; i < 5; ++i) p.cloud.Follow(p.cloud.SignUp("fan" + std::to_string(i)), p.ann);
  auto call = p.cloud.NewCall();
  auto& services = p.cloud.services();
  const auto job = QueueApproveAll({services, call}, NewOp(p.cloud.now, services.random), p.ann.id);
  REQUIRE(job.ok());
  // While the account is still private, the job does nothing.
  REQUIRE(RunJob({services, call}, *job, FanoutJobs()).ok());
  CHECK(p.Names(p.ann, "/v1/me/follow-requests").size() == 5);

  p.cloud.SetOfUser(p.ann, "is_private = false");
  REQUIRE(QueueApproveAll({services, call}, job->id, p.ann.id).ok());
  REQUIRE(RunJob({services, call}, *job, FanoutJobs()).ok());
  CHECK(p.Names(p.ann, "/v1/me/follow-requests").empty());
  CHECK(p.Names(p.ann, "/v1/users/ann/followers").size() == 5);
  p.cloud.RunJobs();
  CHECK(p.cloud.CounterDifference().empty());
}

TEST_CASE("approval and block cut off at any request: the retry or the sweep ends them") {
  People p;
  const auto act = [&](int step) {
    if (step == 0) return p.Do(p.bob, "PUT", "/v1/users/ann/follow").status;
    if (step == 1) return p.Do(p.ann, "PUT", "/v1/me/follow-requests/bob").status;
    if (step == 2) return p.Do(p.ann, "PUT", "/v1/users/bob/block").status;
    return p.Do(p.ann, "DELETE", "/v1/users/bob/block").status;
  };
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const bool retried : {true, false}) {
      int uncut = 0;
      for (int n = 1; uncut < 4; ++n) {
        uncut = 0;
        for (int step = 0; step < 4; ++step) {
          INFO("step " << step << " cut at " << n << (retried ? ", retried" : ", swept"));
          p.cloud.transport().FailFrom(n, fault);
          if (act(step) == 200) ++uncut;
          p.cloud.transport().Recover();
          if (!retried) p.cloud.RunJobs();
          const auto swept = p.cloud.CounterDifference();
          if (!retried) REQUIRE(swept.empty());
          REQUIRE(act(step) == 200);
          const auto difference = p.cloud.CounterDifference();
          INFO(difference);
          REQUIRE(difference.empty());
          const auto follows = p.cloud.Rows(schema::kFollows);
          REQUIRE(follows.size() == (step < 2 ? 1 : 0));
          if (step < 2) CHECK(follows[0]["state"] == (step == 0 ? "pending" : "accepted"));
        }
        REQUIRE(n < 60);
      }
    }
  }
}

TEST_CASE(
    "who asks to follow under a name like that of somebody followed is shown with that name") {
  People p;
  const auto alves = p.cloud.SignUp("marina.alves"), aives = p.cloud.SignUp("marina.aives"),
             other = p.cloud.SignUp("rnarina.alves");
  p.cloud.Follow(p.ann, alves);
  for (const auto& person : {alves, aives, p.bob}) p.cloud.Follow(person, p.ann);
  const auto hints = [&](FunctionHandler handler, const std::string& path,
                         const std::string& query) {
    std::map<std::string, Json> found;
    const auto reply = p.cloud.Send(handler, {"GET", path, query}, &p.ann);
    REQUIRE(reply.status == 200);
    for (const auto& item : reply.body["items"]) found[item["username"]] = item["looks_like"];
    return found;
  };
  using Hints = std::map<std::string, Json>;
  CHECK(hints(&follow::Handle, "/v1/me/follow-requests", "") ==
        Hints{{"bob", nullptr}, {"marina.aives", "marina.alves"}, {"marina.alves", nullptr}});
  CHECK(hints(&profile::Handle, "/v1/users", "prefix=marina") ==
        Hints{{"marina.aives", "marina.alves"}, {"marina.alves", nullptr}});
  CHECK(hints(&profile::Handle, "/v1/users", "prefix=rnarina") ==
        Hints{{"rnarina.alves", "marina.alves"}});
  p.cloud.Follow(p.ann, alves, "DELETE");
  CHECK(hints(&profile::Handle, "/v1/users", "prefix=marina") ==
        Hints{{"marina.aives", nullptr}, {"marina.alves", nullptr}});
}
