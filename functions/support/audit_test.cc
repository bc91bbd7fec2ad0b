#include "functions/support/audit.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "functions/login/handler.h"
#include "functions/logout/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

tests::Reply LogIn(tests::TestCloud& cloud, const std::string& password) {
  return cloud.Send(&login::Handle, {"POST", "/v1/login", "",
                                     Json{{"login", "ann"}, {"password", password}}.dump()});
}

}  // namespace

TEST_CASE("sign-up, failed login and logout are audited, without names or secrets") {
  tests::TestCloud cloud;
  cloud.UseLog();
  const auto ann = cloud.SignUp("ann");
  LogIn(cloud, "a wrong password");
  LogIn(cloud, "password of ann");
  cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann);
  std::string events;
  for (const auto& event : cloud.Audited()) {
    events += event.at("event").get<std::string>() + " ";
    CHECK(event.dump().find("password") == std::string::npos);
    CHECK(event.dump().find("example.com") == std::string::npos);
  }
  CHECK(events == "signup login_failed logout ");
}

TEST_CASE("a log that does not answer fails no call") {
  tests::TestCloud cloud;
  cloud.UseLog();
  cloud.services().config.log_id = "ocid1.log.oc1..nowhere";
  const auto ann = cloud.SignUp("ann");
  CHECK(cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &ann).status == 204);
  CHECK(cloud.Audited().empty());
}
