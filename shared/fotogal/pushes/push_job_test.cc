#include "fotogal/pushes/push_job.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/moderation/suspension.h"
#include "functions/logout/handler.h"
#include "functions/notify/handler.h"
#include "functions/sweep/handler.h"
#include "tests/support/push_world.h"

using namespace fotogal;
using tests::Json;
using tests::Person;
using tests::PushWorld;

namespace {

struct Devices : PushWorld {
  Devices() { Subscribe(ann, "phone"); }
  bool HasJobs() {
    for (const auto& row : cloud.Rows(schema::kJobs))
      if (row["kind"] == "push") return true;
    return false;
  }
  void Sweep(std::chrono::seconds later) {
    cloud.now += later;
    cloud.Invoke(&sweep::Handle, "{}");
    cloud.RunStarted();
  }
};

}  // namespace

TEST_CASE("a comment is pushed to each device of the photo's author") {
  Devices world;
  const auto laptop = world.cloud.StartSession(world.ann);
  world.Subscribe(laptop, "laptop");
  const auto comment = world.Comment(world.bob, "What a light!");
  world.cloud.RunStarted();
  REQUIRE(world.Received("phone").size() == 1);
  CHECK(world.Received("laptop") == world.Received("phone"));
  const Json message = world.Received("phone")[0];
  CHECK(message["title"] == "@bob commented on your photo");
  CHECK(message["body"] == "What a light!");
  CHECK(message["url"] == "/p/" + world.image);
  CHECK(message["id"] == comment.body["id"]);
  CHECK_FALSE(world.HasJobs());
  world.cloud.RunJobs();
  CHECK(world.Received("phone").size() == 1);
}

TEST_CASE("requests, replies and mentions are pushed, in the account's language") {
  PushWorld world;
  const auto eve = world.cloud.SignUp("eve", true);
  world.Subscribe(eve, "eve");
  const auto put =
      world.cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", R"({"language": "pt"})"}, &eve);
  REQUIRE(put.status == 200);
  world.cloud.Follow(world.bob, eve);
  world.cloud.RunJobs();
  REQUIRE(world.Received("eve").size() == 1);
  CHECK(world.Received("eve")[0]["title"] == "@bob pediu para seguir você");
  CHECK(world.Received("eve")[0]["url"] == "/requests");
  world.Comment(world.bob, "hello @eve");
  world.cloud.RunJobs();
  REQUIRE(world.Received("eve").size() == 2);
  CHECK(world.Received("eve")[1]["title"] == "@bob mencionou você em um comentário");
  CHECK(world.Received("eve")[1]["body"] == "hello @eve");
  const auto first = world.Comment(eve, "first");
  world.ReplyTo(first.body["id"], world.bob, "second");
  world.cloud.RunJobs();
  REQUIRE(world.Received("eve").size() == 3);
  CHECK(world.Received("eve")[2]["title"] == "@bob respondeu ao seu comentário");
}

TEST_CASE("nothing is pushed that the list of notifications does not show") {
  Devices world;
  const auto comment = world.Comment(world.bob, "hello");
  REQUIRE(world.HasJobs());
  SECTION("the comment is gone") {
    const auto path =
        "/v1/images/" + world.image + "/comments/" + comment.body["id"].get<std::string>();
    REQUIRE(world.cloud.Send(&comment::Handle, {"DELETE", path}, &world.bob).status == 204);
  }
  SECTION("the photo is gone") {
    REQUIRE(world.cloud.Send(&image::Handle, {"DELETE", "/v1/images/" + world.image}, &world.ann)
                .status == 204);
  }
  SECTION("she has blocked him") {
    world.cloud.Block(world.ann, world.bob);
    CHECK(world.service->requests == 0);
  }
  SECTION("he has blocked her") {
    world.cloud.Block(world.bob, world.ann);
    CHECK(world.service->requests == 0);
  }
  SECTION("she mutes him") {
    REQUIRE(world.cloud.Send(&follow::Handle, {"PUT", "/v1/users/bob/mute"}, &world.ann).status <
            300);
  }
  SECTION("he is suspended") {
    auto call = world.cloud.NewCall();
    REQUIRE(SuspendAccount({world.cloud.services(), call}, "bob", "spam").ok());
  }
  SECTION("she is suspended") {
    auto call = world.cloud.NewCall();
    REQUIRE(SuspendAccount({world.cloud.services(), call}, "ann", "spam").ok());
  }
  SECTION("his account is deleted") {
    const Json body{{"password", "password of bob"}};
    REQUIRE(world.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body.dump()}, &world.bob)
                .status == 202);
  }
  SECTION("her account is deleted") {
    const Json body{{"password", "password of ann"}};
    REQUIRE(world.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body.dump()}, &world.ann)
                .status == 202);
  }
  SECTION("she has logged out there") {
    REQUIRE(world.cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &world.ann).status < 300);
  }
  SECTION("she has read it already") {
    const Json body{{"until", "2100-01-01T00:00:00Z"}};
    REQUIRE(world.cloud
                .Send(&notify::Handle, {"PUT", "/v1/me/notifications/read", "", body.dump()},
                      &world.ann)
                .status == 204);
  }
  SECTION("pushes are turned off") {
    world.cloud.services().config.pushes.key.clear();
    CHECK_FALSE(world.cloud.services().config.pushes.is_on());
  }
  SECTION("her push service is not taken any more") {
    world.cloud.services().config.pushes.hosts = {"push.example"};
    CHECK(world.service->requests == 0);
  }
  world.cloud.RunJobs();
  world.Sweep(std::chrono::minutes(3));
  CHECK(world.service->requests == 0);
  CHECK_FALSE(world.HasJobs());
}

