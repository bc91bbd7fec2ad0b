#include "fdk/internal/connection.h"

#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "common/unique_fd.h"

using namespace fdk;

namespace {

// SOCK_SEQPACKET keeps the borders between sends.
std::pair<common::UniqueFd, common::UniqueFd> Pair(int type) {
  int fds[2];
  REQUIRE(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fds) == 0);
  return {common::UniqueFd(fds[0]), common::UniqueFd(fds[1])};
}

void Write(const common::UniqueFd& fd, std::string_view bytes) {
  REQUIRE(::send(fd.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
}

std::string ReadOnce(const common::UniqueFd& fd) {
  std::string data(4 << 20, '\0');
  const auto got = ::recv(fd.get(), data.data(), data.size(), 0);
  data.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return data;
}

void CheckOneSend(const std::string& body) {
  auto [ours, theirs] = Pair(SOCK_SEQPACKET);
  Connection connection(std::move(ours));
  const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
  CHECK(connection.Send(head, body));
  CHECK(ReadOnce(theirs) == head + body);
}

}  // namespace

TEST_CASE("An answer is one send, small or large") {
  CheckOneSend("");
  CheckOneSend(std::string(1024, 'a'));
  CheckOneSend(std::string(64 * 1024, 'b'));
  CheckOneSend(std::string(150 * 1024, 'c'));
}

TEST_CASE("A large answer goes out whole to a slow reader") {
  auto [ours, theirs] = Pair(SOCK_STREAM);
  const std::string body(6 << 20, 'z');
  std::string got;
  std::thread reader([&got, fd = theirs.get()] {
    char piece[5000];
    ssize_t size;
    while ((size = ::recv(fd, piece, sizeof piece, 0)) > 0) {
      got.append(piece, static_cast<size_t>(size));
    }
  });
  {
    Connection connection(std::move(ours));
    CHECK(connection.Send("head", body));
  }
  reader.join();
  CHECK(got == "head" + body);
}

TEST_CASE("A client that has gone away is an error, not a signal") {
  auto [ours, theirs] = Pair(SOCK_STREAM);
  Connection connection(std::move(ours));
  theirs = common::UniqueFd();
  CHECK_FALSE(connection.Send("head", ""));
}

TEST_CASE("Requests that share a segment are taken one after the other") {
  auto [ours, theirs] = Pair(SOCK_STREAM);
  Connection connection(std::move(ours));
  const std::string one = "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
  const std::string two =
      "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n";
  Write(theirs, one + "\r\n" + two + "POST /3");
  REQUIRE(connection.Receive());
  for (const auto& [target, expected] : {std::pair{"/1", "abc"}, std::pair{"/2", "de"}}) {
    common::RequestHead head;
    REQUIRE(connection.TakeHead(head) == common::HeadState::kComplete);
    CHECK(head.target == target);
    std::string body;
    CHECK(connection.ReadBody(head.framing, body));
    CHECK(body == expected);
  }
  common::RequestHead head;
  CHECK(connection.TakeHead(head) == common::HeadState::kIncomplete);
  Write(theirs, " HTTP/1.1\r\n\r\n");
  REQUIRE(connection.Receive());
  CHECK(connection.TakeHead(head) == common::HeadState::kComplete);
  CHECK(head.target == "/3");
}

TEST_CASE("A head larger than the buffer arrives intact, and small ones after it") {
  auto [ours, theirs] = Pair(SOCK_STREAM);
  Connection connection(std::move(ours));
  const std::string value(3 << 20, 'v');
  std::thread writer([&, fd = theirs.get()] {
    std::string bytes = "POST / HTTP/1.1\r\nX-Large: " + value + "\r\n\r\n";
    bytes += "POST /after HTTP/1.1\r\n\r\n";
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const auto sent = ::send(fd, rest.data(), std::min<size_t>(rest.size(), 70'001), 0);
      if (sent <= 0) return;
      rest.remove_prefix(static_cast<size_t>(sent));
    }
  });
  common::RequestHead head;
  const auto next = [&] {
    common::HeadState state;
    while ((state = connection.TakeHead(head)) == common::HeadState::kIncomplete &&
           connection.Receive()) {
    }
    return state;
  };
  CHECK(next() == common::HeadState::kComplete);
  CHECK(head.headers.Get("X-Large") == value);
  CHECK(next() == common::HeadState::kComplete);
  CHECK(head.target == "/after");
  writer.join();
}

TEST_CASE("A body that is cut short, or larger than allowed, is refused") {
  auto [ours, theirs] = Pair(SOCK_STREAM);
  Connection connection(std::move(ours));
  std::string body;
  CHECK_FALSE(connection.ReadBody({common::Framing::Kind::kLength, kMaxBodyBytes + 1}, body));
  Write(theirs, "abc");
  theirs = common::UniqueFd();
  CHECK_FALSE(connection.ReadBody({common::Framing::Kind::kLength, 4}, body));
}
