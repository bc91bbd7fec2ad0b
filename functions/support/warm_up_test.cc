#include "functions/support/warm_up.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "tests/support/test_cloud.h"

namespace fotogal {
namespace {

std::atomic<bool> may_end, ended;

Outcome<Unit> EndsWhenItMay(const Context& context) {
  while (!may_end && !context.call.Cancelled()) std::this_thread::yield();
  ended = true;
  return Unit{};
}

Outcome<Unit> Fails(const Context&) { throw std::runtime_error("as some do"); }

fdk::Request Of(const char* user) {
  fdk::Request request;
  if (*user != '\0') request.headers.Set("X-FotoGal-User-Id", user);
  return request;
}

}  // namespace

TEST_CASE("a call of nobody does not wait for what a process makes ready, a person's call does") {
  tests::TestCloud cloud;
  may_end = ended = false;
  RunningWarmUp running(cloud.services(), &EndsWhenItMay);
  running.Await(Of(""));
  CHECK_FALSE(ended);
  may_end = true;
  running.Await(Of("1"));
  CHECK(ended);
  running.Await(Of("1"));
}

TEST_CASE("what a process makes ready ends with the process, and may fail or be nothing") {
  tests::TestCloud cloud;
  may_end = ended = false;
  { const RunningWarmUp running(cloud.services(), &EndsWhenItMay); }
  CHECK(ended);
  RunningWarmUp failing(cloud.services(), &Fails), nothing(cloud.services(), nullptr);
  failing.Await(Of("1"));
  nothing.Await(Of("1"));
}

}  // namespace fotogal