TEST_CASE("a push about a photo whose author is deleted is deleted with them") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  const auto eve = world.cloud.SignUp("eve");
  world.Comment(world.bob, "hello @ann", world.cloud.Upload(eve));
  world.service->answer_next = 503;
  world.cloud.RunStarted();
  REQUIRE(world.service->requests == 1);
  const Json body{{"password", "password of eve"}};
  REQUIRE(world.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body.dump()}, &eve).status ==
          202);
  world.cloud.RunJobs();
  for (const auto& row : world.cloud.Rows(schema::kJobs)) CHECK(row["kind"] != "push");
}

TEST_CASE("a mention in an edited comment is pushed when its words are there") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  const auto eve = world.cloud.SignUp("eve");
  const auto photo = world.cloud.Upload(eve);
  const auto comment = world.Comment(world.bob, "hello", photo);
  const auto path = "/v1/images/" + photo + "/comments/" + comment.body["id"].get<std::string>();
  // The job runs before the words are written.
  world.cloud.transport().Observe([&](const standin::Request&) {
    auto started = world.cloud.TakeStarted();
    for (const auto& run : started) world.cloud.RunOn(world.cloud.services(), run);
  });
  const auto edited = world.cloud.Send(
      &comment::Handle, {"PATCH", path, "", R"({"text": "hello @ann"})"}, &world.bob);
  world.cloud.transport().Observe(nullptr);
  REQUIRE(edited.status == 200);
  for (int minutes = 0; minutes < 3; ++minutes) {
    world.cloud.now += std::chrono::minutes(1);
    world.cloud.RunJobs();
  }
  CHECK(world.Received("phone").size() == 1);
}

TEST_CASE("nothing goes to a device in its quiet hours, then or later") {
  Devices world;
  const auto laptop = world.cloud.StartSession(world.ann);
  world.Subscribe(laptop, "laptop", {{"from", "23:00"}, {"to", "01:00"}});
  const auto midnight = std::chrono::floor<std::chrono::days>(world.cloud.now);
  world.cloud.now = midnight + std::chrono::hours(23) + std::chrono::minutes(30);
  world.Comment(world.bob, "late");
  world.cloud.RunStarted();
  CHECK(world.Received("phone").size() == 1);
  CHECK(world.Received("laptop").empty());
  world.cloud.now = midnight + std::chrono::hours(24) + std::chrono::minutes(30);
  world.service->answer_next = 503;  // the phone's is tried again when the laptop is awake
  world.Comment(world.bob, "very late");
  world.cloud.RunStarted();
  world.service->answer_next = 0;
  world.cloud.now = midnight + std::chrono::hours(25);
  world.Sweep(std::chrono::seconds(1));
  CHECK(world.Received("phone").size() == 2);
  CHECK(world.Received("laptop").empty());
  world.Comment(world.bob, "awake");
  world.cloud.RunStarted();
  CHECK(world.Received("laptop").size() == 1);
}

