#include "local/agent/launcher.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>

using local::Launch;

namespace {

struct Bench {
  Bench() {
    char pattern[] = "/tmp/launcher-test-XXXXXX";
    place.folder = mkdtemp(pattern);
    place.socket_name = "lsnr.sock";
    place.log_path = place.folder + "/log";
    spec.name = "like";
    spec.id = "ocid1.fnfunc.oc1..like";
    spec.executable = "/bin/functions/like";
    spec.memory_mb = 512;
    spec.config = {{"FOTOGAL_BUCKET", "photos"}, {"FN_FN_ID", "forged"}};
  }
  ~Bench() { std::filesystem::remove_all(place.folder); }

  local::Place place;
  local::FunctionSpec spec;
};

bool Has(const std::vector<std::string>& texts, const std::string& wanted) {
  return std::find(texts.begin(), texts.end(), wanted) != texts.end();
}

}  // namespace

TEST_CASE("an executable runs as it is, with its configuration and Fn's variables over it") {
  Bench bench;
  const Launch launch = local::RunExecutables()(bench.spec, bench.place);
  CHECK(launch.program.arguments == std::vector<std::string>{"/bin/functions/like"});
  CHECK(launch.program.log_path == bench.place.log_path);
  CHECK(launch.end.empty());
  CHECK(Has(launch.program.environment, "FOTOGAL_BUCKET=photos"));
  CHECK(Has(launch.program.environment, "FN_FN_ID=ocid1.fnfunc.oc1..like"));
  CHECK(Has(launch.program.environment, "FN_LISTENER=unix:" + bench.place.folder + "/lsnr.sock"));
}

TEST_CASE("a container has the function's limits, its socket's folder and no more") {
  Bench bench;
  local::Containers containers;
  containers.image_prefix = "localhost/fotogal";
  containers.tag = "1.2.3";
  containers.labels = {"fotogal.run=/tmp/x", "fotogal.data=/y"};
  const Launch launch = local::RunContainers(containers)(bench.spec, bench.place);
  const auto& command = launch.program.arguments;
  for (const char* wanted :
       {"--read-only", "--cap-drop=all", "--user=1000:1000", "--memory=512m", "--pids-limit=50",
        "--security-opt=no-new-privileges", "--label=fotogal.run=/tmp/x", "--label=fotogal.data=/y",
        "--env=FN_FN_ID=ocid1.fnfunc.oc1..like", "--env=FN_LISTENER=unix:/tmp/iofs/lsnr.sock",
        "--env=FOTOGAL_BUCKET=photos"}) {
    INFO(wanted);
    CHECK(Has(command, wanted));
  }
  CHECK(Has(command, "--volume=" + bench.place.folder + ":/tmp/iofs"));
  CHECK(command.back() == "localhost/fotogal/like:1.2.3");
  struct stat folder {};
  REQUIRE(stat(bench.place.folder.c_str(), &folder) == 0);
  CHECK((folder.st_mode & 0777) == 0777);  // uid 1000 makes the socket
  const auto name = launch.end.back();
  CHECK(name.starts_with("fotogal-like-"));
  CHECK(Has(command, "--name=" + name));
}

TEST_CASE("all containers of a run are removed by their label") {
  const auto command = local::RemoveContainersCommand("podman", "fotogal.run=/tmp/x");
  CHECK(command.back() == "label=fotogal.run=/tmp/x");
}

TEST_CASE("a command is run to its end, and its exit status told") {
  local::Spawner spawner;
  CHECK(local::RunToEnd(spawner, {"/bin/sh", "-c", "exit 3"}) == 3);
  CHECK(local::RunToEnd(spawner, {"/bin/sh", "-c", "kill -9 $$"}) == -1);
  CHECK(local::RunToEnd(spawner, {"/nowhere/at-all"}) == -1);
}

TEST_CASE("a function that names an image runs as its container, another as its executable") {
  Bench bench;
  const auto launcher = local::RunEither({});
  CHECK(launcher(bench.spec, bench.place).program.arguments ==
        std::vector<std::string>{"/bin/functions/like"});
  bench.spec.image = "gru.ocir.io/ns/fotogal/like:0.1.0";
  CHECK(launcher(bench.spec, bench.place).program.arguments.back() == bench.spec.image);
}

TEST_CASE("where there is no engine there is no image") {
  local::Spawner spawner;
  CHECK_FALSE(local::HasImage(spawner, "/no/such/engine", "localhost/fotogal/like:1"));
  CHECK_FALSE(local::HasImage(spawner, "/bin/false", "localhost/fotogal/like:1"));
  CHECK(local::HasImage(spawner, "/bin/true", "localhost/fotogal/like:1"));
}
