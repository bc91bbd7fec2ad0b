#include "local/http/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "common/unique_fd.h"
#include "fdk/testing/raw_client.h"

using local::Listener;

TEST_CASE("a port is held from the moment it is found") {
  const auto first = Listener::On("127.0.0.1", 0);
  REQUIRE(first.ok());
  CHECK(first->port() > 0);
  const auto second = Listener::On("127.0.0.1", first->port());
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message ==
        "127.0.0.1:" + std::to_string(first->port()) + ": Address already in use");
  CHECK_FALSE(Listener::On("localhost", 0).ok());  // addresses only
}

TEST_CASE("an IPv6 address is listened on as well") {
  const auto held = Listener::On("::1", 0);
  REQUIRE(held.ok());
  CHECK(held->port() > 0);
  CHECK(Listener::Inherited(dup(held->fd()))->port() == held->port());
}

TEST_CASE("an inherited listener is the same socket, and goes no further") {
  const auto held = Listener::On("127.0.0.1", 0);
  REQUIRE(held.ok());
  const auto inherited = Listener::Inherited(dup(held->fd()));
  REQUIRE(inherited.ok());
  CHECK(inherited->port() == held->port());
  CHECK((fcntl(inherited->fd(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("what is no listener is refused") {
  int pair[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  CHECK_FALSE(Listener::Inherited(pair[0]).ok());
  close(pair[0]);
  close(pair[1]);
  CHECK_FALSE(Listener::Inherited(pair[0]).ok());
  const common::UniqueFd unbound(socket(AF_INET, SOCK_STREAM, 0));
  CHECK_FALSE(Listener::Inherited(unbound.get()).ok());
}
