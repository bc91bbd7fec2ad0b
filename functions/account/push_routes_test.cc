#include "functions/account/push_routes.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "functions/logout/handler.h"
#include "tests/support/push_world.h"

using namespace fotogal;
using tests::Json;
using tests::PushWorld;

TEST_CASE("pushes: a session subscribes, looks, changes and gives up") {
  PushWorld world;
  const auto before = world.Push("GET", {}, world.ann);
  CHECK(before.status == 200);
  // RFC 8291's example
  CHECK(before.body["key"] ==
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
  CHECK(before.body["subscription"].is_null());
  world.Subscribe(world.ann, "phone", {{"from", "22:00"}, {"to", "07:05"}});
  CHECK(world.Push("GET", {}, world.ann).body["subscription"] ==
        Json{{"endpoint", PushWorld::EndpointOf("phone")},
             {"quiet", {{"from", "22:00"}, {"to", "07:05"}}},
             {"utc_offset_minutes", 0}});
  auto wanted = world.Wanted("phone");
  wanted["utc_offset_minutes"] = -210;
  CHECK(world.Push("PUT", wanted, world.ann).status == 204);
  CHECK(world.Push("GET", {}, world.ann).body["subscription"] ==
        Json{{"endpoint", PushWorld::EndpointOf("phone")},
             {"quiet", nullptr},
             {"utc_offset_minutes", -210}});
  CHECK(world.Push("DELETE", {}, world.ann).status == 204);
  CHECK(world.Push("DELETE", {}, world.ann).status == 204);
  CHECK(world.Push("GET", {}, world.ann).body["subscription"].is_null());
}

TEST_CASE("pushes: each session has its own") {
  PushWorld world;
  const auto laptop = world.cloud.StartSession(world.ann);
  world.Subscribe(world.ann, "phone");
  CHECK(world.Push("GET", {}, laptop).body["subscription"].is_null());
  CHECK(world.Push("DELETE", {}, laptop).status == 204);
  CHECK_FALSE(world.Push("GET", {}, world.ann).body["subscription"].is_null());
}

TEST_CASE("pushes: what cannot be a subscription is refused, each field by its name") {
  PushWorld world;
  const auto good = world.Wanted("phone");
  const auto refused = [&](const Json& patch) {
    Json body = good;
    body.merge_patch(patch);
    const auto reply = world.Push("PUT", body, world.ann);
    CHECK(reply.status == 422);
    CHECK(reply.Code() == "invalid_fields");
    std::string fields;
    for (const auto& error : reply.body["errors"])
      fields += error["field"].get<std::string>() + ":" + error["code"].get<std::string>() + " ";
    return fields;
  };
  CHECK(refused({{"endpoint", nullptr}}) == "endpoint:required ");
  // The service would send requests there.
  for (const char* endpoint :
       {"http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://169.254.169.254/opc/v2/",
        "https://evil.example/x", "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:22/x", "file:///etc/passwd", "x"})
    CHECK(refused({{"endpoint", endpoint}}) == "endpoint:bad_value ");
  CHECK(refused({{"endpoint", "https://fcm.googleapis.com/" + std::string(1000, 'x')}}) ==
        "endpoint:too_long ");
  CHECK(refused({{"keys", nullptr}}) == "keys:required ");
  CHECK(refused({{"keys", {{"auth", nullptr}}}}) == "keys.auth:required ");
  CHECK(refused({{"keys", {{"auth", "YWJj"}}}}) == "keys.auth:bad_value ");
  CHECK(refused({{"keys", {{"auth", "a+b"}}}}) == "keys.auth:bad_format ");
  CHECK(refused({{"keys", {{"auth", std::string(30000, 'A')}}}}) == "keys.auth:too_long ");
  CHECK(refused({{"keys", {{"p256dh", common::Base64Url(std::string(65, '\4'))}}}}) ==
        "keys.p256dh:bad_value ");
  CHECK(refused({{"keys", {{"p256dh", std::string(30000, 'A')}}}}) == "keys.p256dh:too_long ");
  CHECK(refused({{"keys", {{"more", 1}}}}) == "keys.more:unknown ");
  CHECK(refused({{"utc_offset_minutes", 900}}) == "utc_offset_minutes:out_of_range ");
  CHECK(refused({{"utc_offset_minutes", nullptr}}) == "utc_offset_minutes:required ");
  CHECK(refused({{"quiet", 1}}) == "quiet:wrong_type ");
  CHECK(refused({{"quiet", {{"from", "22:00"}}}}) == "quiet.to:required ");
  CHECK(refused({{"quiet", {{"from", "22:00"}, {"to", "22:00"}}}}) == "quiet.to:bad_value ");
  for (const char* time : {"24:00", "7:00", "07:60", "07.00", "", "aa:bb"})
    CHECK(refused({{"quiet", {{"from", time}, {"to", "07:00"}}}}) == "quiet.from:bad_format ");
  CHECK(world.Push("GET", {}, world.ann).body["subscription"].is_null());
}

TEST_CASE("pushes: a service without a key says so") {
  PushWorld world;
  world.cloud.services().config.pushes.key.clear();
  const auto get = world.Push("GET", {}, world.ann);
  CHECK(get.status == 501);
  CHECK(get.Code() == "push_not_configured");
  CHECK(world.Push("PUT", world.Wanted("phone"), world.ann).Code() == "push_not_configured");
  CHECK(world.Push("DELETE", {}, world.ann).status == 204);
}

TEST_CASE("pushes: who has logged out has no subscription any more") {
  PushWorld world;
  world.Subscribe(world.ann, "phone");
  CHECK(world.cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &world.ann).status < 300);
  CHECK(world.Push("GET", {}, world.ann).Code() == "session_ended");
  CHECK(world.Push("PUT", world.Wanted("phone"), world.ann).Code() == "session_ended");
  CHECK(world.Push("DELETE", {}, world.ann).Code() == "session_ended");
}

// Both rows are written, or sending the request again writes them.
TEST_CASE("pushes: subscribing, cut at each of its requests") {
  using tests::Fault;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int at = 1;; ++at) {
      PushWorld world;
      const int before = world.cloud.transport().requests();
      world.cloud.transport().FailFrom(at, fault);
      const auto cut = world.Push("PUT", world.Wanted("phone"), world.ann);
      world.cloud.transport().Recover();
      const int sent = world.cloud.transport().requests() - before;
      world.cloud.now += std::chrono::seconds(1);
      CHECK(world.Push("PUT", world.Wanted("phone"), world.ann).status == 204);
      CHECK_FALSE(world.Push("GET", {}, world.ann).body["subscription"].is_null());
      world.Comment(world.bob, "hello");
      world.cloud.RunJobs();
      CHECK(world.Received("phone").size() == 1);
      if (cut.status == 204 && sent < at) break;
      REQUIRE(at < 40);
    }
  }
}
