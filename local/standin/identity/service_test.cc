#include "local/standin/identity/service.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing.h"

namespace standin {
namespace {

using nlohmann::json;

struct IdentityBench {
  IdentityBench() { Open(); }
  void Open() {
    identity = Identity::Open({folder.path(), "t", "u", "us-ashburn-1", "IAD",
                               [] { return oci::TimePoint(std::chrono::seconds(1795269600)); },
                               SystemRandom()})
                   .value();
  }
  Response Send(const std::string& method, const std::string& path, const json& body = nullptr) {
    return identity->Handle({method, path, "", {}, body.is_null() ? "" : body.dump()});
  }
  json Got(const std::string& path) { return json::parse(Send("GET", path).body); }
  testing::Folder folder;
  std::unique_ptr<Identity> identity;
};

TEST_CASE("a tenancy has one region, and is the only tenancy") {
  IdentityBench bench;
  for (const std::string end : {"", "/"}) {
    CHECK(bench.Got("/20160918/tenancies/t/regionSubscriptions" + end) ==
          json{{{"regionKey", "IAD"},
                {"regionName", "us-ashburn-1"},
                {"status", "READY"},
                {"isHomeRegion", true}}});
    CHECK(bench.Got("/20160918/regions" + end) == json{{{"key", "IAD"}, {"name", "us-ashburn-1"}}});
  }
  CHECK(bench.Got("/20160918/tenancies/t")["homeRegionKey"] == "IAD");
  CHECK(bench.Send("GET", "/20160918/tenancies/other").status == 404);
  CHECK(bench.Send("GET", "/20160918/tenancies/other/regionSubscriptions").status == 404);
  CHECK(bench.Send("POST", "/20160918/tenancies/t/regionSubscriptions").status == 501);
}

TEST_CASE("an auth token is told once, and a user has two at the most") {
  IdentityBench bench;
  const std::string path = "/20160918/users/u/authTokens/";
  const auto made = bench.Send("POST", path, {{"description", "registry"}});
  REQUIRE(made.status == 200);
  const json token = json::parse(made.body);
  CHECK(token["token"].get<std::string>().size() == 20);
  CHECK(token["lifecycleState"] == "ACTIVE");
  bench.Open();
  const json listed = bench.Got(path);
  REQUIRE(listed.size() == 1);
  CHECK_FALSE(listed[0].contains("token"));
  CHECK(listed[0]["description"] == "registry");
  CHECK(bench.Send("POST", path, json::object()).status == 400);
  CHECK(bench.Send("POST", path, {{"description", 5}}).status == 400);
  CHECK(bench.Send("POST", path, {{"description", "2"}}).status == 200);
  CHECK(testing::Code(bench.Send("POST", path, {{"description", "3"}})) == "LimitExceeded");
  CHECK(bench.Send("DELETE", path + token["id"].get<std::string>()).status == 204);
  CHECK(bench.Send("DELETE", path + token["id"].get<std::string>()).status == 404);
  bench.Open();
  CHECK(bench.Got(path).size() == 1);
  CHECK(bench.Send("GET", "/20160918/users/other/authTokens").status == 404);
  CHECK(bench.Send("GET", "/20160918/users/u").status == 501);
}

}  // namespace
}  // namespace standin
