// Kills the function, the function that continues after its response, the agent or the stand-in at
// each OCI request of sign-up, upload, follow and like; retries as a client would; and checks the
// tables. FOTOGAL_NOSQL_PROTOCOL=rest: the functions send rows over REST.
#include <catch2/catch_test_macros.hpp>

#include "local/running/operator.h"
#include "tests/faults/kill_stage.h"
#include "tests/support/ledger.h"
#include "tests/support/running_service.h"
#include "tests/support/test_cloud.h"

using namespace tests;

namespace {

// A sign-up keeps its name until its reservation ends, so none that may still be running is ended.
std::string EndOldReservations(const fotogal::Context& context) {
  return EndReservations(context, std::chrono::seconds(12));
}

// True: the reader's feed has what the author has published, once.
bool Delivered(const Client& reader, const Client& author) {
  int count = 0;
  const Json page = reader.SendPatiently("GET", "/v1/feed?limit=100").json();
  for (const auto& item : page.at("items")) count += item["author"]["username"] == author.username;
  return count == 1;
}

}  // namespace

TEST_CASE("sign-up: one account a name and address, and no name is held beyond its reservation") {
  Stage stage;
  const auto sign_up = [&](const std::string& name) {
    return stage.service.Send("POST", "/v1/users", SignUpForm(name).dump(), "application/json")
        .status;
  };
  const auto log_in = [&](const std::string& login, const std::string& name) {
    const Json form{{"login", login}, {"password", "password of " + name}};
    return stage.service.SendPatiently("POST", "/v1/login", form.dump(), "application/json").status;
  };
  std::map<std::string, std::string> people;  // everybody who has tried to sign up
  std::vector<std::string> unanswered;
  const auto round = [&](const Boundary& boundary) {
    const std::string name = "person" + std::to_string(people.size());
    people[name] = name + "@example.com";
    int status = 0;
    const Cut cut = stage.CutAt(boundary, [&] { status = sign_up(name); });
    if (status != 201) unanswered.push_back(name);
    return cut;
  };
  AtBoundaries(stage, {"signup"}, {{"sign-up", round}}, 4);
  // Nightly waits until the reservations end; `make test` does not wait.
  if (!Nightly()) CHECK(stage.Look(&EndOldReservations) == "");
  // Either the account exists (only the response was lost), or its name is free when the
  // reservation ends.
  for (const auto& name : unanswered) {
    INFO(name);
    // A sign-up may still have been running when the reservations were ended.
    std::string last;
    const bool settled = Eventually(
        [&] {
          if (!Nightly()) last = stage.Look(&EndOldReservations);
          const auto reply =
              stage.service.Send("POST", "/v1/users", SignUpForm(name).dump(), "application/json");
          last += reply.body;
          return reply.status == 201 || (reply.status == 409 && log_in(name, name) == 200);
        },
        Nightly() ? 70 : 40);
    INFO(last);
    CHECK(settled);
  }
  for (const auto& [name, address] : people) {
    INFO(name);
    CHECK(log_in(name, name) == 200);
    CHECK(log_in(address, name) == 200);
    CHECK(sign_up(name) == 409);
  }
  CHECK(stage.Difference() == "");
  CHECK(stage.Look([&](const fotogal::Context& context) {
    return AccountDifference(context, people);
  }) == "");
}

TEST_CASE("upload with an Idempotency-Key: one image, counted once, in the feed") {
  Stage stage;
  const auto fan = Client::SignUp(stage.service, "fan");
  int person = 0;
  const auto round = [&](const Boundary& boundary) {
    const auto client = Client::SignUp(stage.service, "person" + std::to_string(++person));
    REQUIRE(fan.SendPatiently("PUT", "/v1/users/" + client.username + "/follow").status == 200);
    const auto upload = [&] {
      return client.Send("POST", "/v1/images", SmallPng(person), "image/png",
                         {{"Idempotency-Key", "k"}});
    };
    const Cut cut = stage.CutAt(boundary, upload);
    CHECK(Eventually([&] { return upload().status == 201; }));
    CHECK(client.Feed().size() == 1);
    if (boundary.victim == kDetached) CHECK(Delivered(fan, client));
    CHECK(stage.Difference() == "");
    return cut;
  };
  AtBoundaries(stage, {"upload", kDetached}, {{"upload", round}}, 5);
}

