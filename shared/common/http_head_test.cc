#include "common/http_head.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace common;
using Kind = Framing::Kind;

namespace {

std::optional<RequestHead> ParseLines(const std::string& lines) {
  return ParseHead("POST /call HTTP/1.1\r\n" + lines + "\r\n");
}

}  // namespace

TEST_CASE("A head arrives whole or byte by byte") {
  const std::string head = "GET / HTTP/1.1\r\nA: b\r\n\r\n";
  HeadScanner whole;
  CHECK(whole.Scan(head + "body\n") == HeadState::kComplete);
  CHECK(whole.head_size() == head.size());

  HeadScanner pieces;
  for (size_t size = 0; size < head.size(); ++size) {
    REQUIRE(pieces.Scan(head.substr(0, size)) == HeadState::kIncomplete);
  }
  CHECK(pieces.Scan(head) == HeadState::kComplete);
  CHECK(pieces.head_size() == head.size());
}

TEST_CASE("A line that ends in a bare line feed breaks the head at once") {
  const std::string head =
      GENERATE("GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\nA: b\nC", "\nGET", "GET / HTTP/1.1\r\n\nA");
  CHECK(HeadScanner().Scan(head) == HeadState::kBroken);
}

TEST_CASE("Headers keep order, case, escapes and empty values") {
  const auto head =
      ParseLines("Host: x\r\nB: %20+%zz\r\nEmpty:\r\na:  spaced \t \r\nB: \xC3\xA9,\t2\r\n");
  REQUIRE(head);
  CHECK(head->method == "POST");
  CHECK(head->target == "/call");
  std::vector<Headers::Entry> entries(head->headers.begin(), head->headers.end());
  CHECK(
      entries ==
      std::vector<Headers::Entry>{
          {"Host", "x"}, {"B", "%20+%zz"}, {"Empty", ""}, {"a", "spaced"}, {"B", "\xC3\xA9,\t2"}});
}

TEST_CASE("A malformed request line is refused") {
  const std::string line =
      GENERATE("", "GET", "GET /", "GET  / HTTP/1.1", "GET / x HTTP/1.1", "G@T / HTTP/1.1",
               " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET / HTTP/2.0", "GET / HTTP/1.12",
               "GET / http/1.1", "GET  HTTP/1.1", "GET /\x01 HTTP/1.1", "GET\t/\tHTTP/1.1");
  CHECK_FALSE(ParseHead(line + "\r\nHost: x\r\n\r\n"));
}

TEST_CASE("A malformed header line is refused") {
  const std::string line = GENERATE(as<std::string>{}, "no colon", ": no name", "Na me: x",
                                    "Name : x", " folded: x", "\tx", "N\xC3\xA9: x", "A: b\rC: d",
                                    std::string("A: b\0c", 6), "A: \x7f", "A\"B: x");
  CHECK_FALSE(ParseLines("Host: x\r\n" + line + "\r\n"));
}

TEST_CASE("One framing is read") {
  CHECK(ParseLines("")->framing.kind == Kind::kNone);
  CHECK(ParseLines("transfer-ENCODING: Chunked\r\n")->framing.kind == Kind::kChunked);
  const auto sized = ParseLines("Content-Length: 12\r\nContent-Length: 12\r\n");
  REQUIRE(sized);
  CHECK(sized->framing.kind == Kind::kLength);
  CHECK(sized->framing.length == 12);
}

TEST_CASE("Ambiguous framing is refused") {
  const std::string lines = GENERATE(
      "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
      "Content-Length: 1\r\nContent-Length: 2\r\n", "Content-Length: 1, 1\r\n",
      "Content-Length: -1\r\n", "Content-Length: +1\r\n", "Content-Length: 0x1\r\n",
      "Content-Length:\r\n", "Content-Length: 99999999999999999999\r\n",
      "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding:\r\n");
  CHECK_FALSE(ParseLines(lines));
}

