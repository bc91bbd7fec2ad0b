#include "functions/login/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

tests::Reply LogIn(tests::TestCloud& cloud, const Json& form) {
  return cloud.Send(&login::Handle, {"POST", "/v1/login", "", form.dump()});
}

}  // namespace

TEST_CASE("login refuses wrong passwords and unknown names alike") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  const auto wrong = LogIn(cloud, {{"login", "ann"}, {"password", "not the password"}});
  const auto unknown = LogIn(cloud, {{"login", "nobody"}, {"password", "not the password"}});
  CHECK(wrong.status == 401);
  CHECK(wrong.Code() == "bad_credentials");
  CHECK(wrong.raw.body == unknown.raw.body);
  for (const char* login : {"", "\xe2\x84\xaann", "a b", "@", "ann@"}) {
    CHECK(LogIn(cloud, {{"login", login}, {"password", "password of ann"}}).status == 401);
  }
  CHECK(cloud.Rows(schema::kSessions).size() == 1);
}

TEST_CASE("login makes a session row that holds no token") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  const auto reply = LogIn(cloud, {{"login", "Ann"}, {"password", "password of ann"}});
  REQUIRE(reply.status == 200);
  const std::string token = reply.body["token"];
  for (const auto& row : cloud.Rows(schema::kSessions))
    CHECK(row.dump().find(token) == std::string::npos);
  CHECK(reply.body["user"]["username"] == "ann");
}

TEST_CASE("login refuses bad bodies") {
  tests::TestCloud cloud;
  CHECK(LogIn(cloud, {{"login", "ann"}}).Code() == "invalid_fields");
  CHECK(LogIn(cloud, {{"login", 1}, {"password", "x"}}).Code() == "invalid_fields");
  CHECK(LogIn(cloud, {{"login", std::string(2000, 'a')}, {"password", "x"}}).Code() ==
        "invalid_fields");
}
