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
