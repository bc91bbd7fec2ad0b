#include "local/running/operator.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/server.h"
#include "local/standin/testing.h"

using namespace local;

namespace {

// A cloud on a port, of a data folder.
struct Bench {
  standin::testing::Folder temporary;
  DataFolder folder;
  std::unique_ptr<standin::Cloud> cloud;
  std::unique_ptr<standin::Server> server;
  Running running;

  Bench() {
    folder = *OpenDataFolder(temporary.path().string());
    standin::Cloud::Options options;
    options.folder = folder.path;
    options.nosql = standin::testing::FakeNoSql;
    options.clock = &SystemNow;
    options.random = standin::SystemRandom();
    cloud = std::move(*standin::Cloud::Open(std::move(options)));
    server = std::move(*standin::Server::Start(*cloud, 0));
    running.function_config = {{"FOTOGAL_OBJECT_NAMESPACE", standin::kNamespace},
                               {"FOTOGAL_BUCKET", "photos"},
                               {"FOTOGAL_CURSOR_KEY", "0123456789abcdef"},
                               {"FOTOGAL_NOSQL_ENDPOINT", server->url()},
                               {"FOTOGAL_OBJECT_STORAGE_ENDPOINT", server->url()}};
  }
};

}  // namespace

TEST_CASE("the operator reaches the functions' cloud with a signature of his own") {
  Bench bench;
  auto services = OperatorServices(bench.folder, bench.running);
  REQUIRE(services.ok());
  CHECK(services->config.bucket == "photos");
  CHECK(services->config.compartment_id == standin::kCompartmentId);
  auto call = CallWithin(std::chrono::seconds(20));
  const auto name = services->objects->GetNamespace(call);
  REQUIRE(name.ok());
  CHECK(*name == standin::kNamespace);
  std::array<std::uint8_t, 16> first{}, second{};
  services->random(first);
  services->random(second);
  CHECK(first != second);
}

TEST_CASE("another data folder's key opens nothing") {
  Bench bench, other;
  const auto requester = OperatorRequester(other.folder);
  REQUIRE(requester.ok());
  auto call = CallWithin(std::chrono::seconds(20));
  const auto answer =
      (*requester)
          ->Send(call, {"GET", bench.server->url() + "/n", {}, ""}, oci::Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().http_status == 401);
}

TEST_CASE("a run file without settings is an error that names one") {
  Bench bench;
  bench.running.function_config.erase("FOTOGAL_BUCKET");
  const auto services = OperatorServices(bench.folder, bench.running);
  REQUIRE_FALSE(services.ok());
  CHECK(services.error().message.find("FOTOGAL_BUCKET") != std::string::npos);
}

TEST_CASE("CallWithin ends after its time") {
  const auto call = CallWithin(std::chrono::hours(1));
  CHECK(call.TimeLeft() > std::chrono::minutes(59));
  CHECK(call.TimeLeft() <= std::chrono::hours(1));
  CHECK(CallWithin(std::chrono::milliseconds(0)).TimeLeft().count() == 0);
}