TEST_CASE("a post of ten photos: one image with all of them, counted once, in the feed") {
  Stage stage;
  int person = 0;
  const auto round = [&](const Boundary& boundary) {
    const auto client = Client::SignUp(stage.service, "poster" + std::to_string(++person));
    Json body{{"upload_ids", Json::array()}};
    for (int i = 1; i <= 10; ++i) {
      const std::string bytes = SmallPng(i);
      const Json announced{{"content_type", "image/png"}, {"size", bytes.size()}};
      const auto upload =
          client.SendPatiently("POST", "/v1/uploads", announced.dump(), "application/json").json();
      REQUIRE(stage.service.Send("PUT", upload["url"], bytes, "image/png").status == 200);
      body["upload_ids"].push_back(upload["upload_id"]);
    }
    const auto publish = [&] {
      return client.Send("POST", "/v1/images", body.dump(), "application/json");
    };
    const Cut cut = stage.CutAt(boundary, publish);
    CHECK(Eventually([&] { return publish().status == 201; }));
    const Json page = client.SendPatiently("GET", "/v1/feed?limit=100").json();
    REQUIRE(page["items"].size() == 1);
    CHECK(page["items"][0]["photos"].size() == 10);
    for (const auto& photo : page["items"][0]["photos"])
      CHECK(stage.service.Send("GET", photo["urls"]["original"]).status == 200);
    CHECK(stage.Difference() == "");
    return cut;
  };
  AtBoundaries(stage, {"upload"}, {{"post", round}}, 2);
}

TEST_CASE("a caption: its tag's page has the photo once, and whom it mentions is told once") {
  Stage stage;
  int person = 0;
  const auto round = [&](const Boundary& boundary) {
    const std::string number = std::to_string(++person);
    const auto author = Client::SignUp(stage.service, "author" + number);
    const auto named = Client::SignUp(stage.service, "named" + number);
    const auto upload = [&] {
      return author.Send("POST", "/v1/images", SmallPng(person), "image/png",
                         {{"Idempotency-Key", "k"},
                          {"X-Caption", "%23mar" + number + " with @" + named.username}});
    };
    const Cut cut = stage.CutAt(boundary, upload);
    CHECK(Eventually([&] { return upload().status == 201; }));
    stage.FinishJobs();
    const Json tag = named.SendPatiently("GET", "/v1/tags/mar" + number).json();
    CHECK(tag["items"].size() == 1);
    const Json told = named.SendPatiently("GET", "/v1/me/notifications").json();
    REQUIRE(told["items"].size() == 1);
    CHECK(told["items"][0]["kind"] == "mentioned");
    CHECK(stage.Difference() == "");
    return cut;
  };
  AtBoundaries(stage, {"upload", kDetached}, {{"upload", round}}, 3);
}

TEST_CASE("follow and unfollow: both sides agree") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const auto bob = Client::SignUp(stage.service, "bob");
  ann.Upload(SmallPng(1));
  const auto change = [&](bool follow) {
    return bob.Send(follow ? "PUT" : "DELETE", "/v1/users/ann/follow").status;
  };
  const auto round = [&](bool follow, const Boundary& boundary) {
    REQUIRE(Eventually([&] { return change(!follow) == 200; }));
    const Cut cut = stage.CutAt(boundary, [&] { change(follow); });
    CHECK(Eventually([&] { return change(follow) == 200; }));
    CHECK(stage.Difference() == "");
    CHECK(Eventually([&] { return bob.Feed().size() == (follow ? 1 : 0); }));
    return cut;
  };
  AtBoundaries(stage, {"follow", kDetached},
               {{"follow", [&](const Boundary& boundary) { return round(true, boundary); }},
                {"unfollow", [&](const Boundary& boundary) { return round(false, boundary); }}},
               3);
}

TEST_CASE("like, dislike, take back: counters equal edges, and the author is told of a like once") {
  Stage stage;
  const auto ann = Client::SignUp(stage.service, "ann");
  const auto bob = Client::SignUp(stage.service, "bob");
  const std::string image = "/v1/images/" + ann.Upload(SmallPng(1));
  const auto change = [&](const std::string& method, const std::string& reaction) {
    return bob.Send(method, image + "/" + reaction).status;
  };
  // The route, what is done, and the counts afterwards.
  const struct {
    std::string from, method, reaction;
    int likes, dislikes;
  } changes[] = {{"", "PUT", "like", 1, 0},
                 {"like", "PUT", "dislike", 0, 1},
                 {"dislike", "DELETE", "dislike", 0, 0},
                 {"like", "DELETE", "like", 0, 0}};
  std::vector<Step> steps;
  for (const auto& step : changes) {
    const auto round = [&](const Boundary& boundary) {
      REQUIRE(Eventually([&] {
        if (!step.from.empty()) return change("PUT", step.from) == 200;
        return change("DELETE", "like") == 200 && change("DELETE", "dislike") == 200;
      }));
      const Cut cut = stage.CutAt(boundary, [&] { change(step.method, step.reaction); });
      CHECK(Eventually([&] { return change(step.method, step.reaction) == 200; }));
      CHECK(stage.Difference() == "");
      const Json now = ann.SendPatiently("GET", image).json();
      CHECK(now["like_count"] == step.likes);
      CHECK(now["dislike_count"] == step.dislikes);
      const Json told = ann.SendPatiently("GET", "/v1/me/notifications").json();
      CHECK(told["items"].size() == static_cast<size_t>(step.likes));
      return cut;
    };
    steps.push_back({step.method + " " + step.reaction + " from '" + step.from + "'", round});
  }
  AtBoundaries(stage, {"like"}, steps, 2);
}
