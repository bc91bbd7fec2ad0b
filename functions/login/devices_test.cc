// Wrong guesses of others do not lock anybody out (docs/adr/0007-failed-log-ins.md).
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/password.h"
#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/nosql_sent.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using std::chrono::seconds;
using tests::Json;

namespace {

constexpr const char* kHome = "192.0.2.1";

struct Bench {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");

  tests::Reply LogIn(const std::string& name, const std::string& password,
                     const std::string& address, const Json& more = Json::object()) {
    Json body{{"login", name}, {"password", password}};
    body.update(more);
    tests::Call call{"POST", "/v1/login", "", body.dump()};
    call.headers.Set("X-Real-Ip", address);
    return cloud.Send(&login::Handle, call);
  }
  tests::Reply ByCookie(const std::string& password, const std::string& cookies) {
    const Json body{{"login", "ann"}, {"password", password}, {"session", "cookie"}};
    tests::Call call{"POST", "/v1/login", "", body.dump()};
    call.headers.Set("X-Real-Ip", kHome);
    if (!cookies.empty()) call.headers.Set("Cookie", cookies);
    return cloud.Send(&login::Handle, call);
  }
  std::string MarkOf(const std::string& name, const std::string& address = kHome) {
    const auto reply = LogIn(name, "password of " + name, address);
    REQUIRE(reply.status == 200);
    return reply.body["device"];
  }
  tests::Reply With(const std::string& mark, const std::string& password = "password of ann") {
    return LogIn("ann", password, kHome, {{"device", mark}});
  }
  void Storm(const std::string& address, int guesses = 20) {
    for (int i = 0; i < guesses; ++i) LogIn("ann", "a wrong password", address);
  }
  // How many seconds ann is refused at home while others guess; at most 30.
  int SecondsHeld(const std::function<void()>& guess) {
    int held = 0;
    while (LogIn("ann", "password of ann", kHome).status != 200) {
      REQUIRE(++held <= 30);
      guess();
      cloud.now += seconds(1);
      guess();
    }
    return held;
  }
  size_t RequestsOf(const std::function<tests::Reply()>& send) {
    std::atomic<size_t> count{0};
    cloud.transport().Observe([&](const standin::Request& request) {
      if (!tests::IsPrepare(request)) ++count;  // happens once per process
    });
    send();
    cloud.transport().Observe(nullptr);
    return count;
  }
};

int RetryAfter(const tests::Reply& reply) {
  return std::stoi(std::string(reply.raw.headers.Get("Retry-After").value_or("0")));
}

std::string NameAndValue(std::string_view cookie) {
  return std::string(cookie.substr(0, cookie.find(';')));
}

}  // namespace

TEST_CASE("a device that has logged in before does so whatever strangers do") {
  Bench bench;
  const auto mark = bench.MarkOf("ann");
  bench.Storm(kHome);
  bench.Storm("198.51.100.1");
  CHECK(bench.LogIn("ann", "password of ann", kHome).status == 429);
  const auto reply = bench.With(mark);
  CHECK(reply.status == 200);
  CHECK(bench.With(reply.body["device"]).status == 200);
  bench.Storm(kHome);
  CHECK(bench.With(mark).status == 200);  // the lock of the mark
}

TEST_CASE("a browser keeps its mark in a cookie of its own, which outlives the session") {
  Bench bench;
  const auto first = bench.ByCookie("password of ann", "");
  const auto cookies = first.raw.headers.GetAll("Set-Cookie");
  REQUIRE(cookies.size() == 2);
  const auto mark = NameAndValue(cookies[1]);
  CHECK(first.raw.body.find(mark.substr(mark.find('=') + 1)) == std::string::npos);
  bench.Storm(kHome);
  CHECK(bench.ByCookie("password of ann", "").status == 429);
  CHECK(bench.ByCookie("password of ann", "other=1; " + mark).status == 200);
}

TEST_CASE("a new account's device is known from the beginning") {
  Bench bench;
  const Json form{{"email", "cid@example.com"},
                  {"full_name", "Cid"},
                  {"username", "cid"},
                  {"password", "password of cid"}};
  const auto made = bench.cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()});
  REQUIRE(made.status == 201);
  for (int i = 0; i < 9; ++i) bench.LogIn("cid", "a wrong password", kHome);
  CHECK(bench.LogIn("cid", "password of cid", kHome).status == 429);
  CHECK(bench.LogIn("cid", "password of cid", kHome, {{"device", made.body["device"]}}).status ==
        200);
}

