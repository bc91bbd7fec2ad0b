#include "fotogal/pushes/subscriptions.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Json;

namespace {

constexpr const char* kEndpoint = "https://fcm.googleapis.com/send/1";

PushSubscription To(const std::string& endpoint) {
  return {.endpoint = endpoint, .p256dh = "key", .auth = "secret"};
}

struct Subscribers : tests::WorldOfAnn {
  // The endpoints of those who take pushes.
  std::vector<std::string> Endpoints() {
    auto call = cloud.NewCall();
    const auto sessions = SubscribedSessions({services, call}, ann.id);
    REQUIRE(sessions.ok());
    std::vector<std::string> endpoints;
    for (const auto& session : *sessions) endpoints.push_back(session.push.endpoint);
    return endpoints;
  }
  User Ann() {
    auto call = cloud.NewCall();
    return **FindUser({services, call}, ann.id);
  }
  bool Subscribes(const std::string& session, const std::string& endpoint) {
    auto call = cloud.NewCall();
    return Subscribe({services, call}, Ann(), session, To(endpoint)).ok();
  }
  Session Find(const std::string& id) {
    auto call = cloud.NewCall();
    const auto session = FindSession({services, call}, id);
    REQUIRE((session.ok() && *session));
    return **session;
  }
};

oci::TimePoint At(int hour, int minute) {
  return oci::TimePoint(std::chrono::hours(24 * 365 * 56 + hour) + std::chrono::minutes(minute));
}

}  // namespace

TEST_CASE("a subscription belongs to its session, and ends with it") {
  Subscribers world;
  CHECK_FALSE(world.Ann().takes_pushes);
  REQUIRE(world.Subscribes(world.ann.session_id, kEndpoint));
  CHECK(world.Ann().takes_pushes);
  CHECK(world.Endpoints() == std::vector<std::string>{kEndpoint});
  const auto session = world.Find(world.ann.session_id);
  CHECK(session.push.p256dh == "key");
  CHECK(session.push.auth == "secret");
  auto call = world.cloud.NewCall();
  SECTION("it may be given up") {
    REQUIRE(Unsubscribe({world.services, call}, world.ann.session_id).ok());
    CHECK(world.Endpoints().empty());
    CHECK_FALSE(world.Find(world.ann.session_id).push.is_on());
  }
  SECTION("the session ends") {
    REQUIRE(EndSession({world.services, call}, world.ann.session_id).ok());
    CHECK(world.Endpoints().empty());
  }
  SECTION("nobody uses it for a week") {
    world.cloud.now += schema::kSessionIdle + std::chrono::minutes(1);
    CHECK(world.Endpoints().empty());
  }
  SECTION("it is used") {
    world.cloud.now += std::chrono::hours(24 * 6);
    auto later = world.cloud.NewCall();
    REQUIRE(UseSession({world.services, later}, {world.ann.token}).ok());
    world.cloud.now += std::chrono::hours(24 * 6);
    CHECK(world.Endpoints() == std::vector<std::string>{kEndpoint});
  }
  SECTION("the account is suspended") {
    REQUIRE(MarkSessionsOf({world.services, call}, world.ann.id, true).ok());
    CHECK(world.Endpoints().empty());
  }
}

TEST_CASE("a session that has ended gets no subscription, and no row again") {
  Subscribers world;
  auto call = world.cloud.NewCall();
  REQUIRE(EndSession({world.services, call}, world.ann.session_id).ok());
  CHECK(world.Subscribes(world.ann.session_id, kEndpoint));
  CHECK(world.cloud.Rows(schema::kSessions).empty());
}

TEST_CASE("of several sessions in one browser, one takes its pushes") {
  Subscribers world;
  world.cloud.now += std::chrono::minutes(1);
  const auto second = world.cloud.StartSession(world.ann);
  REQUIRE(world.Subscribes(world.ann.session_id, kEndpoint));
  REQUIRE(world.Subscribes(second.session_id, kEndpoint));
  CHECK(world.Endpoints() == std::vector<std::string>{kEndpoint});
  REQUIRE(world.Subscribes(second.session_id, "https://fcm.googleapis.com/send/2"));
  CHECK(world.Endpoints() ==
        std::vector<std::string>{"https://fcm.googleapis.com/send/2", kEndpoint});
}

TEST_CASE("only the subscription that is meant is forgotten") {
  Subscribers world;
  REQUIRE(world.Subscribes(world.ann.session_id, kEndpoint));
  const auto as_it_was = world.Find(world.ann.session_id);
  auto call = world.cloud.NewCall();
  REQUIRE(world.Subscribes(world.ann.session_id, "https://fcm.googleapis.com/send/2"));
  REQUIRE(ForgetSubscription({world.services, call}, as_it_was).ok());
  CHECK(world.Endpoints().size() == 1);
  REQUIRE(ForgetSubscription({world.services, call}, world.Find(world.ann.session_id)).ok());
  CHECK(world.Endpoints().empty());
}

TEST_CASE("quiet hours: by the person's clock, also over midnight") {
  PushSubscription push = To(kEndpoint);
  CHECK_FALSE(IsQuiet(push, At(0, 0)));  // none are set
  push.quiet_from = 22 * 60;
  push.quiet_to = 7 * 60;
  CHECK_FALSE(IsQuiet(push, At(21, 59)));
  CHECK(IsQuiet(push, At(22, 0)));
  CHECK(IsQuiet(push, At(0, 0)));
  CHECK(IsQuiet(push, At(6, 59)));
  CHECK_FALSE(IsQuiet(push, At(7, 0)));
  push.utc_offset = -3 * 60;  // São Paulo
  CHECK_FALSE(IsQuiet(push, At(0, 59)));
  CHECK(IsQuiet(push, At(1, 0)));
  CHECK(IsQuiet(push, At(9, 59)));
  CHECK_FALSE(IsQuiet(push, At(10, 0)));
  push.utc_offset = 14 * 60;  // Kiritimati
  CHECK(IsQuiet(push, At(8, 0)));
  CHECK_FALSE(IsQuiet(push, At(17, 0)));
  push = To(kEndpoint);
  push.quiet_from = 13 * 60;
  push.quiet_to = 14 * 60 + 30;
  CHECK_FALSE(IsQuiet(push, At(12, 59)));
  CHECK(IsQuiet(push, At(13, 0)));
  CHECK_FALSE(IsQuiet(push, At(14, 30)));
}
