#include "functions/health/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;

TEST_CASE("health checks the services at most every 10 s") {
  tests::TestCloud cloud;
  cloud.now += std::chrono::hours(1);  // the handler's cached result outlives a test
  const auto ask = [&] { return cloud.Send(&health::Handle, {"GET", "/v1/health"}).body; };
  CHECK(ask()["status"] == "ok");
  const int before = cloud.transport().requests();
  ask();
  CHECK(cloud.transport().requests() == before);
  cloud.now += std::chrono::seconds(11);
  cloud.transport().FailFrom(1, standin::InProcessTransport::Fault::kNotReached);
  const auto down = ask();
  CHECK(down["status"] == "degraded");
  CHECK(down["services"]["nosql"]["ok"] == false);
  CHECK(down["version"].is_string());
}

TEST_CASE("a missing bucket is reported") {
  tests::TestCloud cloud;
  cloud.now += std::chrono::hours(2);
  auto call = cloud.NewCall();
  REQUIRE(cloud.services().objects->DeleteBucket(call).ok());
  const auto answer = cloud.Send(&health::Handle, {"GET", "/v1/health"}).body;
  CHECK(answer["status"] == "degraded");
  CHECK(answer["services"]["object_storage"]["ok"] == false);
  CHECK(answer["services"]["nosql"]["ok"] == true);
}