TEST_CASE("failures with a mark count only for that mark, and lock it for 30 s at most") {
  Bench bench;
  const auto mark = bench.MarkOf("ann"), other = bench.MarkOf("ann");
  for (int i = 0; i < 4; ++i) CHECK(bench.With(mark, "a wrong password").status == 401);
  for (int i = 0; i < 6; ++i) {
    const auto locked = bench.With(mark, "a wrong password");
    CHECK(locked.status == 429);
    CHECK(RetryAfter(locked) <= 30);
    CHECK(bench.With(mark).status == 429);
    CHECK(bench.With(other).status == 200);
    CHECK(bench.LogIn("ann", "password of ann", kHome).status == 200);
    bench.cloud.now += seconds(30);
  }
  CHECK(bench.With(mark).status == 200);
}

TEST_CASE("a stolen mark gets five guesses, then one in 30 s, however many are sent") {
  Bench bench;
  const auto mark = bench.MarkOf("ann");
  const auto before = HashesComputed();
  for (int second = 0; second < 300; second += 2) {
    bench.With(mark, "a wrong password");
    bench.cloud.now += seconds(2);
  }
  CHECK(HashesComputed() - before <= 5 + 10);
}

TEST_CASE("an invalid mark does not make a stranger a known device") {
  Bench bench;
  const auto bobs = bench.MarkOf("bob");
  auto forged = bench.MarkOf("ann");
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  bench.Storm("198.51.100.1");
  for (const std::string& mark :
       {bobs, forged, std::string(), std::string("x"), bench.ann.token, std::string(999, 'A')})
    CHECK(bench.With(mark).status == 429);
  // They count as guesses from an unknown device.
  Bench other;
  const auto foreign = other.MarkOf("bob");
  for (int i = 0; i < 5; ++i) other.With(foreign, "a wrong password");
  CHECK(other.LogIn("ann", "password of ann", "198.51.100.7").status == 429);
  CHECK(other.LogIn("bob", "password of bob", "198.51.100.7", {{"device", foreign}}).status == 200);
}

TEST_CASE("a mark of an account that is gone, or planted by another, changes nothing") {
  Bench bench;
  const auto bobs = "__Secure-fotogal_device_" + ToBase36(bench.bob.id) + "=" + bench.MarkOf("bob");
  const auto under_anns =
      "__Secure-fotogal_device_" + ToBase36(bench.ann.id) + "=" + bobs.substr(bobs.find('=') + 1);
  const auto reply = bench.ByCookie("password of ann", bobs + "; " + under_anns);
  REQUIRE(reply.status == 200);
  CHECK(reply.body["user"]["username"] == "ann");
  const auto own = NameAndValue(reply.raw.headers.GetAll("Set-Cookie").at(1));
  bench.Storm(kHome);
  CHECK(bench.ByCookie("password of ann", under_anns).status == 429);
  CHECK(bench.ByCookie("password of ann", bobs + "; " + under_anns + "; " + own).status == 200);
}

TEST_CASE("wrong guesses at made-up names hold the right passwords behind their address for 30 s") {
  Bench bench;
  int refused = 0, last_refusal = -1, refused_with_mark = 0;
  const auto mark = bench.MarkOf("ann", "198.51.100.1");
  for (int second = 0; second < 200; ++second) {
    bench.LogIn("made-up" + std::to_string(second), "a wrong password", kHome);
    const auto reply = bench.LogIn("bob", "password of bob", kHome);
    if (reply.status == 429) {
      ++refused;
      last_refusal = second;
      CHECK(RetryAfter(reply) <= 30);
    }
    if (bench.With(mark).status != 200) ++refused_with_mark;
    bench.cloud.now += seconds(1);
  }
  CHECK(refused > 0);
  CHECK(last_refusal <= 5 + 30);
  CHECK(refused_with_mark == 0);
}

TEST_CASE("guesses at an account from everywhere hold its owner for 30 s") {
  Bench bench;
  auto guess = [&bench, number = 0]() mutable {
    bench.LogIn("ann", "a wrong password", "198.51.100." + std::to_string(number++ % 250));
  };
  for (int i = 0; i < 50; ++i) guess();
  CHECK(bench.SecondsHeld(guess) >= 10);
}

TEST_CASE("guesses at an account from its owner's own address hold the owner for 30 s") {
  // Whatever they guess: the same password again and again, a new one each time, or a few in turn.
  for (const int different : {1, 2, 10, 1'000'000}) {
    INFO(different);
    Bench bench;
    int guess = 0;
    const auto storm = [&] {
      for (int i = 0; i < 5; ++i)
        bench.LogIn("ann", "guess " + std::to_string(guess++ % different), kHome);
    };
    for (int i = 0; i < 4; ++i) storm();
    CHECK(bench.SecondsHeld(storm) >= 10);
  }
}

