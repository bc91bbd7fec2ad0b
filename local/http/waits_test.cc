#include "local/http/waits.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "common/unique_fd.h"

TEST_CASE("a wait ends when there is something to read, when the peer ends, and at its time") {
  int pair[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  const common::UniqueFd here(pair[0]);
  common::UniqueFd there(pair[1]);
  auto& waits = local::SystemWaits();
  CHECK_FALSE(waits.Await(here.get(), POLLIN, waits.Now()));
  CHECK_FALSE(waits.Await(here.get(), POLLIN, waits.Now() + std::chrono::milliseconds(1)));
  CHECK(waits.Await(here.get(), POLLOUT, waits.Now()));
  const auto never = waits.Now() + std::chrono::hours(1);
  REQUIRE(write(there.get(), "x", 1) == 1);
  CHECK(waits.Await(here.get(), POLLIN, never));
  char byte;
  REQUIRE(read(here.get(), &byte, 1) == 1);
  there = common::UniqueFd();
  CHECK(waits.Await(here.get(), POLLIN, never));
}
