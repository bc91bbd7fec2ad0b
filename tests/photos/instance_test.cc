// One instance of `upload`, photo after photo.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iostream>

#include "tests/photos/large_photo.h"
#include "tests/support/running_service.h"

using namespace tests;

namespace {

constexpr long kFunctionMemoryKb = 1024 * 1024;
constexpr std::size_t kPhotos = 40;
// Pages that the allocator keeps for the next photo come in steps, until there are enough.
constexpr std::size_t kWarmUp = 20;

long Kilobytes(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
  }
  return 0;
}

pid_t OnlyUpload(const RunningService& service) {
  const auto processes = service.Processes("upload");
  REQUIRE(processes.size() == 1);
  return processes.front();
}

}  // namespace

TEST_CASE("40 photos of 12 megapixels in a row: the instance's memory stays as it is") {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  std::vector<std::string> photos;
  for (int seed = 0; seed < 3; ++seed) photos.push_back(LargePhoto(seed));
  pid_t instance = 0;
  std::vector<long> peaks, kept;
  for (std::size_t i = 0; i < kPhotos; ++i) {
    const auto reply = ann.Send("POST", "/v1/images", photos[i % photos.size()], "image/jpeg");
    REQUIRE(reply.status == 201);
    CHECK(reply.json()["width"] == 4000);
    const pid_t now = OnlyUpload(service);
    if (instance == 0) instance = now;
    REQUIRE(now == instance);
    peaks.push_back(Kilobytes(now, "VmHWM"));
    kept.push_back(Kilobytes(now, "VmRSS"));
  }
  const long warm = peaks[kWarmUp - 1];
  std::cout << "peak after 1, " << kWarmUp << ", " << kPhotos << ": " << peaks.front() << ", "
            << warm << ", " << peaks.back() << " KB; kept: " << kept.back() << " KB\n";
  CHECK(peaks.back() < kFunctionMemoryKb / 4);
  CHECK(peaks.back() <= warm + warm / 10);
  CHECK(kept.back() <= warm + warm / 10);
}
