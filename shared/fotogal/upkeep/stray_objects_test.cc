#include "fotogal/upkeep/stray_objects.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "functions/image/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/posts.h"
#include "tests/support/upload_bench.h"

using namespace fotogal;
using Bench = tests::UploadBench;
using Fault = standin::InProcessTransport::Fault;

TEST_CASE("sweep takes orphans after a day, and neither images nor what is being stored") {
  Bench bench;
  auto& objects = *bench.cloud.services().objects;
  const std::string kept = bench.cloud.Upload(bench.ann, 1);
  bench.cloud.RunJobs();
  auto call = bench.cloud.NewCall();
  const std::string folder = "images/" + ToBase36(bench.ann.id) + "/";
  for (const char* name : {"5-7", "5-7.thumb", "5-7.medium", "5-7.large"})
    REQUIRE(objects.Put(call, folder + name, "x", {}).ok());
  // The same image, but of a try that drew another op.
  const std::string image = kept.substr(kept.find('-') + 1);
  REQUIRE(objects.Put(call, folder + image + "-1", "x", {}).ok());
  bench.cloud.now += std::chrono::hours(23);
  bench.Sweep();
  CHECK(bench.Objects("images/").size() == 8);
  bench.cloud.now += std::chrono::hours(7);
  bench.cloud.transport().Observe([&, done = false](const standin::Request& request) mutable {
    // Just before it is deleted, a late try stores it again.
    if (done || request.method != "DELETE" || request.path.find("5-7.thumb") == std::string::npos)
      return;
    done = true;
    auto other = bench.cloud.NewCall();
    CHECK(objects.Put(other, folder + "5-7.thumb", "newer", {}).ok());
  });
  bench.Sweep();
  bench.cloud.transport().Observe(nullptr);
  const auto left = bench.Objects("images/");
  CHECK(left.size() == 4);
  CHECK(std::ranges::count(left, folder + "5-7.thumb") == 1);
  CHECK(bench.cloud.LoadContent(kept, "medium", &bench.ann).status == 200);
}

TEST_CASE("sweep takes orphans among avatars, and none of an avatar that stands") {
  Bench bench;
  auto& objects = *bench.cloud.services().objects;
  REQUIRE(bench.cloud
              .Send(&upload::Handle, {"PUT", "/v1/me/avatar", "", tests::SmallPng(1), "image/png"},
                    &bench.ann)
              .status == 200);
  bench.cloud.Upload(bench.ann, 2);
  bench.cloud.RunJobs();
  auto call = bench.cloud.NewCall();
  const std::string folder = ToBase36(bench.ann.id) + "/";
  for (const char* name : {"5-7", "5-7.small", "5-7.thumb"})
    REQUIRE(objects.Put(call, "avatars/" + folder + name, "x", {}).ok());
  REQUIRE(objects.Put(call, "images/" + folder + "5-7", "x", {}).ok());
  bench.cloud.now += std::chrono::hours(30);
  bench.Sweep();
  CHECK(bench.Objects("avatars/").size() == 3);
  CHECK(bench.Objects("images/").size() == 3);
  for (const auto& name : bench.Objects("avatars/")) CHECK(name.find("5-7") == std::string::npos);
}

TEST_CASE("sweep reads the rows of all images every six hours, not each time") {
  Bench bench;
  bench.cloud.Upload(bench.ann, 1);
  bench.cloud.RunJobs();
  bench.cloud.now += std::chrono::hours(30);
  int walks = 0;
  bench.cloud.transport().Observe([&](const standin::Request& request) {
    walks += request.method == "GET" && request.query.find("prefix=images") != std::string::npos;
  });
  for (int minutes = 0; minutes < 12 * 60; minutes += 30) {
    bench.Sweep();
    bench.cloud.now += std::chrono::minutes(30);
  }
  bench.cloud.transport().Observe(nullptr);
  CHECK(walks == 2);
}

TEST_CASE("an object in parts that nobody goes on with is given up after a week") {
  Bench bench;
  auto& objects = *bench.cloud.services().objects;
  auto call = bench.cloud.NewCall();
  REQUIRE(objects.CreateMultipartUpload(call, "exports/1/2.zip", "application/zip").ok());
  bench.cloud.now += std::chrono::days(6);
  bench.Sweep();
  const auto under_way = [&] {
    auto look = bench.cloud.NewCall();
    return objects.ListMultipartUploads(look, "").value().items.size();
  };
  CHECK(under_way() == 1);
  bench.cloud.now += std::chrono::days(2);
  bench.Sweep();
  CHECK(under_way() == 0);
}

TEST_CASE("sweep cut off anywhere is finished by the next") {
  for (int n = 1;; ++n) {
    Bench bench;
    bench.OpenFor("12345", bench.ann);
    auto call = bench.cloud.NewCall();
    const std::string orphan = "images/" + ToBase36(bench.ann.id) + "/5-7";
    REQUIRE(bench.cloud.services().objects->Put(call, orphan, "x", {}).ok());
    bench.cloud.now += std::chrono::days(1) + std::chrono::minutes(1);
    bench.cloud.transport().FailFrom(n, Fault::kLostAnswer);
    const bool whole = bench.cloud.Invoke(&sweep::Handle, "{}").status == 200;
    bench.cloud.transport().Recover();
    bench.Sweep();
    CHECK(bench.Objects("images/").empty());
    bench.CheckTidy();
    if (whole) break;
    REQUIRE(n < 60);
  }
}

TEST_CASE("the photos of a post are no orphans, those of a post that was never made are") {
  Bench bench;
  tests::Post(bench.cloud, bench.ann, 3);
  bench.cloud.RunJobs();
  auto call = bench.cloud.NewCall();
  const std::string folder = "images/" + ToBase36(bench.ann.id) + "/";
  for (const char* name : {"5-7-2", "5-7-2.thumb", "5-7-3.medium"})
    REQUIRE(bench.cloud.services().objects->Put(call, folder + name, "x", {}).ok());
  bench.cloud.now += std::chrono::hours(30);
  bench.Sweep();
  CHECK(bench.Objects("images/").size() == 9);
  for (const auto& name : bench.Objects("images/")) CHECK(name.find("5-7") == std::string::npos);
}