TEST_CASE("one address gets 15 guesses at an account, then one in 10 s, each sent twice") {
  Bench bench;
  const auto before = HashesComputed();
  for (int second = 0; second < 600; second += 3) {
    bench.LogIn("ann", "guess " + std::to_string(second), kHome);
    bench.cloud.now += seconds(3);
    bench.LogIn("ann", "guess " + std::to_string(second - 9), kHome);
  }
  // One more guess at the end of each lock shorter than an hour: at seconds 30, 90, 210 and 450.
  const auto looked_at = HashesComputed() - before;
  CHECK(looked_at > 5 + 20);
  CHECK(looked_at <= 5 + 10 + 60 + 4);
}

TEST_CASE("guesses that are sent once are not checked while an account is locked") {
  Bench bench;
  bench.Storm("198.51.100.1", 30);  // for a long time
  bench.Storm(kHome, 5);
  const auto before = HashesComputed();
  for (int guess = 0; guess < 60; ++guess) {
    bench.LogIn("ann", "guess " + std::to_string(guess), kHome);
    CHECK(bench.LogIn("ann", guess == 30 ? "password of ann" : "a wrong password", kHome).status ==
          429);
    bench.cloud.now += seconds(1);
  }
  CHECK(HashesComputed() - before <= 2);
}

TEST_CASE("a password that was wrong and is right after a change has its turn") {
  Bench bench;
  const auto wrong_one = "the next password";
  bench.Storm("198.51.100.1", 30);
  const auto knock = [&] { return bench.LogIn("ann", wrong_one, kHome).status; };
  knock();
  bench.cloud.now += seconds(10);
  const auto before = HashesComputed();
  CHECK(knock() == 429);
  CHECK(HashesComputed() - before == 1);
  const Json change{{"old_password", "password of ann"}, {"new_password", wrong_one}};
  REQUIRE(
      bench.cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", change.dump()}, &bench.ann)
          .status == 204);
  CHECK(knock() == 429);
  bench.cloud.now += seconds(10);
  CHECK(knock() == 200);
}

TEST_CASE(
    "of guesses at the same time one is let through when a lock has ended or a turn is free") {
  Bench bench;
  for (const bool by_turn : {false, true}) {
    bench.Storm(kHome, 5);
    if (by_turn) bench.Storm("198.51.100.1");
    CHECK(bench.LogIn("ann", "password of ann", kHome).status == 429);
    bench.cloud.now += seconds(by_turn ? 10 : 30);
    // Others arrive while one is being checked.
    std::atomic<bool> inside{false};
    const auto before = HashesComputed();
    bench.cloud.transport().Observe([&](const standin::Request& request) {
      const bool starts_session = tests::TableOfPut(request) == schema::kSessions;
      if (!starts_session || inside.exchange(true)) return;
      for (const char* guess : {"one", "another", "one"})
        CHECK(bench.LogIn("ann", guess, kHome).status == 429);
    });
    CHECK(bench.LogIn("ann", "password of ann", kHome).status == 200);
    bench.cloud.transport().Observe(nullptr);
    CHECK(HashesComputed() - before == 1);
    bench.cloud.now += std::chrono::days(2);
  }
}

TEST_CASE("known and unknown names cost the same requests and answer alike, free and locked") {
  Bench bench;
  for (int guess = 0; guess < 9; ++guess) {
    INFO(guess);
    tests::Reply known, unknown;
    const auto of_known = bench.RequestsOf(
        [&] { return known = bench.LogIn("ann", "a wrong password", "198.51.100.1"); });
    const auto of_unknown = bench.RequestsOf(
        [&] { return unknown = bench.LogIn("nobody", "a wrong password", "198.51.100.2"); });
    CHECK(of_known == of_unknown);
    CHECK(known.status == unknown.status);
    CHECK(known.raw.body == unknown.raw.body);
    CHECK(RetryAfter(known) == RetryAfter(unknown));
    if (guess > 5) bench.cloud.now += seconds(30);
  }
}

TEST_CASE("a log-in that is cut off never opens a second turn") {
  for (const auto fault : {standin::InProcessTransport::Fault::kLostRequest,
                           standin::InProcessTransport::Fault::kLostAnswer}) {
    for (int n = 1; n < 12; ++n) {
      Bench bench;
      bench.Storm("198.51.100.1", 30);
      for (const char* password : {"a wrong password", "password of ann"})
        bench.LogIn("ann", password, kHome);
      bench.cloud.now += seconds(10);
      bench.cloud.transport().FailRequest(n, fault);
      const auto before = HashesComputed();
      bench.LogIn("ann", "a wrong password", kHome);
      bench.cloud.transport().Recover();
      bench.LogIn("ann", "a wrong password", kHome);
      CHECK(HashesComputed() - before <= 1);
      bench.cloud.now += seconds(10);
      CHECK(bench.LogIn("ann", "password of ann", kHome).status == 200);
    }
  }
}
