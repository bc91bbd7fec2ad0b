#include "local/tenancy/deployments.h"

#include <catch2/catch_test_macros.hpp>

#include "local/tenancy/testing.h"

using local::Deployments;
using local::testing::TenancyBench;
using nlohmann::json;

namespace {

struct Bench : TenancyBench {
  std::string gateway =
      Make(oci::management::Gateways("http://h"), {{"endpointType", "PUBLIC"}, {"subnetId", "s"}});
  std::vector<std::string> made;  // the first route of each specification
  Deployments deployments{{requester, "http://h", standin::kTenancyId,
                           [this](local::Specification specification, std::string prefix) {
                             made.push_back(specification.routes.at(0).path);
                             local::Gateway::Options options;
                             options.specification = std::move(specification);
                             options.path_prefix = std::move(prefix);
                             options.clock = clock;
                             options.new_request_id = [] { return std::string(32, 'A'); };
                             return std::make_shared<local::Gateway>(std::move(options));
                           },
                           clock}};

  static json Answering(const std::string& path) {
    return {{"routes",
             {{{"path", path},
               {"methods", {"GET"}},
               {"backend", {{"type", "STOCK_RESPONSE_BACKEND"}, {"status", 204}}}}}}};
  }
  std::string Deploy(const std::string& prefix, const std::string& path) {
    now += std::chrono::seconds(1);
    return Make(
        oci::management::Deployments("http://h"),
        {{"gatewayId", gateway}, {"pathPrefix", prefix}, {"specification", Answering(path)}});
  }
};

}  // namespace

TEST_CASE("nothing is served before something is deployed") {
  Bench bench;
  CHECK(bench.deployments.For("/").value() == nullptr);
}

TEST_CASE("a deployment is served until it changes, and then the changed one") {
  Bench bench;
  const auto id = bench.Deploy("/", "/a");
  const auto first = bench.deployments.For("/a").value();
  CHECK(first != nullptr);
  CHECK(bench.deployments.For("/b").value() == first);
  bench.Change(oci::management::Deployments("http://h"), id,
               {{"specification", Bench::Answering("/b")}});
  CHECK(bench.deployments.For("/b").value() != first);
  CHECK(bench.made == std::vector<std::string>{"/a", "/b"});
}

TEST_CASE("the longest path prefix answers, of two the one made last") {
  Bench bench;
  bench.Deploy("/", "/old");
  bench.Deploy("/", "/new");
  bench.Deploy("/v2", "/longer");
  REQUIRE(bench.deployments.For("/x").ok());
  REQUIRE(bench.deployments.For("/v2").ok());
  REQUIRE(bench.deployments.For("/v22").ok());
  CHECK(bench.made == std::vector<std::string>{"/new", "/longer"});
  CHECK(bench.deployments.For("/v2/x").value() != bench.deployments.For("/v22").value());
}

TEST_CASE("a deployment's path prefix stands before its routes") {
  Bench bench;
  bench.Deploy("/v2", "/longer");
  const auto status = [&](const std::string& path) {
    local::ReadyBody none("");
    const auto gateway = bench.deployments.For(path).value();
    return gateway == nullptr ? 0 : gateway->Handle({"GET", path, "", {}, ""}, "p", none).status;
  };
  CHECK(status("/v2/longer") == 204);
  CHECK(status("/longer") == 0);
  CHECK(status("/v2/v2/longer") == 404);
  CHECK(status("/v2") == 404);
}

TEST_CASE("a cloud that does not answer is an error") {
  Bench bench;
  bench.Deploy("/", "/a");
  for (int i = 0; i < 20; ++i)
    bench.transport->FailRequest(i + 1, standin::InProcessTransport::Fault::kNotReached);
  CHECK_FALSE(bench.deployments.For("/a").ok());
}
