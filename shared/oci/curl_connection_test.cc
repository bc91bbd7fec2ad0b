#include "oci/curl_connection.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing_server.h"

namespace oci {
namespace {

using testing::kLong;
using State = CurlConnection::Moved::State;

struct Connecting {
  const HttpRequest::Waits waits;
  std::function<bool()> stop;
  const RequestWatch::Clock clock = &std::chrono::steady_clock::now;
  CurlConnection connection;

  CurlConnection::Connected To(const std::string& origin, std::chrono::milliseconds time = kLong) {
    const RequestWatch watch(waits, time, stop, clock);
    return connection.Connect(origin, "", kLong, watch);
  }
  // What comes, until there are `size` bytes of it or the peer closes.
  std::string Read(size_t size) {
    std::string all;
    while (all.size() < size) {
      const auto moved = connection.Receive();
      if (moved.state == State::kBytes) all.append(connection.buffer().data(), moved.size);
      if (moved.state == State::kNothingNow) connection.Await(false, 1000);
      if (moved.state == State::kClosed || moved.state == State::kFailed) break;
    }
    return all;
  }
};

TEST_CASE("connection: passes bytes both ways, and sees when the peer closes") {
  testing::Server server([](testing::Connection& peer, int) { peer.Write("got " + peer.Read()); });
  Connecting connecting;
  auto& connection = connecting.connection;
  REQUIRE(connecting.To(server.Url("")) == CurlConnection::Connected::kYes);
  CHECK(connection.origin() == server.Url(""));
  CHECK(connection.Receive().state == State::kNothingNow);
  CHECK(connection.IsQuiet());
  const auto ready = connection.Await(true, 1000);
  CHECK(ready.send);
  CHECK_FALSE(ready.read);
  const std::string text = "GET / HTTP/1.1\r\n\r\n";
  const auto sent = connection.Send(text);
  CHECK(sent.state == State::kBytes);
  CHECK(sent.size == text.size());
  CHECK(connecting.Read(4 + text.size()) == "got " + text);
  CHECK(connecting.Read(1).empty());  // until it closes
  CHECK(connection.Receive().state == State::kClosed);
  CHECK_FALSE(connection.IsQuiet());
  CHECK_FALSE(connection.fault().empty());
}

TEST_CASE("connection: one that was closed connects again, also elsewhere") {
  testing::Server one([](testing::Connection& peer, int) { peer.Write("one"), peer.Read(); });
  testing::Server two([](testing::Connection& peer, int) { peer.Write("two"), peer.Read(); });
  Connecting connecting;
  for (const auto* server : {&one, &two, &two, &one}) {
    REQUIRE(connecting.To(server->Url("")) == CurlConnection::Connected::kYes);
    CHECK(connecting.Read(3) == (server == &one ? "one" : "two"));
    connecting.connection.Close();
    CHECK(connecting.connection.origin().empty());
  }
  CHECK(two.connections() == 2);
}

TEST_CASE("connection: bytes that nobody asked for show before the next use") {
  testing::Server server([](testing::Connection& peer, int) {
    peer.Write("unasked");
    peer.Read();
  });
  Connecting connecting;
  REQUIRE(connecting.To(server.Url("")) == CurlConnection::Connected::kYes);
  CHECK(connecting.connection.Await(false, 20'000).read);
  CHECK_FALSE(connecting.connection.IsQuiet());
}

TEST_CASE("connection: why there is none") {
  int port;
  {
    const testing::Server server([](testing::Connection&, int) {});
    port = std::stoi(server.Url("").substr(17));
  }
  const std::string origin = "http://127.0.0.1:" + std::to_string(port);
  Connecting connecting;
  CHECK(connecting.To(origin) == CurlConnection::Connected::kFailed);
  CHECK(connecting.connection.fault().find(std::to_string(port)) != std::string::npos);
  CHECK(connecting.connection.origin().empty());
  CHECK(connecting.To("http://h:99999999") == CurlConnection::Connected::kRefused);
  connecting.stop = [] { return true; };
  CHECK(connecting.To("http://no-such-host.invalid") == CurlConnection::Connected::kStopped);
}

}  // namespace
}  // namespace oci
