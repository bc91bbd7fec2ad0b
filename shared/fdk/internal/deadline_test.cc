#include "fdk/internal/deadline.h"

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>

#include "common/unique_fd.h"
#include "fdk/testing/function_process.h"
#include "fdk/testing/raw_client.h"

using namespace fdk;
using namespace std::chrono_literals;

namespace {

constexpr char kAnswer[] = "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n";

struct Wire {
  Wire() {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    server = common::UniqueFd(fds[0]);
    client.emplace(common::UniqueFd(fds[1]));
  }
  common::UniqueFd server;
  std::optional<testing::RawClient> client;
};

TimePoint In(std::chrono::milliseconds time) { return std::chrono::system_clock::now() + time; }

void AwaitFinished(int finished_fd) {
  pollfd polled{finished_fd, POLLIN, 0};
  ::poll(&polled, 1, -1);
}

struct Overruns {
  std::atomic<int> overruns = 0;
};
// Counts the calls that overrun. The count outlives the watcher's thread.
struct CountingWatcher : Overruns, DeadlineWatcher {
  CountingWatcher()
      : DeadlineWatcher(kAnswer, [this](int, int finished_fd) {
          ++overruns;
          AwaitFinished(finished_fd);
        }) {}
};

}  // namespace

TEST_CASE("A call that overruns is answered 504 and cancelled") {
  CountingWatcher watcher;
  Wire wire;
  const CancellationToken token;
  watcher.Begin(wire.server.get(), In(1ms), token);
  CHECK(wire.client->Read().status == 504);
  CHECK(wire.client->AtEnd());
  REQUIRE(testing::Await([&] { return watcher.overruns == 1; }));
  CHECK(token.Cancelled());
  CHECK_FALSE(watcher.Finish());
}

TEST_CASE("A call that ends in time is left alone, and a later limit does not delay a nearer one") {
  CountingWatcher watcher;
  Wire wire;
  const CancellationToken first;
  watcher.Begin(wire.server.get(), In(24h), first);
  CHECK(watcher.Finish());
  const CancellationToken second;
  watcher.Begin(wire.server.get(), In(1ms), second);
  CHECK(wire.client->Read().status == 504);
  CHECK_FALSE(watcher.Finish());
  CHECK_FALSE(first.Cancelled());
  CHECK(testing::Await([&] { return watcher.overruns == 1; }));
}

TEST_CASE("Calls after one that overran are watched again") {
  DeadlineWatcher watcher(kAnswer, [](int, int finished_fd) { AwaitFinished(finished_fd); });
  for (int round = 0; round < 20; ++round) {
    Wire late;
    const CancellationToken token;
    watcher.Begin(late.server.get(), In(0ms), token);
    REQUIRE(late.client->Read().status == 504);
    REQUIRE_FALSE(watcher.Finish());
    Wire in_time;
    watcher.Begin(in_time.server.get(), In(24h), CancellationToken());
    REQUIRE(watcher.Finish());
  }
}

// The answer and the timeout race for the connection: exactly one of them gets it.
TEST_CASE("At the limit a call is answered once") {
  constexpr int kRounds = 2000;
  CountingWatcher watcher;
  int in_time = 0;
  for (int round = 0; round < kRounds; ++round) {
    Wire wire;
    const auto limit = std::chrono::system_clock::now() + std::chrono::microseconds(100);
    watcher.Begin(wire.server.get(), limit, CancellationToken());
    while (std::chrono::system_clock::now() < limit) {
    }
    int expected = 504;
    if (watcher.Finish()) {
      ++in_time;
      expected = 200;
      const std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      ::send(wire.server.get(), answer.data(), answer.size(), 0);
    }
    wire.server = common::UniqueFd();
    const auto answers = wire.client->ReadAll();
    REQUIRE(answers.size() == 1);
    REQUIRE(answers[0].status == expected);
  }
  // Each late handler was handled as such exactly once, and no other.
  CHECK(testing::Await([&] { return watcher.overruns == kRounds - in_time; }));
}

TEST_CASE("A handler that came back cannot be abandoned, one that has not can") {
  std::atomic<bool> abandoned_running = true;
  std::atomic<bool> abandoned_finished = true;
  DeadlineWatcher* self = nullptr;
  std::atomic<bool> overran = false;
  DeadlineWatcher watcher(kAnswer, [&](int, int finished_fd) {
    overran = true;
    AwaitFinished(finished_fd);
    abandoned_finished = self->Abandon();
  });
  self = &watcher;
  Wire wire;
  watcher.Begin(wire.server.get(), In(24h), CancellationToken());
  abandoned_running = watcher.Abandon();
  CHECK_FALSE(abandoned_running);
  CHECK(watcher.Finish());
  watcher.Begin(wire.server.get(), In(0ms), CancellationToken());
  REQUIRE(testing::Await([&] { return overran.load(); }));
  CHECK_FALSE(watcher.Finish());
  CHECK(testing::Await([&] { return !abandoned_finished; }));
}

TEST_CASE("An action of the token that throws ends nothing") {
  DeadlineWatcher watcher(kAnswer, [](int, int finished_fd) { AwaitFinished(finished_fd); });
  Wire wire;
  const CancellationToken token;
  token.OnCancel([] { throw 1; });
  watcher.Begin(wire.server.get(), In(0ms), token);
  CHECK(wire.client->Read().status == 504);
  CHECK_FALSE(watcher.Finish());
  watcher.Begin(wire.server.get(), In(24h), CancellationToken());
  CHECK(watcher.Finish());
}
