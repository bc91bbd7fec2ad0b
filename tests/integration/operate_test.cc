// What an operator does, with the program itself: provision, look, repair, deploy, fall back,
// destroy; against a local cloud in processes of its own.
#include <sys/wait.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "local/command/operator.h"
#include "local/standin/principals.h"
#include "oci/management.h"
#include "tests/support/running_service.h"

namespace {

namespace fs = std::filesystem;
using tests::Json;

constexpr const char* kProgram = FOTOGAL_BIN_DIR "/fotogal";

struct Ran {
  int status = -1;
  std::string said;  // both streams
};

Ran Run(const std::string& command) {
  Ran ran;
  std::FILE* pipe = popen((command + " 2>&1 </dev/null").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer;
  for (size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.said.append(buffer.data(), count);
  const int status = pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

size_t Lines(const std::string& text, const std::string& beginning) {
  std::istringstream lines(text);
  size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += line.starts_with(beginning) ? 1 : 0;
  return count;
}

// A running FotoGal, a container engine that only says what a real one would, and settings.
struct Operator {
  tests::RunningService service;
  fs::path folder;

  Operator() {
    char pattern[] = "/tmp/fotogal-operator-XXXXXX";
    folder = mkdtemp(pattern);
    Settings({{"image_tag", "1.0"}});
    Engine("1");
  }
  ~Operator() { fs::remove_all(folder); }

  void Settings(Json settings) {
    settings["data"] = service.data();
    settings["image_prefix"] = "registry.test/ns/fotogal";
    std::ofstream(folder / "settings.json") << settings.dump();
  }
  // Every push has this digest, sixty-four times the digit.
  void Engine(const std::string& digit) {
    const auto path = folder / "docker";
    std::ofstream(path) << "#!/bin/sh\necho 1.0: digest: sha256:$(printf '" << digit
                        << "%.0s' $(seq 64)) size: 1\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  Ran Fotogal(const std::string& command, const std::string& more = "") {
    return Run("CONTAINER_ENGINE=" + (folder / "docker").string() + " " + kProgram + " " + command +
               " --config " + (folder / "settings.json").string() + " " + more);
  }
  Ran Deploy(const std::string& more = "") {
    return Fotogal("deploy", "--skip-build --patience 5 --web " + Web() + " " + more);
  }
  std::string Web() {
    fs::create_directories(folder / "web");
    std::ofstream(folder / "web/index.html") << "<!doctype html>";
    std::ofstream(folder / "web/publish.json")
        << R"([{"name":"index.html","file":"index.html","content_type":"text/html; charset=utf-8",)"
        << R"("cache_control":"no-cache","content_encoding":""}])";
    return (folder / "web").string();
  }
  // As OCI's own API tells it.
  Json Function(const std::string& name) {
    const auto data = local::OpenDataFolder(service.data()).value();
    const auto requester = local::OperatorRequester(data).value();
    const auto url = local::ReadRunning(data)->standin_url;
    auto call = local::CallWithin(std::chrono::seconds(20));
    oci::management::Client applications(requester, oci::management::Applications(url));
    const auto application =
        applications.Find(call, standin::kCompartmentId, "fotogal").value().value();
    oci::management::Client functions(requester, oci::management::Functions(url));
    return functions.Find(call, application["id"], name).value().value();
  }
};

}  // namespace

TEST_CASE("a plan changes nothing; provisioning does, once; status tells what is so") {
  Operator an_operator;
  an_operator.Settings({});
  const auto plan = an_operator.Fotogal("provision", "--plan");
  CHECK(plan.status == 0);
  CHECK(Lines(plan.said, "+ repository ") > 15);
  CHECK(Lines(plan.said, "+ application fotogal") == 1);
  CHECK(an_operator.Fotogal("status").status == 2);
  const auto unasked = an_operator.Fotogal("provision");
  CHECK(unasked.status == 3);
  CHECK(unasked.said.find("--yes") != std::string::npos);
  CHECK(an_operator.Fotogal("provision", "--plan").said == plan.said);

  const auto made = an_operator.Fotogal("provision", "--yes");
  CHECK(made.status == 0);
  CHECK(made.said.find("Allow dynamic-group fotogal-functions") != std::string::npos);
  const auto again = an_operator.Fotogal("provision", "--yes");
  CHECK(again.said.starts_with("0 to make, 0 to mend"));
  const auto status = an_operator.Fotogal("status");
  CHECK(Lines(status.said, "as wanted gateway fotogal (ACTIVE)") == 1);
  CHECK(Lines(status.said, "missing   function upload") == 1);
}

TEST_CASE("deployed, changed and deployed again, it ends as the settings say") {
  Operator an_operator;
  const auto first = an_operator.Deploy();
  INFO(first.said);
  REQUIRE(first.status == 0);
  CHECK(first.said.find("FotoGal 1.0 is at http://127.0.0.1:") != std::string::npos);
  CHECK(an_operator.Function("upload")["image"] == "registry.test/ns/fotogal/upload:1.0");
  CHECK(an_operator.Function("upload")["memoryInMBs"] == 1024);
  CHECK(an_operator.Fotogal("status").status == 0);

  const auto again = an_operator.Deploy();
  CHECK(again.status == 0);
  CHECK(Lines(again.said, "~ ") == 0);
  CHECK(Lines(again.said, "+ ") == 0);

  an_operator.Engine("2");
  const auto rebuilt = an_operator.Deploy();
  CHECK(rebuilt.status == 0);
  CHECK(Lines(rebuilt.said, "~ function ") > 15);
  CHECK(an_operator.Function("like")["imageDigest"] == "sha256:" + std::string(64, '2'));
}

TEST_CASE("a release that does not answer gives way to the one before") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  an_operator.Settings({{"image_tag", "1.0"}, {"url", "http://127.0.0.1:1"}});
  an_operator.Engine("2");
  const auto failed = an_operator.Deploy("--tag 2.0");
  INFO(failed.said);
  CHECK(failed.status == 1);
  CHECK(failed.said.find("GET http://127.0.0.1:1/v1/health") != std::string::npos);
  CHECK(failed.said.find("what ran before is back") != std::string::npos);
  CHECK(an_operator.Function("upload")["image"] == "registry.test/ns/fotogal/upload:1.0");
  CHECK(an_operator.Function("upload")["imageDigest"] == "sha256:" + std::string(64, '1'));
  CHECK(an_operator.Fotogal("status").status == 0);
}

TEST_CASE("a push that fails changes nothing that people see") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  std::ofstream(an_operator.folder / "docker") << "#!/bin/sh\necho denied: log in first\nexit 1\n";
  const auto failed = an_operator.Deploy("--tag 2.0");
  CHECK(failed.status == 1);
  CHECK(failed.said.find("denied: log in first") != std::string::npos);
  CHECK(an_operator.Function("upload")["image"] == "registry.test/ns/fotogal/upload:1.0");
}

TEST_CASE("destroying spares what holds data, and takes the rest") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  tests::Client::SignUp(an_operator.service, "ana");
  const auto unasked = an_operator.Fotogal("destroy");
  CHECK(unasked.status == 3);
  CHECK(an_operator.Function("upload")["lifecycleState"] == "ACTIVE");
  const auto destroyed = an_operator.Fotogal("destroy", "--yes");
  INFO(destroyed.said);
  CHECK(destroyed.status == 0);
  CHECK(destroyed.said.find("! table fotogal_ntable_users holds data: name it to remove it") !=
        std::string::npos);
  CHECK(Lines(destroyed.said, "- function ") > 30);  // told before and while it is done
  const auto status = an_operator.Fotogal("status");
  CHECK(Lines(status.said, "as wanted table fotogal_ntable_users") == 1);
  CHECK(Lines(status.said, "missing   table fotogal_ntable_comments") == 1);
  CHECK(Lines(status.said, "missing   application fotogal") == 1);
  an_operator.Fotogal("destroy", "--yes --drop fotogal_ntable_users");
  CHECK(Lines(an_operator.Fotogal("status").said, "missing   table fotogal_ntable_users") == 1);
}

