#include "functions/authorize/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/base/schema.h"
#include "functions/logout/handler.h"
#include "functions/support/cookies.h"
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
  CHECK(bearer["context"]["suspended"] == "no");
  const Json cookie =
      Ask(cloud, {{"cookie", "a=b; __Host-fotogal_session=" + ann.token + "; c=d"}});
  CHECK(cookie["context"]["via"] == "cookie");
  CHECK(Active(cloud, {{"cookie", {"a=b", "__Host-fotogal_session=" + ann.token}}}));
}

TEST_CASE("authorize refuses everything else, with the scheme to use") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const std::string good = "__Host-fotogal_session=" + ann.token;
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
    CHECK(answer["expiresAt"] == common::Rfc3339(asked + std::chrono::hours(1)));
  }
  // With an Authorization header, cookies are ignored: a good cookie does not help.
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

TEST_CASE("of several session cookies the newest valid one counts, wherever it is") {
  tests::TestCloud cloud;
  const auto bob = cloud.SignUp("bob");
  cloud.now += std::chrono::seconds(1);
  const auto ann = cloud.SignUp("ann");
  cloud.now += std::chrono::seconds(1);
  const auto ended = cloud.StartSession(bob);
  CHECK(cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ended).status == 204);
  const auto cookie = [](const std::string& value) { return "__Host-fotogal_session=" + value; };
  const auto who = [&](const Json& cookies) {
    const Json answer = Ask(cloud, {{"cookie", cookies}});
    return answer["active"] == true ? answer["context"]["session_id"].get<std::string>() : "";
  };
  const std::string a = cookie(ann.token), b = cookie(bob.token), e = cookie(ended.token);
  CHECK(who(a + "; " + b) == ann.session_id);
  CHECK(who(b + "; " + a) == ann.session_id);
  CHECK(who({b, a}) == ann.session_id);
  CHECK(who({a, "x=y", b}) == ann.session_id);
  CHECK(who(e + "; " + b) == bob.session_id);
  CHECK(who({e, cookie("x"), b}) == bob.session_id);
  CHECK(who(cookie("") + "; " + cookie(std::string(300, 'a')) + "; " + a) == ann.session_id);
  CHECK(who(e) == "");
  // At most four tokens are looked up.
  std::string many;
  for (int i = 0; i < 4; ++i) many += cookie("x" + std::to_string(i)) + "; ";
  CHECK(who(many + a) == "");
  CHECK(who(many.substr(0, many.find(';') * 3 + 6) + a) == ann.session_id);
}

TEST_CASE(
    "a cookie with the plain name, which others can plant, counts last, and only for some time") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.now += std::chrono::seconds(1);
  const auto thief = cloud.SignUp("thief");
  const std::string own = "__Host-fotogal_session=" + ann.token;
  const std::string planted = "fotogal_session=" + thief.token;
  const auto who = [&](const std::string& cookies) {
    const Json answer = Ask(cloud, {{"cookie", cookies}});
    return answer["active"] == true ? answer["context"]["session_id"].get<std::string>() : "";
  };
  CHECK(who(planted + "; " + own) == ann.session_id);
  CHECK(who(own + "; " + planted) == ann.session_id);
  std::string junk;
  for (int i = 0; i < 9; ++i) junk += "fotogal_session=x" + std::to_string(i) + "; ";
  CHECK(who(junk + own) == ann.session_id);
  // a session from before the change of names
  CHECK(who("fotogal_session=" + ann.token) == ann.session_id);
  cloud.now = kPlainSessionsEnd - std::chrono::milliseconds(1);
  const auto late = cloud.StartSession(ann);
  CHECK(who("fotogal_session=" + late.token) == late.session_id);
  CHECK(who("fotogal_session=" + late.token) == "");
  CHECK(who("__Host-fotogal_session=" + late.token) == late.session_id);
}

TEST_CASE("over plain HTTP the session's cookie has the plain name, and no other") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.services().config.cookie_secure = false;
  CHECK(Active(cloud, {{"cookie", "fotogal_session=" + ann.token}}));
  CHECK_FALSE(Active(cloud, {{"cookie", "__Host-fotogal_session=" + ann.token}}));
}

TEST_CASE("a text that cannot be a token is refused without looking it up") {
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
  CHECK(requests(std::string(43, 'A')) == 1);  // has the form of a token, so it is looked up
}
