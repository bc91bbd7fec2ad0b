#include "functions/logout/handler.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

tests::Reply LogOut(tests::TestCloud& cloud, const tests::Person& person, const std::string& via,
                    const std::string& origin) {
  tests::Call call{"POST", "/v1/logout"};
  call.headers.Set("X-FotoGal-Via", via);
  call.headers.Set("Host", "photos.example:8080");
  if (!origin.empty()) call.headers.Set("Origin", origin);
  return cloud.Send(&logout::Handle, call, &person);
}

}  // namespace

TEST_CASE("logout needs a session") {
  tests::TestCloud cloud;
  CHECK(cloud.Send(&logout::Handle, {"POST", "/v1/logout"}).Code() == "not_logged_in");
}

TEST_CASE("a write with a cookie needs the service's own origin") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  for (const char* origin : {"", "null", "https://evil.example", "https://photos.example",
                             "https://photos.example:80801", "http://photos.example:8080"}) {
    INFO(origin);
    const auto refused = LogOut(cloud, ann, "cookie", origin);
    CHECK(refused.status == 403);
    CHECK(refused.Code() == "bad_origin");
  }
  CHECK(cloud.Rows(schema::kSessions).size() == 1);
  const auto reply = LogOut(cloud, ann, "cookie", "https://photos.example:8080");
  CHECK(reply.status == 204);
  CHECK(std::string(reply.raw.headers.Get("Set-Cookie").value_or("")).find("Max-Age=0") !=
        std::string::npos);
  CHECK(cloud.Rows(schema::kSessions).empty());
}

TEST_CASE("a bearer's logout needs no origin") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  CHECK(LogOut(cloud, ann, "bearer", "").status == 204);
}
