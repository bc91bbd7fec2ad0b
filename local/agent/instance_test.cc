#include "local/agent/instance.h"

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <filesystem>

using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

struct Bench {
  Bench() {
    char pattern[] = "/tmp/instance-test-XXXXXX";
    path = mkdtemp(pattern);
    spec.name = "probe";
    spec.id = "ocid1.fnfunc.oc1..probe";
    spec.executable = FOTOGAL_BIN_DIR "/agent_probe";
    spec.memory_mb = 512;
    spec.config = {{"GREETING", "hi"}, {"FN_FN_ID", "forged"}, {"FN_LISTENER", "unix:/tmp/forged"}};
  }
  ~Bench() { fs::remove_all(path); }
  auto Start() {
    return local::Instance::Start(spawner, local::RunExecutables(), spec, path, path);
  }
  int Sockets() const {
    int count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path)) count += entry.is_socket();
    return count;
  }

  std::string path;
  local::FunctionSpec spec;
  local::Spawner spawner;
};

std::string Ask(local::Instance& instance, const std::string& order) {
  const auto answer = instance.Call({{}, order}, 10s);
  return answer.ok() ? answer->body : answer.error().code;
}

}  // namespace

TEST_CASE("a process has the environment of Fn, which its configuration cannot change") {
  Bench bench;
  auto instance = bench.Start();
  REQUIRE(instance.ok());
  CHECK(Ask(**instance, "pid") == std::to_string((*instance)->pid()));
  CHECK(Ask(**instance, "env GREETING") == "hi");
  CHECK(Ask(**instance, "env FN_FORMAT") == "http-stream");
  CHECK(Ask(**instance, "env FN_FN_NAME") == "probe");
  CHECK(Ask(**instance, "env FN_FN_ID") == bench.spec.id);
  CHECK(Ask(**instance, "env FN_MEMORY") == "512");
  CHECK(Ask(**instance, "env FN_LISTENER").starts_with("unix:" + bench.path));
}

TEST_CASE("ending one ends its process and removes its socket") {
  Bench bench;
  pid_t pid = 0;
  {
    auto one = bench.Start();
    auto two = bench.Start();
    REQUIRE(one.ok());
    REQUIRE(two.ok());
    pid = (*one)->pid();
    CHECK(pid != (*two)->pid());
    CHECK(bench.Sockets() >= 2);
  }
  CHECK(kill(pid, 0) != 0);
  CHECK(bench.Sockets() == 0);
}

TEST_CASE("a killed process answers no call") {
  Bench bench;
  auto instance = bench.Start();
  REQUIRE(instance.ok());
  (*instance)->Kill();
  CHECK(Ask(**instance, "pid") == "no_answer");
}

TEST_CASE("what never listens is no instance, and leaves nothing") {
  Bench bench;
  for (const char* executable : {"/bin/false", "/bin/true", "/nonexistent", "/tmp"}) {
    INFO(executable);
    bench.spec.executable = executable;
    CHECK_FALSE(bench.Start().ok());
    CHECK(bench.Sockets() == 0);
  }
}

TEST_CASE("a container that is being created is completed, and then removed") {
  Bench bench;
  // The engine finishes creating the container only when its removal is already wanted.
  const std::string wanted = bench.path + "/wanted-removed", made = bench.path + "/made";
  const local::Launcher launcher = [&](const local::FunctionSpec&, const local::Place& place) {
    local::Launch launch;
    launch.program.arguments = {"/bin/sh", "-c",
                                "trap '' TERM; until [ -e " + wanted +
                                    " ]; do sleep 0.01; done; touch " + made + "; while [ -e " +
                                    made + " ]; do sleep 0.01; done"};
    launch.program.environment = local::OwnEnvironment();
    launch.program.log_path = place.log_path;
    launch.end = {"/bin/sh", "-c", "touch " + wanted + "; rm -f " + made};
    return launch;
  };
  CHECK_FALSE(
      local::Instance::Start(bench.spawner, launcher, bench.spec, bench.path, bench.path).ok());
  CHECK(fs::exists(wanted));
  CHECK_FALSE(fs::exists(made));
}
