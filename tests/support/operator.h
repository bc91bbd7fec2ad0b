// An operator of a running FotoGal, who uses the program itself.
#pragma once

#include <sys/wait.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "local/running/operator.h"
#include "local/standin/identity/principals.h"
#include "oci/management.h"
#include "tests/support/running_service.h"

namespace tests {

namespace fs = std::filesystem;

inline constexpr const char* kProgram = FOTOGAL_BIN_DIR "/fotogal";

struct Ran {
  int status = -1;
  std::string said;  // both streams
};

inline Ran Run(const std::string& command) {
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

inline size_t Lines(const std::string& text, const std::string& beginning) {
  std::istringstream lines(text);
  size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += line.starts_with(beginning) ? 1 : 0;
  return count;
}

// A running FotoGal, a fake container engine that only prints what a real one would, and settings.
struct Operator {
  RunningService service;
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
  // The digest of every push, sixty-four times this digit.
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
    return Fotogal("deploy", "--skip-build --patience 30 --web " + Web() + " " + more);
  }
  std::string Web() {
    fs::create_directories(folder / "web");
    std::ofstream(folder / "web/index.html") << "<!doctype html>";
    std::ofstream(folder / "web/publish.json")
        << R"([{"name":"index.html","file":"index.html","content_type":"text/html; charset=utf-8",)"
        << R"("cache_control":"no-cache","content_encoding":""}])";
    return (folder / "web").string();
  }
  // The function's resource from OCI's API.
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

}  // namespace tests
