#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fdk/fdk.h"

using fdk::CancellationToken;

TEST_CASE("Copies of a token share their state, and actions run once") {
  const CancellationToken token;
  const CancellationToken copy = token;
  int ran = 0;
  copy.OnCancel([&] { ++ran; });
  CHECK_FALSE(copy.Cancelled());
  CHECK(ran == 0);
  token.Cancel();
  CHECK(copy.Cancelled());
  CHECK(ran == 1);
  token.Cancel();
  CHECK(ran == 1);
  copy.OnCancel([&] { ran += 10; });  // late: at once
  CHECK(ran == 11);
}

TEST_CASE("An action may use its token") {
  const CancellationToken token;
  bool seen = false;
  token.OnCancel([&] { token.OnCancel([&] { seen = token.Cancelled(); }); });
  token.Cancel();
  CHECK(seen);
}

TEST_CASE("An action registered while another thread cancels is never lost") {
  for (int round = 0; round < 500; ++round) {
    const CancellationToken token;
    std::atomic<int> ran = 0;
    std::thread canceller([&] { token.Cancel(); });
    token.OnCancel([&] { ++ran; });
    canceller.join();
    REQUIRE(ran == 1);
  }
}

TEST_CASE("The time left is never negative") {
  fdk::Context::Values values;
  values.deadline = std::chrono::system_clock::now() - std::chrono::hours(1);
  CHECK(fdk::Context(values).TimeLeft().count() == 0);
  values.deadline = std::chrono::system_clock::now() + std::chrono::hours(1);
  CHECK(fdk::Context(values).TimeLeft() > std::chrono::minutes(50));
}
