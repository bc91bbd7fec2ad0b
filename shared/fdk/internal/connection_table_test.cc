#include "fdk/internal/connection_table.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "common/unique_fd.h"
#include "fdk/internal/listener.h"
#include "fdk/testing/function_process.h"

using namespace fdk;
using fdk::testing::RawClient;
using fdk::testing::TempFolder;

namespace {

// A table at a real listener, and clients of it.
struct Bench {
  TempFolder folder;
  Listener listener = std::get<Listener>(ListenUnix("unix:" + folder.path() + "/lsnr.sock"));
  ConnectionTable table{listener.fd()};
  std::vector<RawClient> clients;

  void Connect(int count = 1) {
    for (int i = 0; i < count; ++i)
      clients.push_back(RawClient::Unix(folder.path() + "/lsnr.sock"));
  }
  bool IsReady(int fd, int timeout_ms = 0) {
    const auto ready = table.AwaitReady(timeout_ms);
    return std::ranges::find(ready, fd) != ready.end();
  }
};

constexpr size_t kMost = 64;

}  // namespace

TEST_CASE("whoever waits at the listener is taken, all at once") {
  Bench bench;
  CHECK(bench.table.AwaitReady(0).empty());
  bench.Connect(3);
  CHECK(bench.IsReady(bench.table.listener_fd(), -1));
  CHECK(bench.table.Fds().empty());
  bench.table.AcceptWaiting();
  CHECK(bench.table.Fds().size() == 3);
  CHECK_FALSE(bench.IsReady(bench.table.listener_fd()));
  bench.table.AcceptWaiting();  // nobody more
  CHECK(bench.table.Fds().size() == 3);
}

TEST_CASE("a connection is ready when bytes are there or its client has gone, and no other") {
  Bench bench;
  bench.Connect(2);
  bench.table.AcceptWaiting();
  const auto fds = bench.table.Fds();
  REQUIRE(fds.size() == 2);
  CHECK(bench.table.AwaitReady(0).empty());
  bench.clients[1].Send("x");
  const auto ready = bench.table.AwaitReady(-1);
  REQUIRE(ready.size() == 1);
  CHECK(ready[0] == fds[1]);
  bench.clients[0].CloseNow();
  CHECK(bench.IsReady(fds[0], -1));
}

TEST_CASE("a closed connection is forgotten, and its client is told") {
  Bench bench;
  bench.Connect(2);
  bench.table.AcceptWaiting();
  const auto fds = bench.table.Fds();
  REQUIRE(bench.table.Find(fds[0]) != nullptr);
  CHECK(bench.table.Find(fds[0])->fd() == fds[0]);
  bench.table.Close(fds[0]);
  CHECK(bench.table.Find(fds[0]) == nullptr);
  CHECK(bench.table.Fds() == std::vector{fds[1]});
  CHECK(bench.clients[0].AtEnd());
  bench.table.Close(fds[0]);  // again, and what was never there
  bench.table.Close(-1);
  CHECK(bench.table.Fds() == std::vector{fds[1]});
}

TEST_CASE("of too many connections the oldest goes, but never the one at work") {
  Bench bench;
  bench.Connect(kMost);
  bench.table.AcceptWaiting();
  const auto fds = bench.table.Fds();
  REQUIRE(fds.size() == kMost);
  bench.Connect(2);
  bench.table.AcceptWaiting(fds[0]);
  const auto now = bench.table.Fds();
  CHECK(now.size() == kMost);
  CHECK(now[0] == fds[0]);
  CHECK(now[1] == fds[3]);
  CHECK(bench.clients[1].AtEnd());
  CHECK(bench.clients[2].AtEnd());
  bench.Connect();
  bench.table.AcceptWaiting();
  CHECK(bench.clients[0].AtEnd());
}

TEST_CASE("what is watched besides is named, and is no connection") {
  Bench bench;
  const common::UniqueFd stop(::eventfd(0, EFD_CLOEXEC));
  bench.table.Watch(stop.get());
  CHECK(bench.table.AwaitReady(0).empty());
  REQUIRE(::eventfd_write(stop.get(), 1) == 0);
  CHECK(bench.IsReady(stop.get()));
  CHECK(bench.table.Find(stop.get()) == nullptr);
  CHECK(bench.table.Fds().empty());
}
