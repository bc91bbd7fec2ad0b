#include "fotogal/counters/under_way.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

struct Bench : tests::World {
  Json Value(UserId user, const char* name) {
    auto call = cloud.NewCall();
    return FindUnderWay({cloud.services(), call}, user, name)->value;
  }
};

}  // namespace

TEST_CASE("of two who go on from one version one is told to look again") {
  Bench bench;
  auto& services = bench.cloud.services();
  auto call = bench.cloud.NewCall();
  CHECK(bench.Value(7, kOpenUploads).is_null());
  UnderWay was;
  for (const int value : {1, 2}) {
    CHECK(ReplaceUnderWay({services, call}, 7, kOpenUploads, {value, "a"}, was).value());
    CHECK_FALSE(ReplaceUnderWay({services, call}, 7, kOpenUploads, {value, "b"}, was).value());
    CHECK(bench.Value(7, kOpenUploads) == Json{value, "a"});
    was = FindUnderWay({services, call}, 7, kOpenUploads).value();
  }
  CHECK(bench.Value(7, kExportUnderWay).is_null());
  CHECK(bench.Value(8, kOpenUploads).is_null());
}

TEST_CASE("what was written though its answer was lost is known for its own") {
  Bench bench;
  auto& services = bench.cloud.services();
  auto call = bench.cloud.NewCall();
  UnderWay was;
  for (const int value : {1, 2}) {
    bench.cloud.transport().FailRequest(1, Fault::kLostAnswer);
    CHECK(ReplaceUnderWay({services, call}, 7, kOpenUploads, value, was).value());
    CHECK(bench.Value(7, kOpenUploads) == value);
    was = FindUnderWay({services, call}, 7, kOpenUploads).value();
  }
}

TEST_CASE("a row nobody goes on from is forgotten after two days at most") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  CHECK(ReplaceUnderWay({bench.cloud.services(), call}, 7, kOpenUploads, 1, {}).value());
  bench.cloud.now += std::chrono::hours(49);
  CHECK(bench.Value(7, kOpenUploads).is_null());
}
