// A person's export through the running service: real processes, real photos, bounded memory.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/support/pictures.h"
#include "tests/support/running_service.h"
#include "tests/support/test_cloud.h"

using namespace tests;

namespace {

constexpr long kFunctionMemoryKb = 256 * 1024;

// The most memory that a process has held.
long PeakKb(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

// Noise, so that the file is as large as its pixels.
std::string LargePng(int side) {
  std::mt19937 random(1);
  return EncodePng(side, side, [&](int, int) { return static_cast<std::uint8_t>(random()); });
}

}  // namespace

TEST_CASE("an export packs every photo in the memory of its function") {
  // Together they are more than the function has: it can never hold them all.
  const bool nightly = std::getenv("FOTOGAL_NIGHTLY") != nullptr;
  const int photos = nightly ? 1000 : 48;
  const std::string photo = LargePng(nightly ? 310 : 1400);
  REQUIRE(photos * static_cast<long>(photo.size()) > kFunctionMemoryKb * 1024);
  // One person uploads here more than people may in an hour.
  REQUIRE(setenv("FOTOGAL_BUDGETS", "signups=10/20,uploads=2000/2000", 1) == 0);
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  for (int i = 0; i < photos; ++i) ann.Upload(photo);
  CHECK(ann.Send("GET", "/v1/me/export").json() == Json{{"status", "none"}});
  CHECK(ann.Send("POST", "/v1/me/export").status == 202);
  HttpReply ready;
  REQUIRE(Eventually(
      [&] {
        ready = ann.Send("GET", "/v1/me/export");
        return ready.status == 200;
      },
      nightly ? 1200 : 300));
  const auto processes = service.Processes("export");
  REQUIRE_FALSE(processes.empty());
  for (const pid_t pid : processes) {
    CHECK(PeakKb(pid) > 0);
    CHECK(PeakKb(pid) < kFunctionMemoryKb);
  }
  // Whoever has the address needs no session.
  const std::string path = service.data() + "/export.zip";
  std::string url = ready.json()["url"];
  if (url.starts_with("/")) url = "http://127.0.0.1:" + std::to_string(service.port()) + url;
  REQUIRE(std::system(("curl -sf -D " + path + ".head -o " + path + " '" + url + "'").c_str()) ==
          0);
  CHECK(std::system(("grep -qi '^cache-control: no-store' " + path + ".head").c_str()) == 0);
  CHECK(ready.json()["size"] == std::filesystem::file_size(path));
  CHECK(std::filesystem::file_size(path) > kFunctionMemoryKb * 1024);
  const std::string command =
      "python3 -c 'import sys, zipfile\n"
      "z = zipfile.ZipFile(sys.argv[1])\n"
      "assert z.testzip() is None\n"
      "photos = [n for n in z.namelist() if n.startswith(\"photos/\")]\n"
      "assert len(photos) == int(sys.argv[2]), len(photos)' " +
      path + " " + std::to_string(photos);
  CHECK(std::system(command.c_str()) == 0);
}
