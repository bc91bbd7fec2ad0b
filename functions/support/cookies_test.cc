#include "functions/support/cookies.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/account/device_marks.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

std::string seen_device;
constexpr UserId kAnn = 36;

Answer Look(Exchange& exchange) {
  seen_device = DeviceOf(exchange, kAnn, std::string(exchange.request.body));
  return NoContent();
}
fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services, {{"/look", {{"POST", &Look}}}}, request, context);
}

std::string Device(tests::TestCloud& cloud, const std::vector<std::string>& cookies,
                   const std::string& mark = "") {
  tests::Call call{"POST", "/look", "", mark};
  for (const auto& line : cookies) call.headers.Add("Cookie", line);
  cloud.Send(&Handle, call);
  return seen_device;
}

std::string MarkOf(tests::TestCloud& cloud, UserId account, const std::string& device) {
  return SealDeviceMark(cloud.services().config, account, device, cloud.now);
}

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("cookies are found by their whole name, in every line, so many at most") {
  CHECK(CookieValues({"a=1; b=2;a=3", "xa=4; a=5"}, "a", 9) == Values{"1", "3", "5"});
  CHECK(CookieValues({"a=1; a=2; a=3", "a=4"}, "a", 2) == Values{"1", "2"});
  CHECK(CookieValues({"a; =a; A=1; a =2; a=", "a==; a=3 "}, "a", 9) == Values{"", "=", "3"});
  CHECK(CookieValues({}, "a", 9).empty());
  CHECK(CookieValues({";;;", ""}, "a", 9).empty());
  CHECK(CookieValues({"a=1"}, "a", 0).empty());
}

TEST_CASE("a cookie cannot be read by scripts nor sent by others, nor in the clear") {
  tests::TestCloud cloud;
  const std::string cookie = SessionCookie(cloud.services(), "v", 60);
  for (const char* part : {"__Host-fotogal_session=v;", "; Path=/;", "; HttpOnly",
                           "; SameSite=Strict", "; Max-Age=60", "; Secure"}) {
    INFO(part);
    CHECK(cookie.find(part) != std::string::npos);
  }
  CHECK(SessionCookie(cloud.services(), "", 0).starts_with("__Host-fotogal_session=; "));
  cloud.services().config.cookie_secure = false;
  const std::string plain = SessionCookie(cloud.services(), "v", 60);
  CHECK(plain.starts_with("fotogal_session=v;"));
  CHECK(plain.find("Secure") == std::string::npos);
}

TEST_CASE("over TLS a device's cookie is named so, and goes to log-ins alone") {
  tests::TestCloud cloud;
  const auto cookie = DeviceCookie(cloud.services(), kAnn, "m");
  CHECK(cookie ==
        "__Secure-fotogal_device_10=m; Path=/v1/login; HttpOnly; SameSite=Strict; "
        "Max-Age=34560000; Secure");
  cloud.services().config.cookie_secure = false;
  CHECK(DeviceCookie(cloud.services(), kAnn, "m") ==
        "fotogal_device_10=m; Path=/v1/login; HttpOnly; SameSite=Strict; Max-Age=34560000");
}

TEST_CASE("logging out deletes the session cookie under each of its names") {
  tests::TestCloud cloud;
  fdk::Response over_tls = NoContent(), plain = NoContent();
  RemoveSessionCookies(cloud.services(), over_tls);
  const auto removed = over_tls.headers.GetAll("Set-Cookie");
  REQUIRE(removed.size() == 2);
  CHECK(removed[0].starts_with("__Host-fotogal_session=; "));
  CHECK(removed[1].starts_with("fotogal_session=; "));
  for (const auto one : removed) CHECK(one.find("Max-Age=0") != std::string::npos);
  cloud.services().config.cookie_secure = false;
  RemoveSessionCookies(cloud.services(), plain);
  CHECK(plain.headers.GetAll("Set-Cookie").size() == 1);
}

TEST_CASE("a device is recognised by the account's own mark, in the body or in a cookie") {
  tests::TestCloud cloud;
  const auto own = MarkOf(cloud, kAnn, "ann's"), other = MarkOf(cloud, kAnn.value() + 1, "bob's");
  const std::string name = "__Secure-fotogal_device_10=";
  CHECK(Device(cloud, {}) == "");
  CHECK(Device(cloud, {}, own) == "ann's");
  CHECK(Device(cloud, {name + own}) == "ann's");
  CHECK(Device(cloud, {"a=b", "c=d; " + name + own}) == "ann's");
  // Others were planted beside it.
  CHECK(Device(cloud, {name + other + "; " + name + "x; " + name + own}) == "ann's");
  CHECK(Device(cloud, {name + own}, other) == "ann's");
  // Another account's mark under this name; this one's under another account's name or the name
  // without TLS.
  CHECK(Device(cloud, {name + other}) == "");
  CHECK(Device(cloud, {}, other) == "");
  CHECK(Device(cloud, {"__Secure-fotogal_device_11=" + own}) == "");
  CHECK(Device(cloud, {"fotogal_device_10=" + own}) == "");
  cloud.services().config.cookie_secure = false;
  CHECK(Device(cloud, {"fotogal_device_10=" + own}) == "ann's");
  cloud.now += kDeviceMarkLifetime;
  CHECK(Device(cloud, {"fotogal_device_10=" + own}) == "");
}
