#include "local/tenancy/deployed_functions.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "local/tenancy/testing.h"

using local::DeployedFunctions;
using local::testing::TenancyBench;

namespace {

struct Bench : TenancyBench {
  std::string images = (folder.path() / "images").string();
  int looks = 0;
  bool has_image = false;

  DeployedFunctions New() {
    return DeployedFunctions({requester,
                              "http://h",
                              {{"FOTOGAL_NOSQL_ENDPOINT", "http://local"}},
                              [this](const std::string&) {
                                ++looks;
                                return has_image;
                              },
                              {images},
                              clock});
  }
  void Put(const std::string& path) {
    const auto file = std::filesystem::path(images) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "program";
  }
};

}  // namespace

TEST_CASE("a function runs with what was provisioned: limits, and configurations over each other") {
  Bench bench;
  const auto application = bench.MakeApplication({{"A", "application's"}, {"B", "application's"}});
  const auto id = bench.MakeFunction(
      application, {{"config", {{"B", "own"}, {"FOTOGAL_NOSQL_ENDPOINT", "https://there"}}},
                    {"timeoutInSeconds", 20},
                    {"detachedModeTimeoutInSeconds", 300}});
  auto functions = bench.New();
  const auto spec = functions.Find(id).value().value();
  CHECK(spec.id == id);
  CHECK(spec.name == "like");
  CHECK(spec.memory_mb == 512);
  CHECK(spec.timeout == std::chrono::seconds(20));
  CHECK(spec.detached_timeout == std::chrono::seconds(300));
  CHECK(spec.config.at("A") == "application's");
  CHECK(spec.config.at("B") == "own");
  CHECK(spec.config.at("FOTOGAL_NOSQL_ENDPOINT") == "http://local");
  CHECK(spec == functions.Find(id).value().value());
}

TEST_CASE("detached calls have the time of others where none is set") {
  Bench bench;
  const auto id = bench.MakeFunction(bench.MakeApplication({}), {{"timeoutInSeconds", 20}});
  CHECK(bench.New().Find(id).value()->detached_timeout == std::chrono::seconds(20));
}

TEST_CASE("there is no function of another id") {
  Bench bench;
  CHECK_FALSE(bench.New().Find("ocid1.fnfunc.oc1..other").value().has_value());
}

TEST_CASE("an image that the engine has is run; otherwise the executable of its name") {
  Bench bench;
  const auto id = bench.MakeFunction(bench.MakeApplication({}), {});
  bench.has_image = true;
  CHECK(bench.New().Find(id).value()->image == "gru.ocir.io/ns/fotogal/like:0.1.0");
  bench.has_image = false;
  // There is no such image, so the engine will report what is wrong with it.
  CHECK(bench.New().Find(id).value()->image == "gru.ocir.io/ns/fotogal/like:0.1.0");
  bench.Put("like");
  CHECK(bench.New().Find(id).value()->executable == bench.images + "/like");
  std::filesystem::remove_all(bench.images);
  bench.Put("like/like");
  const auto spec = bench.New().Find(id).value().value();
  CHECK(spec.executable == bench.images + "/like/like");
  CHECK(spec.image.empty());
}

TEST_CASE("the engine is asked once, and again when the function has changed") {
  Bench bench;
  const auto id = bench.MakeFunction(bench.MakeApplication({}), {});
  bench.has_image = true;
  auto functions = bench.New();
  REQUIRE(functions.Find(id).ok());
  REQUIRE(functions.Find(id).ok());
  CHECK(bench.looks == 1);
  bench.Change(oci::management::Functions("http://h"), id,
               {{"image", "gru.ocir.io/ns/fotogal/like:0.2.0"}});
  CHECK(functions.Find(id).value()->image == "gru.ocir.io/ns/fotogal/like:0.2.0");
  CHECK(bench.looks == 2);
}

TEST_CASE("a changed function is another one, also when only its image's digest is new") {
  Bench bench;
  const auto id = bench.MakeFunction(bench.MakeApplication({}), {});
  bench.has_image = true;
  auto functions = bench.New();
  const auto before = functions.Find(id).value().value();
  bench.Change(oci::management::Functions("http://h"), id,
               {{"imageDigest", "sha256:" + std::string(64, '1')}});
  const auto after = functions.Find(id).value().value();
  CHECK(after.image == before.image);
  CHECK_FALSE(after == before);
}

TEST_CASE("an image whose name no file can have is looked for all the same") {
  Bench bench;
  const auto id = bench.MakeFunction(bench.MakeApplication({}),
                                     {{"image", "h/ns/" + std::string(300, 'x') + ":1"}});
  CHECK(bench.New().Find(id).value()->executable.empty());
}

TEST_CASE("a cloud that does not answer is an error, not a missing function") {
  Bench bench;
  const auto id = bench.MakeFunction(bench.MakeApplication({}), {});
  auto functions = bench.New();
  for (int i = 0; i < 20; ++i)
    bench.transport->FailRequest(i + 1, standin::InProcessTransport::Fault::kNotReached);
  CHECK_FALSE(functions.Find(id).ok());
}

TEST_CASE("an image's name is what stands before its tag or digest") {
  CHECK(local::NameOfImage("gru.ocir.io/ns/fotogal/like:0.1.0") == "like");
  CHECK(local::NameOfImage("localhost:5000/fotogal/like") == "like");
  CHECK(local::NameOfImage("gru.ocir.io/ns/like@sha256:abc") == "like");
  CHECK(local::NameOfImage("like") == "like");
}
