#include "functions/health/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;

TEST_CASE("health looks at the services no more than every 10 s") {
  tests::TestCloud cloud;
  cloud.now += std::chrono::hours(1);  // the handler's memory outlives a test
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
