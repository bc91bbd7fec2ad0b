// Limits on guessing passwords.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/hashes.h"
#include "fotogal/base/password.h"
#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "tests/support/nosql_sent.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

tests::Reply LogIn(tests::TestCloud& cloud, const std::string& name, const std::string& password,
                   const std::string& address = "192.0.2.1") {
  tests::Call call{"POST", "/v1/login", "", Json{{"login", name}, {"password", password}}.dump()};
  if (!address.empty()) call.headers.Set("X-Real-Ip", address);
  return cloud.Send(&login::Handle, call);
}

int RetryAfter(const tests::Reply& reply) {
  return std::stoi(std::string(reply.raw.headers.Get("Retry-After").value_or("0")));
}

void FailTimes(tests::TestCloud& cloud, const std::string& name, int times) {
  for (int i = 0; i < times; ++i) LogIn(cloud, name, "a wrong password", "");
}

}  // namespace

TEST_CASE(
    "from the fifth failure on an account is locked, existing or not, with the same responses") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  for (int i = 0; i < 4; ++i) {
    CHECK(LogIn(cloud, "ann", "a wrong password", "").status == 401);
    CHECK(LogIn(cloud, "nobody", "a wrong password", "").status == 401);
  }
  const auto known = LogIn(cloud, "ann", "a wrong password", "");
  const auto unknown = LogIn(cloud, "nobody", "a wrong password", "");
  CHECK(known.status == 429);
  CHECK(known.Code() == "too_many_attempts");
  CHECK(known.raw.body == unknown.raw.body);
  CHECK(RetryAfter(known) == 30);
  CHECK(RetryAfter(unknown) == 30);
  CHECK(LogIn(cloud, "ann", "password of ann", "").status == 429);  // even the right one
  CHECK(LogIn(cloud, "ANN", "password of ann", "").status == 429);
  CHECK(cloud.Rows(schema::kSessions).size() == 1);
  CHECK(LogIn(cloud, "ann@example.com", "password of ann", "").status == 429);  // the same account
}

TEST_CASE("a log-in costs one comparison, whether or not there is the account") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  for (const char* name : {"ann", "ann@example.com", "nobody"}) {
    INFO(name);
    const auto before = HashesComputed();
    CHECK(LogIn(cloud, name, "a wrong password").status == 401);
    CHECK(HashesComputed() == before + 1);
  }
}

TEST_CASE(
    "a lock ends by itself, is not prolonged by requests, and delays nobody by more than 30 s") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  FailTimes(cloud, "ann", 5);
  for (int i = 0; i < 9; ++i) {
    cloud.now += std::chrono::seconds(10);
    CHECK(LogIn(cloud, "ann", "a wrong password", "").status == 429);
    cloud.now += std::chrono::hours(1);
    CHECK(RetryAfter(LogIn(cloud, "ann", "a wrong password", "")) == 30);
  }
  CHECK(RetryAfter(LogIn(cloud, "ann", "password of ann", "")) == 10);
  cloud.now += std::chrono::seconds(9);
  CHECK(RetryAfter(LogIn(cloud, "ann", "password of ann", "")) == 1);
  cloud.now += std::chrono::seconds(1);
  CHECK(LogIn(cloud, "ann", "password of ann", "").status == 200);
  FailTimes(cloud, "ann", 4);
  CHECK(LogIn(cloud, "ann", "password of ann", "").status == 200);  // counting starts again
}

TEST_CASE("failures by username and by e-mail address are failures of one account") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  FailTimes(cloud, "ann", 2);
  FailTimes(cloud, "ANN@example.com", 2);
  CHECK(LogIn(cloud, "ann", "a wrong password", "").status == 429);
}

TEST_CASE("an address is locked from its fifth failure, whatever the names") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  for (int i = 0; i < 4; ++i)
    CHECK(LogIn(cloud, "n" + std::to_string(i), "a wrong password").status == 401);
  CHECK(LogIn(cloud, "ann", "password of ann").status == 200);
  const auto fifth = LogIn(cloud, "n5", "a wrong password");
  CHECK(fifth.status == 429);
  CHECK(RetryAfter(fifth) == 1);
  CHECK(LogIn(cloud, "ann", "password of ann").status == 429);
  CHECK(LogIn(cloud, "ann", "password of ann", "192.0.2.2").status == 200);
  CHECK(LogIn(cloud, "ann", "password of ann", "").status == 200);
  cloud.now += std::chrono::seconds(1);
  CHECK(LogIn(cloud, "ann", "password of ann").status == 200);
  CHECK(RetryAfter(LogIn(cloud, "n6", "a wrong password")) == 2);
}

TEST_CASE("an IPv6 client is known by its network") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  for (int i = 0; i < 5; ++i)
    LogIn(cloud, "n" + std::to_string(i), "a wrong password", "2001:db8::" + std::to_string(i));
  CHECK(LogIn(cloud, "ann", "password of ann", "2001:db8::ffff").status == 429);
  CHECK(LogIn(cloud, "ann", "password of ann", "2001:db8:0:1::1").status == 200);
  CHECK(LogIn(cloud, "ann", "password of ann", "::ffff:192.0.2.7").status == 200);
}

TEST_CASE("the table contains no names, and its rows end after a day or two") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  LogIn(cloud, "ann@example.com", "a wrong password");
  LogIn(cloud, "nobody", "a wrong password");
  const auto rows = cloud.Rows(schema::kThrottle);
  CHECK(rows.size() == 3);
  for (const auto& row : rows) {
    CHECK(row.dump().find("ann") == std::string::npos);
    CHECK(row.dump().find("192.0.2") == std::string::npos);
    CHECK(row["key"].get<std::string>().find(Sha256Base64Url("ann")) == std::string::npos);
  }
  cloud.now += std::chrono::days(2);
  CHECK(cloud.Rows(schema::kThrottle).empty());
}

TEST_CASE("guesses at the same time do not get past the lock") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  FailTimes(cloud, "ann", 4);
  // The right guess has read that the name is not locked, when another one fails.
  std::atomic<bool> inside{false};
  cloud.transport().Observe([&](const standin::Request& request) {
    const bool starts_session = tests::TableOfPut(request) == schema::kSessions;
    if (!starts_session || inside.exchange(true)) return;
    FailTimes(cloud, "ann", 1);
  });
  CHECK(LogIn(cloud, "ann", "password of ann", "").status == 429);
  cloud.transport().Observe(nullptr);
  CHECK(cloud.Rows(schema::kSessions).size() == 1);
}

TEST_CASE("a log-in cut off anywhere counts each failure at least once") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    tests::TestCloud cloud;
    cloud.SignUp("ann");
    int failures = 0;
    for (int n = 1; n < 8; ++n) {
      cloud.transport().FailRequest(n, fault);
      const int status = LogIn(cloud, "ann", "a wrong password", "").status;
      cloud.transport().Recover();
      CHECK((status == 401 || status == 429));
      if (++failures == 5) CHECK(status == 429);
      if (failures >= 5) break;
    }
    CHECK(LogIn(cloud, "ann", "password of ann", "").status == 429);
  }
}
