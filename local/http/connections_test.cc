#include "local/http/connections.h"

#include <poll.h>
#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <thread>

#include "common/unique_fd.h"

using local::Connections;
using State = Connections::State;

namespace {

// Pairs of sockets with names.
struct Crowd {
  explicit Crowd(size_t most, size_t most_of_client) : connections(most, most_of_client) {}

  bool Enter(const std::string& name, const std::string& client, State state = State::kHead) {
    int pair[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    if (!connections.Enter(pair[0], client)) {
      close(pair[0]);
      close(pair[1]);
      return false;
    }
    ours.emplace(name, common::UniqueFd(pair[0]));
    theirs.emplace(name, common::UniqueFd(pair[1]));
    return state == State::kHead || connections.Become(pair[0], state);
  }
  bool Become(const std::string& name, State state) {
    return connections.Become(ours.at(name).get(), state);
  }
  bool IsThere(const std::string& name) {
    pollfd event{theirs.at(name).get(), POLLIN, 0};
    poll(&event, 1, 0);
    return event.revents == 0;
  }

  Connections connections;
  std::map<std::string, common::UniqueFd> ours, theirs;
};

}  // namespace

TEST_CASE("a client has so many connections, and the next takes the place of an idle one") {
  Crowd crowd(100, 3);
  CHECK(crowd.Enter("head", "a"));
  CHECK(crowd.Enter("idle", "a", State::kIdle));
  CHECK(crowd.Enter("busy", "a", State::kBusy));
  CHECK(crowd.Enter("other", "b"));
  CHECK(crowd.IsThere("idle"));
  CHECK(crowd.Enter("new", "a", State::kBusy));
  CHECK_FALSE(crowd.IsThere("idle"));
  CHECK_FALSE(crowd.Become("idle", State::kHead));  // its thread notices
  CHECK(crowd.IsThere("head"));
  CHECK(crowd.Enter("newer", "a", State::kBusy));
  CHECK_FALSE(crowd.IsThere("head"));
  CHECK_FALSE(crowd.Enter("newest", "a"));  // all have a running request
  CHECK(crowd.IsThere("other"));
  CHECK(crowd.connections.Count().open == 4);
}

TEST_CASE("those leaving go first, then the idle, and of each who has been so for longest") {
  Crowd crowd(100, 4);
  crowd.Enter("head", "a");
  crowd.Enter("idle 2", "a", State::kIdle);
  crowd.Enter("idle 1", "a", State::kIdle);
  crowd.Enter("leaving", "a", State::kLeaving);
  crowd.Become("idle 2", State::kIdle);  // idle again after a request
  for (const char* name : {"leaving", "idle 1", "idle 2", "head"}) {
    INFO(name);
    CHECK(crowd.IsThere(name));
    CHECK(crowd.Enter(std::string("instead of ") + name, "a", State::kBusy));
    CHECK_FALSE(crowd.IsThere(name));
  }
}

TEST_CASE("when all places are taken, whoever has most of them makes room") {
  Crowd crowd(4, 3);
  crowd.Enter("a1", "a");
  crowd.Enter("a2", "a");
  crowd.Enter("a3", "a");
  crowd.Enter("b1", "b", State::kIdle);
  CHECK(crowd.Enter("c1", "c"));
  CHECK_FALSE(crowd.IsThere("a1"));
  CHECK(crowd.IsThere("b1"));
  CHECK(crowd.connections.Count().open == 4);
  crowd.connections.MakeRoom();  // although there is no new connection
  CHECK_FALSE(crowd.IsThere("a2"));
  CHECK(crowd.connections.Count().open == 3);
}

TEST_CASE("a place is free again once its connection has left, also one that was sent away") {
  Crowd crowd(2, 2);
  crowd.Enter("1", "a", State::kBusy);
  crowd.Enter("2", "a", State::kIdle);
  CHECK(crowd.Enter("3", "a", State::kBusy));
  CHECK_FALSE(crowd.Enter("4", "a"));
  crowd.connections.Leave(crowd.ours.at("2").get());
  CHECK_FALSE(crowd.Enter("4", "a"));  // its place was already given to another one
  crowd.connections.Leave(crowd.ours.at("1").get());
  CHECK(crowd.Enter("4", "a"));
}

TEST_CASE("shutting down ends every reading, and emptiness can be waited for") {
  Crowd crowd(2, 2);
  crowd.Enter("1", "a");
  crowd.connections.ShutDownReading();
  char byte;
  CHECK(recv(crowd.ours.at("1").get(), &byte, 1, MSG_DONTWAIT) == 0);
  std::thread leaver([&] { crowd.connections.Leave(crowd.ours.at("1").get()); });
  crowd.connections.AwaitEmpty();
  leaver.join();
  CHECK(crowd.connections.Count().open == 0);
}