TEST_CASE("a subscription that its push service does not know any more is forgotten") {
  Devices world;
  for (const int status : {404, 410}) {
    world.Subscribe(world.ann, "phone");
    world.service->answer_next = status;
    world.Comment(world.bob, "hello " + std::to_string(status));
    world.cloud.RunStarted();
    CHECK(world.Push("GET", {}, world.ann).body["subscription"].is_null());
    CHECK_FALSE(world.HasJobs());
  }
  const int requests = world.service->requests;
  world.Comment(world.bob, "once more");
  world.cloud.RunJobs();
  CHECK(world.service->requests == requests);
}

TEST_CASE("what a push service cannot take now is tried again, at the others no more") {
  Devices world;
  const auto laptop = world.cloud.StartSession(world.ann);
  world.Subscribe(laptop, "laptop");
  const int status = GENERATE(429, 500, 503, int{tests::PushService::kNoAnswer});
  int requests = 0;
  world.service->during = [&] { world.service->answer_next = ++requests == 1 ? status : 0; };
  world.Comment(world.bob, "hello");
  world.cloud.RunStarted();
  CHECK(world.Received("phone").size() + world.Received("laptop").size() == 1);
  world.Sweep(std::chrono::seconds(10));
  CHECK(requests == 2);
  world.Sweep(std::chrono::seconds(61));
  CHECK(world.Received("phone").size() == 1);
  CHECK(world.Received("laptop").size() == 1);
  CHECK(requests == 3);
  CHECK_FALSE(world.HasJobs());
}

TEST_CASE("a push service's wish to wait is respected, for an hour") {
  Devices world;
  world.service->answer_next = 429;
  world.service->answer_headers = {{"Retry-After", "1800"}};
  world.Comment(world.bob, "hello");
  world.cloud.RunStarted();
  world.service->answer_next = 0;
  world.Sweep(std::chrono::minutes(29));
  CHECK(world.Received("phone").empty());
  world.Sweep(std::chrono::minutes(2));
  CHECK(world.Received("phone").size() == 1);
}

TEST_CASE("a push that nobody could take is given up after a day, with longer and longer rests") {
  Devices world;
  world.service->answer_next = 503;
  world.Comment(world.bob, "hello");
  world.cloud.RunStarted();
  for (int minutes = 0; minutes < 23 * 60; ++minutes) world.Sweep(std::chrono::minutes(1));
  CHECK(world.HasJobs());
  CHECK(world.service->requests > 20);
  CHECK(world.service->requests < 40);
  world.Sweep(std::chrono::hours(2));
  CHECK_FALSE(world.HasJobs());
}

TEST_CASE("what a push service refuses for good is logged without where it was going") {
  Devices world;
  std::vector<Json> lines;
  world.cloud.services().log = [&](const Json& line) { lines.push_back(line); };
  for (const int status : {400, 401, 403, 413}) {
    world.service->answer_next = status;
    world.Comment(world.bob, "hello " + std::to_string(status));
    world.cloud.RunStarted();
    CHECK_FALSE(world.HasJobs());
    bool is_logged = false;
    for (const auto& line : lines) {
      if (line.value("event", "") != "push_refused" || line["status"] != status) continue;
      is_logged = true;
      CHECK(line["push_service"] == "https://fcm.googleapis.com");
    }
    CHECK(is_logged);
  }
  for (const auto& line : lines) CHECK(line.dump().find("send/phone") == std::string::npos);
  CHECK_FALSE(world.Push("GET", {}, world.ann).body["subscription"].is_null());
}

// A run that dies between sending and storing that may send twice; nothing is lost.
TEST_CASE("a push comes to the device at whichever request its run is cut") {
  using tests::Fault;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int at = 1;; ++at) {
      CAPTURE(at);
      Devices world;
      world.Comment(world.bob, "hello");
      const int before = world.cloud.transport().requests();
      world.cloud.transport().FailFrom(at, fault);
      world.cloud.RunStarted();
      const int sent = world.cloud.transport().requests() - before;
      world.cloud.transport().Recover();
      for (int i = 0; i < 4 && world.HasJobs(); ++i) {
        world.cloud.now += std::chrono::minutes(2);
        world.cloud.RunJobs();
      }
      CHECK_FALSE(world.HasJobs());
      const auto& received = world.Received("phone");
      CHECK_FALSE(received.empty());
      CHECK(received.size() <= 2);
      for (const auto& message : received) CHECK(message["tag"] == received[0]["tag"]);
      if (sent < at) break;
      REQUIRE(at < 40);
    }
  }
}
