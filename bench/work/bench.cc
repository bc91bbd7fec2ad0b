// The work itself, without a service around it: signatures of requests, and the renditions of one
// photo.
//   bench_work sign SECONDS    prints signatures a second, on one core
//   bench_work write FILE      writes a photo of 12 megapixels
//   bench_work photo FILE      prints the processor time of its renditions, in milliseconds
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>

#include "common/files.h"
#include "oci/signer.h"
#include "oci/testing.h"
#include "photo/photo.h"
#include "tests/photos/large_photo.h"

namespace {

double CpuSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// As a request to NoSQL is signed: six headers, one of them the hash of its body.
double SignaturesASecond(double seconds) {
  const oci::Credentials credentials{"ST$token", oci::testing::TestKey()};
  const double begun = CpuSeconds();
  double spent = 0;
  int signed_requests = 0;
  for (; spent < seconds; spent = CpuSeconds() - begun) {
    oci::HttpRequest request;
    request.method = "POST";
    request.url = "https://nosql.us-ashburn-1.oci.oraclecloud.com/20190828/query";
    request.body = std::string(400, 'x');
    const auto now = std::chrono::system_clock::now();
    if (!oci::SignRequest(request, credentials, now, oci::BodySigning::kSigned).ok()) std::abort();
    ++signed_requests;
  }
  return signed_requests / spent;
}

double PhotoMilliseconds(const std::string& bytes) {
  const double begun = CpuSeconds();
  if (!photo::Make(bytes).ok()) std::abort();
  return (CpuSeconds() - begun) * 1000;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count == 3 ? arguments[1] : "";
  if (what == "sign") {
    std::cout << SignaturesASecond(std::atof(arguments[2])) << "\n";
  } else if (what == "write") {
    std::ofstream(arguments[2], std::ios::binary) << tests::LargePhoto(1);
  } else if (what == "photo") {
    std::cout << PhotoMilliseconds(common::ReadFile(arguments[2]).value_or("")) << "\n";
  } else {
    std::cerr << "usage: bench_work sign SECONDS | write FILE | photo FILE\n";
    return 2;
  }
  return 0;
}
