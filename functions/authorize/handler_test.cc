#include "functions/authorize/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/schema.h"
#include "functions/logout/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

Json Ask(tests::TestCloud& cloud, const Json& data) {
  const auto reply =
      cloud.Invoke(&authorize::Handle, Json{{"type", "USER_DEFINED"}, {"data", data}}.dump());
  CHECK(reply.status == 200);
  return reply.body;
}

bool Active(tests::TestCloud& cloud, const Json& data) {
  return Ask(cloud, data).value("active", false);
}

}  // namespace

TEST_CASE("authorize names the holder of a token, by header or by cookie") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const Json bearer = Ask(cloud, {{"authorization", "Bearer " + ann.token}});
  REQUIRE(bearer["active"] == true);
  CHECK(bearer["context"]["user_id"] == ToBase36(ann.id));
  CHECK(bearer["context"]["session_id"] == ann.session_id);
  CHECK(bearer["context"]["via"] == "bearer");
  const Json cookie = Ask(cloud, {{"cookie", "a=b; fotogal_session=" + ann.token + "; c=d"}});
  CHECK(cookie["context"]["via"] == "cookie");
  CHECK(Active(cloud, {{"cookie", {"a=b", "fotogal_session=" + ann.token}}}));
}

TEST_CASE("authorize refuses everything else, with the scheme to use") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string good = "fotogal_session=" + ann.token;
  for (const Json& data :
       {Json::object(), Json{{"authorization", ""}}, Json{{"authorization", "Bearer "}},
        Json{{"authorization", ann.token}}, Json{{"authorization", "Basic " + ann.token}},
        Json{{"authorization", "Bearer " + ann.token + "x"}},
        Json{{"authorization", "Bearer " + std::string(5000, 'a')}}, Json{{"cookie", "x" + good}},
        Json{{"cookie", 7}}, Json{{"authorization", {"Bearer " + ann.token, "Bearer x"}}}}) {
    INFO(data.dump());
    const auto asked = cloud.now;
    const Json answer = Ask(cloud, data);
    CHECK(answer["active"] == false);
    CHECK(answer["wwwAuthenticate"] == "Bearer realm=\"fotogal\"");
    CHECK(answer["expiresAt"] == ToRfc3339(asked + std::chrono::hours(1)));
  }
  // Bearer wins: a good cookie does not help a bad header.
  CHECK_FALSE(Active(cloud, {{"authorization", "Bearer nonsense"}, {"cookie", good}}));
  CHECK(cloud.Invoke(&authorize::Handle, "not json").status == 400);
}

TEST_CASE("authorize ends idle sessions after 7 days and all after 90") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const Json data{{"authorization", "Bearer " + ann.token}};
  for (int day = 0; day < 85; day += 5) {
    cloud.now += std::chrono::days(5);
    CHECK(Active(cloud, data));
  }
  cloud.now += std::chrono::days(6);
  CHECK_FALSE(Active(cloud, data));
  const auto bob = cloud.SignUp("bob");
  cloud.now += std::chrono::days(7) + std::chrono::seconds(1);
  CHECK_FALSE(Active(cloud, {{"authorization", "Bearer " + bob.token}}));
}

TEST_CASE("authorize refuses after logout, and logout twice is session_ended") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  CHECK(cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann).status == 204);
  CHECK_FALSE(Active(cloud, {{"authorization", "Bearer " + ann.token}}));
  const auto again = cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann);
  CHECK(again.status == 401);
  CHECK(again.Code() == "session_ended");
}

TEST_CASE("what cannot be a token is refused without a look at the store") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string plus = "+" + ann.token.substr(1);
  const auto requests = [&](const std::string& token) {
    const int before = cloud.transport().requests();
    CHECK_FALSE(Active(cloud, {{"authorization", "Bearer " + token}}));
    return cloud.transport().requests() - before;
  };
  for (const std::string& token :
       {std::string("x"), ann.token + "x", ann.token.substr(1), ann.token.substr(0, 42) + "=", plus,
        ann.token.substr(0, 42) + " ", ann.token.substr(0, 42) + "~", std::string(43, '/')}) {
    INFO(token);
    CHECK(requests(token) == 0);
  }
  CHECK(requests(std::string(43, 'A')) == 1);  // it may be one
}
