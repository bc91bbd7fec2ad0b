#include "operate/command/operation.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fstream>

#include "common/files.h"
#include "local/running/data_folder.h"
#include "local/standin/identity/principals.h"
#include "local/standin/testing.h"

using namespace operate;
using standin::testing::Folder;

namespace {

struct Bench {
  Folder folder;
  std::string path = (folder.path() / "settings.json").string();

  oci::Result<TenancyAccess> Open(const std::string& settings) {
    std::ofstream(path) << settings;
    return OpenTenancyAccess(path);
  }
  std::string Refusal(const std::string& settings) {
    const auto opened = Open(settings);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().message.find('\n') == std::string::npos);
    return opened.error().message;
  }
};

// What `use` writes to standard output, which is no terminal then.
std::string Printed(const std::function<void()>& use) {
  const Folder folder;
  const auto path = folder.path() / "out";
  std::fflush(stdout);
  const int before = ::dup(STDOUT_FILENO);
  std::FILE* file = std::fopen(path.c_str(), "w");
  REQUIRE(file != nullptr);
  ::dup2(::fileno(file), STDOUT_FILENO);
  use();
  std::fflush(stdout);
  ::dup2(before, STDOUT_FILENO);
  ::close(before);
  std::fclose(file);
  return common::ReadFile(path).value_or("");
}

}  // namespace

TEST_CASE("settings that lead to no tenancy are reported in one line") {
  Bench bench;
  CHECK(OpenTenancyAccess("/nowhere/settings.json").error().message ==
        "/nowhere/settings.json: no such file");
  CHECK(bench.Refusal("[]") == bench.path + ": is []; must be a JSON object");
  CHECK(bench.Refusal(R"({"data":"/nowhere/at/all"})") ==
        bench.path +
            ": data is \"/nowhere/at/all\"; must be the data folder of a running fotogal: there is "
            "no "
            "such folder");
  const auto stopped = bench.Refusal(R"({"data":")" + bench.folder.path().string() + R"("})");
  const auto folder = bench.folder.path().string();
  CHECK(stopped == bench.path + ": data is \"" + folder +
                       "\"; must be the data folder of a running fotogal: none is running there "
                       "(start one with `fotogal up --cloud-only --data " +
                       folder + "`)");
  const auto keyless = bench.Refusal(
      R"({"region":"sa-saopaulo-1","compartment_id":"c","credentials":{"config_file":"/no/key"}})");
  CHECK(keyless.find("/no/key") != std::string::npos);
}

TEST_CASE("settings with a data folder use the stand-in that runs on it, and nothing else") {
  Bench bench;
  const auto data = local::OpenDataFolder(bench.folder.path() / "data").value();
  local::Running running;
  running.port = 8123;
  running.standin_url = "http://127.0.0.1:5";
  REQUIRE(local::WriteRunning(data, running).ok());
  const auto lock = local::FolderLock::Take(data);
  REQUIRE(lock.ok());
  const auto to = bench.Open(R"({"data":")" + data.path + R"(","image_tag":"7"})");
  REQUIRE(to.ok());
  CHECK(to->access.endpoints.nosql.starts_with("http://127.0.0.1:5"));
  CHECK(to->access.endpoints.object_storage.starts_with("http://127.0.0.1:5"));
  CHECK(to->access.endpoints.gateway.starts_with("http://127.0.0.1:5"));
  CHECK(to->settings.compartment_id == standin::kCompartmentId);
  CHECK(to->settings.image_tag == "7");
  CHECK_FALSE(to->settings.subnet_id.empty());
  CHECK(to->url.empty());  // what is deployed there is served at its own endpoint
  CHECK(to->call().TimeLeft() > std::chrono::minutes(5));
  const auto elsewhere =
      bench.Open(R"({"data":")" + data.path + R"(","url":"https://photos.test"})");
  CHECK(elsewhere->url == "https://photos.test");
}

TEST_CASE("every function of the manifest is provisioned with its memory and its time") {
  Bench bench;
  const auto data = local::OpenDataFolder(bench.folder.path() / "data").value();
  local::Running running;
  running.standin_url = "http://127.0.0.1:5";
  REQUIRE(local::WriteRunning(data, running).ok());
  const auto lock = local::FolderLock::Take(data);
  REQUIRE(lock.ok());
  const auto to = bench.Open(R"({"data":")" + data.path + R"("})");
  REQUIRE(to.ok());
  CHECK(to->url.empty());
  CHECK(to->settings.functions.size() > 15);
  for (const auto& function : to->settings.functions) {
    INFO(function.name);
    CHECK(function.memory_mb == (function.name == "upload" ? 1024 : 256));
    CHECK((function.timeout_s == 30 || function.timeout_s == 300));
  }
  CHECK(to->access.new_secret().size() == 64);
  CHECK(to->access.new_secret() != to->access.new_secret());
}

TEST_CASE("the project's deployment specification is provisioned, or the one that settings name") {
  Bench bench;
  const auto data = local::OpenDataFolder(bench.folder.path() / "data").value();
  local::Running running;
  running.standin_url = "http://127.0.0.1:5";
  REQUIRE(local::WriteRunning(data, running).ok());
  const auto lock = local::FolderLock::Take(data);
  REQUIRE(lock.ok());
  const auto own = bench.Open(R"({"data":")" + data.path + R"("})");
  REQUIRE(own.ok());
  CHECK(provision::CheckSpecification(own->access, own->settings).ok());

  const auto path = (bench.folder.path() / "deployment.json").string();
  const auto to = bench.Open(R"({"data":")" + data.path + R"(","specification":")" + path + "\"}");
  REQUIRE(to.ok());
  const auto refusal = [&](const std::string& text) {
    std::ofstream(path) << text;
    const auto checked = provision::CheckSpecification(to->access, to->settings);
    return checked.ok() ? "" : checked.error().message;
  };
  CHECK(refusal(R"({"routes": []})") == "");
  CHECK(refusal("{") ==
        path +
            ": not JSON: line 1, column 2 is not what may stand there; found the end of the file");
  CHECK(refusal(R"({"routes": "{{function.nobody}}"})").find("{{function.nobody}}") !=
        std::string::npos);
  const auto misspelt = refusal(R"({"routes": [], "routs": 1})");
  CHECK(misspelt.starts_with(path + ": deployment specification: "));
  CHECK(misspelt.find("unknown key routs") != std::string::npos);
  std::filesystem::remove(path);
  CHECK(provision::CheckSpecification(to->access, to->settings).error().message ==
        path + ": no such file");
}

TEST_CASE("RunWithProgress prints a line for each step, and returns the error of what it ran") {
  const auto line = Printed([] {
    CHECK(RunWithProgress("work", [](const provision::Observer& observer) -> oci::Status {
            observer.advance(0, 2, "first");
            observer.say("+ first");
            observer.advance(1, 2, "second");
            observer.say("+ second");
            observer.advance(2, 2, "");
            return oci::Ok();
          }).ok());
  });
  CHECK(line == "+ first\n+ second\n");
  const auto failed = Printed([] {
    const auto status =
        RunWithProgress("work", [](const provision::Observer& observer) -> oci::Status {
          observer.advance(0, 2, "first");
          return oci::ConfigurationError("no");
        });
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().message == "no");
  });
  CHECK(failed.empty());
}