TEST_CASE("killed anywhere, provisioning is gone on with") {
  Operator an_operator;
  const auto planned = an_operator.Fotogal("provision", "--plan").said;
  const auto plan_lines = std::count(planned.begin(), planned.end(), '\n');
  const std::string out = (an_operator.folder / "out").string();
  int killed = 0;
  // As soon as it tells of the first, fourth, ... thing that it has made.
  for (int told = 1; told < 12; told += 3) {
    const std::string lines = std::to_string(plan_lines + told);
    const auto cut =
        Run("CUT=" + lines + " OUT=" + out + " sh -c '" + kProgram + " provision --yes --config " +
            (an_operator.folder / "settings.json").string() +
            " >$OUT & pid=$!; while kill -0 $pid && [ $(wc -l <$OUT) -lt $CUT ]; do "
            ":; done 2>/dev/null; kill -9 $pid; wait $pid; exit $?'");
    killed += cut.status == 137 ? 1 : 0;
  }
  CHECK(killed > 0);
  CHECK(an_operator.Fotogal("provision", "--yes").status == 0);
  CHECK(an_operator.Fotogal("status").status == 0);
  const auto again = an_operator.Fotogal("provision", "--yes");
  CHECK(again.said.starts_with("0 to make, 0 to mend"));
}

TEST_CASE("what is wrong with settings and surroundings is said in one line") {
  Operator an_operator;
  const auto file = (an_operator.folder / "wrong.json").string();
  const auto refusal = [&](const std::string& text) {
    std::ofstream(file) << text;
    const auto ran = Run(std::string(kProgram) + " status --config " + file);
    CHECK(ran.status == 1);
    CHECK(std::count(ran.said.begin(), ran.said.end(), '\n') == 1);
    return ran.said;
  };
  CHECK(refusal("{") == "fotogal: " + file + " is not a JSON object\n");
  CHECK(refusal(R"({"regoin":"gru"})") == "fotogal: regoin is not known here\n");
  CHECK(refusal(R"({"data":"/nowhere/at/all"})") ==
        "fotogal: /nowhere/at/all: no such data folder\n");
  CHECK_FALSE(fs::exists("/nowhere"));
  CHECK(Run(std::string(kProgram) + " status --config /none").said ==
        "fotogal: /none: not readable\n");
}
