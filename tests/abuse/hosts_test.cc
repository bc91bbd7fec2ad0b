// Addresses that the service writes lead where its own configuration says, whatever a request
// claims that its host is.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>

#include "functions/login/handler.h"
#include "functions/page/handler.h"
#include "functions/page/testing.h"
#include "functions/signup/handler.h"
#include "tests/support/mail_world.h"

using namespace fotogal;
using tests::Json;

namespace {

constexpr std::pair<const char*, const char*> kClaims[] = {
    {"Host", "evil.test"},
    {"X-Forwarded-Host", "evil.test"},
    {"X-Forwarded-Server", "evil.test"},
    {"X-Forwarded-Proto", "ftp"},
    {"X-Forwarded-Prefix", "//evil.test"},
    {"X-Original-Url", "https://evil.test/"},
    {"X-Rewrite-Url", "https://evil.test/"},
    {"Forwarded", "for=192.0.2.1;host=evil.test;proto=ftp"},
    {"Referer", "https://evil.test/page"},
    {"User-Agent", "evil.test"}};

tests::Call Claiming(tests::Call call) {
  for (const auto& [name, value] : kClaims) call.headers.Set(name, value);
  return call;
}

bool SaysSo(const std::string& text) {
  return text.find("evil.test") != std::string::npos || text.find("ftp:") != std::string::npos;
}

}  // namespace

TEST_CASE("links in mails lead to the configured address, whatever the request says of its host") {
  tests::MailWorld world;
  const Json person{{"email", "bob@example.com"},
                    {"full_name", "Bob"},
                    {"username", "bob"},
                    {"password", "a long password"}};
  REQUIRE(world.cloud.Send(&signup::Handle, Claiming({"POST", "/v1/users", "", person.dump()}))
              .status == 201);
  world.cloud.RunJobs();
  const auto first = world.LastMailTo("bob@example.com");
  CHECK_FALSE(SaysSo(first.dump()));
  REQUIRE(world.Follow(world.TokenIn(first, "verify")).status == 200);

  world.cloud.now += std::chrono::minutes(2);
  const Json body{{"email", "bob@example.com"}};
  REQUIRE(
      world.cloud.Send(&login::Handle, Claiming({"POST", "/v1/password-resets", "", body.dump()}))
          .status == 202);
  world.cloud.RunJobs();
  const auto reset = world.LastMailTo("bob@example.com");
  CHECK_FALSE(SaysSo(reset.dump()));
  CHECK_FALSE(world.TokenIn(reset, "reset").empty());
}

TEST_CASE("public pages name the configured address, whatever the request says of its host") {
  page::testing::PublicWorld world;
  const auto image = world.cloud.Upload(world.ann, 1);
  for (const std::string& path : {std::string("/@ann"), "/p/" + image, std::string("/@nobody")}) {
    INFO(path);
    const auto claiming = world.cloud.Send(&page::Handle, Claiming({"GET", path}));
    CHECK_FALSE(SaysSo(claiming.raw.body));
    for (const auto& [name, value] : claiming.raw.headers) CHECK_FALSE(SaysSo(value));
    CHECK(claiming.raw.body == world.Get(path).raw.body);
  }
}
