#include "oci/http_exchange.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "oci/testing_server.h"

namespace oci {
namespace {

using testing::Answer;
using testing::kLong;
using Ended = HttpExchange::Ended;

const std::string kLarge(8UL << 20, 'b');  // more than sockets hold

struct Exchanging {
  explicit Exchanging(HttpRequest with) : request(std::move(with)) {}
  HttpRequest request;
  std::function<bool()> stop;
  const RequestWatch::Clock clock = &std::chrono::steady_clock::now;
  RequestWatch watch{request.waits, kLong, stop, clock};
  CurlConnection connection;
  HttpExchange exchange{request, OutgoingRequest::Make(request, *SplitUrl(request.url)).value(),
                        1UL << 20, watch};

  Ended Run() {
    const std::string origin = request.url.substr(0, request.url.rfind('/'));
    REQUIRE(connection.Connect(origin, "", kLong, watch) == CurlConnection::Connected::kYes);
    return exchange.Run(connection);
  }
};

TEST_CASE("exchange: a request and its response leave the connection for the next one") {
  testing::Server server(testing::Always(Answer("x")));
  Exchanging one(testing::Post(server.Url("/"), "abc"));
  CHECK(one.Run() == Ended::kAnswered);
  CHECK(one.exchange.sent_something());
  CHECK(one.exchange.keeps_connection());
  CHECK(one.exchange.TakeResponse().body == "x");
  CHECK(one.exchange.Run(one.connection) == Ended::kAnswered);
  CHECK(server.connections() == 1);
}

TEST_CASE("exchange: a response that comes before the request was taken ends it") {
  const std::string connection = GENERATE("", "Connection: close\r\n");
  testing::Server server([&](testing::Connection& peer, int) {
    // reads nothing, so that the request cannot have been sent
    peer.Write("HTTP/1.1 413 Too Large\r\n" + connection + "Content-Length: 2\r\n\r\nno");
    char byte;
    while (::recv(peer.fd(), &byte, 1, MSG_PEEK) > 0 && server.connections() == 1) {
      std::this_thread::yield();
    }
  });
  Exchanging one(testing::Post(server.Url("/"), kLarge));
  CHECK(one.Run() == Ended::kAnswered);
  CHECK_FALSE(one.exchange.keeps_connection());
  const auto response = one.exchange.TakeResponse();
  CHECK(response.status == 413);
  CHECK(response.body == "no");
  Exchanging next(testing::Get(server.Url("/")));  // lets the first connection of the server go
  CHECK(next.Run() == Ended::kAnswered);
}

TEST_CASE("exchange: interim responses while the request goes out change nothing") {
  std::string seen;
  testing::Server server([&](testing::Connection& peer, int) {
    peer.Write("HTTP/1.1 102 Processing\r\n\r\n");
    seen = peer.Read();
    peer.Write("HTTP/1.1 102 Processing\r\n\r\n" + Answer("x"));
    peer.Read();
  });
  Exchanging one(testing::Post(server.Url("/"), kLarge));
  CHECK(one.Run() == Ended::kAnswered);
  CHECK(one.exchange.keeps_connection());
  CHECK(seen.ends_with("\r\n\r\n" + kLarge));
}

TEST_CASE("exchange: a server that answers, and closes while the request goes out") {
  testing::Server server([](testing::Connection& peer, int) {
    peer.Write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    ::shutdown(peer.fd(), SHUT_WR);
    char bytes[4096];
    for (int i = 0; i < 10; ++i) static_cast<void>(::recv(peer.fd(), bytes, sizeof(bytes), 0));
  });
  Exchanging one(testing::Post(server.Url("/"), kLarge));
  CHECK(one.Run() == Ended::kAnswered);
  CHECK_FALSE(one.exchange.keeps_connection());
  CHECK(one.exchange.TakeResponse().status == 401);
}

TEST_CASE(
    "exchange: a connection that breaks while the request goes out; once more from the start") {
  std::string seen;
  testing::Server server([&](testing::Connection& peer, int number) {
    char bytes[4096];
    if (number == 1) {
      static_cast<void>(::recv(peer.fd(), bytes, sizeof(bytes), 0));
      return;  // closes with unread input, which resets the connection
    }
    seen = peer.Read();
    peer.Write(Answer("x"));
  });
  HttpRequest request{"PUT", server.Url("/"), {}, ""};
  request.source = {kLarge.size(), [](uint64_t offset, char* to, size_t room) {
                      return kLarge.copy(to, room, offset);
                    }};
  Exchanging one(std::move(request));
  CHECK(one.Run() == Ended::kBroken);
  CHECK(one.exchange.sent_something());
  CHECK_FALSE(one.exchange.answer_began());
  CHECK_FALSE(one.connection.fault().empty());
  CHECK(one.Run() == Ended::kAnswered);
  CHECK(seen.ends_with("\r\n\r\n" + kLarge));
}

TEST_CASE("exchange: how it ends otherwise") {
  std::string answer;
  testing::Server server([&answer](testing::Connection& peer, int) {
    peer.Read();
    peer.Write(answer);
    if (answer == "SSH-2.0\r\n" || answer.empty()) peer.Read();
  });
  Exchanging one(testing::Get(server.Url("/")));
  SECTION("the response is cut off") {
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx";
    CHECK(one.Run() == Ended::kBroken);
    CHECK(one.exchange.answer_began());
    CHECK(one.exchange.response_fault() == ResponseReader::Fault::kCut);
  }
  SECTION("it is none") {
    answer = "SSH-2.0\r\n";
    CHECK(one.Run() == Ended::kBadAnswer);
    CHECK(one.exchange.response_fault() == ResponseReader::Fault::kMalformed);
  }
  SECTION("it is awaited in vain") {
    int looks = 0;
    one.stop = [&looks] { return ++looks > 3; };
    CHECK(one.Run() == Ended::kStopped);
    CHECK_FALSE(one.exchange.answer_began());
  }
  SECTION("its body ends with the connection") {
    answer = "HTTP/1.1 200 OK\r\n\r\nall of it";
    CHECK(one.Run() == Ended::kAnswered);
    CHECK_FALSE(one.exchange.keeps_connection());
    CHECK(one.exchange.TakeResponse().body == "all of it");
  }
}

TEST_CASE("exchange: a source that has less than it promised") {
  testing::Server server([](testing::Connection& peer, int) { peer.Read(); });
  HttpRequest request{"PUT", server.Url("/"), {}, ""};
  request.source = {50'000, [](uint64_t offset, char*, size_t room) {
                      return offset < 20'000 ? std::min<size_t>(room, 20'000 - offset) : 0;
                    }};
  Exchanging one(std::move(request));
  CHECK(one.Run() == Ended::kSourceEnded);
  CHECK(one.exchange.sent_something());
}

}  // namespace
}  // namespace oci