TEST_CASE("Connections stay open as HTTP says") {
  CHECK_FALSE(ParseLines("")->close);
  CHECK(ParseLines("Connection: Close\r\n")->close);
  CHECK(ParseHead("GET / HTTP/1.0\r\n\r\n")->close);
  CHECK_FALSE(ParseHead("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->close);
}

namespace {

std::optional<ResponseHead> ParseResponse(const std::string& lines) {
  return ParseResponseHead("HTTP/1.1 200 OK\r\n" + lines + "\r\n");
}

}  // namespace

TEST_CASE("A response's head: status, and headers as they were sent") {
  const auto head = ParseResponse("ETag: \"a\"\r\nEmpty:\r\netag:  b \t\r\n");
  REQUIRE(head);
  CHECK(head->status == 200);
  CHECK(head->headers ==
        std::vector<Headers::Entry>{{"ETag", "\"a\""}, {"Empty", ""}, {"etag", "b"}});
  CHECK_FALSE(head->chunked);
  CHECK_FALSE(head->length);
  CHECK(head->keeps_connection);
  for (const char* line : {"HTTP/1.1 404", "HTTP/1.1 404 ", "HTTP/1.1 404 Not \xC3\xA9 there"}) {
    INFO(line);
    const auto other = ParseResponseHead(std::string(line) + "\r\n\r\n");
    REQUIRE(other);
    CHECK(other->status == 404);
  }
}

TEST_CASE("A response with a malformed line is refused") {
  const std::string start =
      GENERATE("", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000 OK", "HTTP/1.1 2x0 OK",
               "HTTP/1.1 099 OK", "HTTP/1.1  200 OK", "HTTP/2 200", "http/1.1 200 OK",
               "HTTP/1.1 200 O\x01K", "HTTP/1.1 200OK", "ICY 200 OK", "HTTP/1.1\t200 OK");
  CHECK_FALSE(ParseResponseHead(start + "\r\nA: b\r\n\r\n"));
  for (const std::string& line :
       {std::string("no colon"), std::string(": no name"), std::string("Name : x"),
        std::string(" folded"), std::string("A: b\r\n\tfolded"), std::string("A: b\rC: d"),
        std::string("A: b\0c", 6), std::string("A\0: b", 5)}) {
    INFO(line);
    CHECK_FALSE(ParseResponse(line + "\r\n"));
  }
  CHECK_FALSE(ParseResponseHead("HTTP/1.1 200 OK\r\nA: b\r\n"));  // the empty line is missing
}

TEST_CASE("How the end of a response's body is found") {
  CHECK(ParseResponse("content-length: 12\r\n")->length == 12);
  CHECK(ParseResponse("Content-Length: 12\r\nContent-Length: 12\r\n")->length == 12);
  CHECK(ParseResponse("Content-Length: 12, 12\r\n")->length == 12);
  CHECK(ParseResponse("Transfer-Encoding: Chunked\r\n")->chunked);
  for (const char* lines :
       {"Content-Length: 1\r\nContent-Length: 2\r\n", "Content-Length: 1, 2\r\n",
        "Content-Length: \r\n", "Content-Length: -1\r\n", "Content-Length: +1\r\n",
        "Content-Length: 0x1\r\n", "Content-Length: 1 2\r\n",
        "Content-Length: 9999999999999999999\r\n", "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    INFO(lines);
    CHECK_FALSE(ParseResponse(lines));
  }
}

TEST_CASE("When a connection is kept after a response") {
  const auto keeps = [](const std::string& version, const std::string& lines) {
    const auto head = ParseResponseHead(version + " 200 OK\r\n" + lines + "\r\n");
    REQUIRE(head);
    return head->keeps_connection;
  };
  CHECK(keeps("HTTP/1.1", ""));
  CHECK_FALSE(keeps("HTTP/1.1", "Connection: Close\r\n"));
  CHECK_FALSE(keeps("HTTP/1.1", "Connection: x, close\r\n"));
  CHECK_FALSE(keeps("HTTP/1.1", "Connection: close\r\nConnection: keep-alive\r\n"));
  CHECK_FALSE(keeps("HTTP/1.0", ""));
  CHECK(keeps("HTTP/1.0", "Connection: Keep-Alive\r\n"));
  // of two ways to tell where the body ends, the peer may have meant the other one
  CHECK(keeps("HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
  CHECK_FALSE(keeps("HTTP/1.1", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"));
  CHECK_FALSE(keeps("HTTP/1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
  CHECK_FALSE(keeps("HTTP/1.0", "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n"));
}
