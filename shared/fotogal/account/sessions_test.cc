#include "fotogal/account/sessions.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

// The stand-in's rows outlive their TTL only by its own clock, which is the cloud's.
struct Bench : tests::World {
  NewSession Start(UserId user = 7) {
    auto call = cloud.NewCall();
    auto session = StartSession({cloud.services(), call}, user);
    REQUIRE(session.ok());
    return *session;
  }
  std::optional<Session> Find(const std::string& id) {
    auto call = cloud.NewCall();
    auto session = FindSession({cloud.services(), call}, id);
    REQUIRE(session.ok());
    return *session;
  }
  std::optional<Session> Use(const std::string& token) {
    auto call = cloud.NewCall();
    auto session = UseSession({cloud.services(), call}, {token});
    REQUIRE(session.ok());
    return *session;
  }
};

}  // namespace

TEST_CASE("the token opens the session; what is stored does not") {
  Bench bench;
  const auto started = bench.Start(7);
  CHECK(started.expires_at == bench.cloud.now + schema::kSessionIdle);
  const auto rows = bench.cloud.Rows(schema::kSessions);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].dump().find(started.token) == std::string::npos);
  const auto session = bench.Use(started.token);
  REQUIRE(session);
  CHECK(session->user_id == 7);
  CHECK(session->id == rows[0]["random_token"]);
  CHECK(bench.Find(session->id));
  CHECK_FALSE(bench.Use(session->id));     // the key of the row is no token
  CHECK_FALSE(bench.Find(started.token));  // and the token no key
  CHECK(bench.Start(7).token != started.token);
}

TEST_CASE("what is no session id finds nothing, whatever it holds") {
  Bench bench;
  bench.Start();
  for (const std::string& id :
       {std::string(), std::string("x"), std::string(43, 'A'), std::string(61, 'A'),
        std::string(100000, 'A'), std::string("' OR '1'='1"), std::string("a\0b", 3),
        std::string("\xff\xfe"), std::string("../../x"), std::string("%2e%2e")}) {
    CHECK_FALSE(bench.Find(id));
    CHECK_FALSE(bench.Use(id));
  }
}

TEST_CASE("an idle session ends after 7 days, one in use after 90") {
  Bench bench;
  const auto idle = bench.Start();
  const auto used = bench.Start();
  const auto start = bench.cloud.now;
  bench.cloud.now = start + schema::kSessionIdle - std::chrono::milliseconds(1);
  CHECK(bench.Find(Sha256Base64Url(idle.token)));
  CHECK(bench.Use(used.token));
  bench.cloud.now = start + schema::kSessionIdle;
  CHECK_FALSE(bench.Find(Sha256Base64Url(idle.token)));
  CHECK_FALSE(bench.Use(idle.token));
  const auto end = start + schema::kSessionLifetime;
  while (bench.cloud.now + std::chrono::days(6) < end) {
    bench.cloud.now += std::chrono::days(6);
    const auto session = bench.Use(used.token);
    REQUIRE(session);
    CHECK(session->expire_ts <= ToMillis(end));
  }
  bench.cloud.now = end - std::chrono::milliseconds(1);
  CHECK(bench.Use(used.token));
  bench.cloud.now = end;
  CHECK_FALSE(bench.Use(used.token));
}

TEST_CASE("use moves the end at most once an hour, looking never does") {
  Bench bench;
  const auto started = bench.Start();
  const std::string id = Sha256Base64Url(started.token);
  const auto first = bench.Find(id)->expire_ts;
  bench.cloud.now += std::chrono::hours(1);
  bench.Use(started.token);
  CHECK(bench.Find(id)->expire_ts == first);
  bench.cloud.now += std::chrono::milliseconds(1);
  const auto slid = bench.Use(started.token);
  CHECK(slid->expire_ts == ToMillis(bench.cloud.now + schema::kSessionIdle));
  CHECK(bench.Find(id)->expire_ts == slid->expire_ts);
  bench.cloud.now += std::chrono::hours(5);
  CHECK(bench.Find(id)->expire_ts == slid->expire_ts);
}

TEST_CASE("an ended session is gone at once; ending it again is no error") {
  Bench bench;
  const auto mine = bench.Start();
  const auto other = bench.Start();
  for (int i = 0; i < 2; ++i) {
    auto call = bench.cloud.NewCall();
    CHECK(EndSession({bench.cloud.services(), call}, Sha256Base64Url(mine.token)).ok());
    CHECK_FALSE(bench.Find(Sha256Base64Url(mine.token)));
  }
  CHECK(bench.Find(Sha256Base64Url(other.token)));
  CHECK_FALSE(bench.Use(mine.token));  // and using it does not bring it back
  CHECK(bench.cloud.Rows(schema::kSessions).size() == 1);
}

TEST_CASE("a session that cannot be looked up is an error, never an answer") {
  Bench bench;
  const auto started = bench.Start();
  bench.cloud.now += std::chrono::hours(2);
  for (int n = 1; n <= 2; ++n) {  // the look, then the move of its end
    bench.cloud.transport().FailFrom(n, Fault::kLostRequest);
    auto call = bench.cloud.NewCall();
    const auto session = UseSession({bench.cloud.services(), call}, {started.token});
    bench.cloud.transport().Recover();
    REQUIRE_FALSE(session.ok());
    CHECK(session.error().status == 503);
  }
  auto call = bench.cloud.NewCall();
  bench.cloud.transport().FailFrom(1, Fault::kLostAnswer);
  CHECK_FALSE(StartSession({bench.cloud.services(), call}, 7).ok());
}

TEST_CASE("sessions are marked as those of a suspended account, and the marks taken away") {
  Bench bench;
  const auto one = bench.Start(7), other = bench.Start(8);
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  for (const bool suspended : {true, true, false}) {
    REQUIRE(MarkSessionsOf(context, 7, suspended).ok());
    CHECK(bench.Find(Sha256Base64Url(one.token))->suspended == suspended);
    CHECK_FALSE(bench.Find(Sha256Base64Url(other.token))->suspended);
  }
  REQUIRE(StartSession(context, 9, "", true).ok());
  const auto sessions = SessionsOf(context, 9);
  REQUIRE(sessions.ok());
  CHECK(sessions->at(0).suspended);
}
