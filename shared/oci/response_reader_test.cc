#include "oci/response_reader.h"

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>

namespace oci {
namespace {

using Fault = ResponseReader::Fault;

const std::string kOk = "HTTP/1.1 200 OK\r\n";

struct Reading {
  explicit Reading(bool to_head = false, uint64_t max_body_bytes = 1000)
      : reader(to_head, max_body_bytes, sink) {}
  // In pieces of that size.
  void Take(std::string_view bytes, size_t size) {
    for (size_t at = 0; at < bytes.size(); at += size) reader.Take(bytes.substr(at, size));
  }
  std::function<bool(std::string_view)> sink;
  ResponseReader reader;
};

Fault FaultOf(const std::string& bytes, size_t size) {
  Reading reading;
  reading.Take(bytes, size);
  CHECK_FALSE(reading.reader.keeps_connection());
  return reading.reader.fault();
}

TEST_CASE("response reader: a body with a length, however it is split") {
  const size_t size = GENERATE(1, 2, 7, 1000);
  Reading reading;
  CHECK_FALSE(reading.reader.began());
  reading.Take(kOk + "A: 1\r\nContent-Length: 5\r\nB:\r\n\r\nhello", size);
  CHECK(reading.reader.began());
  REQUIRE(reading.reader.done());
  CHECK(reading.reader.keeps_connection());
  const auto& response = reading.reader.response();
  CHECK(response.status == 200);
  CHECK(response.headers == HeaderList{{"A", "1"}, {"Content-Length", "5"}, {"B", ""}});
  CHECK(response.body == "hello");
}

TEST_CASE("response reader: a chunked body with extensions and trailers, which are ignored") {
  const size_t size = GENERATE(1, 3, 1000);
  Reading reading;
  reading.Take(kOk +
                   "Transfer-Encoding: chunked\r\n\r\n"
                   "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n",
               size);
  REQUIRE(reading.reader.done());
  CHECK(reading.reader.keeps_connection());
  CHECK(reading.reader.response().body == "hello");
  CHECK(reading.reader.response().headers == HeaderList{{"Transfer-Encoding", "chunked"}});
}

TEST_CASE("response reader: chunked counts beside a length, and the connection is not kept") {
  Reading reading;
  reading.Take(kOk + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
               1000);
  REQUIRE(reading.reader.done());
  CHECK(reading.reader.response().body == "abc");
  CHECK_FALSE(reading.reader.keeps_connection());
}

TEST_CASE("response reader: responses without a body, whatever their headers say") {
  const auto& [to_head, start] = GENERATE(table<bool, const char*>(
      {{true, "200 OK"}, {false, "204 No Content"}, {false, "304 Not Modified"}}));
  const std::string length =
      GENERATE("Content-Length: 2000\r\n", "Transfer-Encoding: chunked\r\n", "");
  Reading reading(to_head);
  reading.Take("HTTP/1.1 " + std::string(start) + "\r\n" + length + "\r\n", 1000);
  REQUIRE(reading.reader.done());
  CHECK(reading.reader.keeps_connection());
  CHECK(reading.reader.response().body.empty());
}

TEST_CASE("response reader: a body without length ends with the connection") {
  Reading reading;
  reading.Take(kOk + "\r\nab", 1);
  CHECK_FALSE(reading.reader.done());
  reading.Take("c", 1);
  reading.reader.End();
  REQUIRE(reading.reader.done());
  CHECK(reading.reader.response().body == "abc");
  CHECK_FALSE(reading.reader.keeps_connection());
}

TEST_CASE("response reader: the end of the connection cuts off everything else") {
  const std::string bytes = GENERATE(
      as<std::string>{}, "", "HTT", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: t\r\n");
  Reading reading;
  reading.Take(bytes, 1000);
  CHECK(reading.reader.fault() == Fault::kNone);
  reading.reader.End();
  CHECK_FALSE(reading.reader.done());
  CHECK(reading.reader.fault() == Fault::kCut);
}

TEST_CASE("response reader: interim responses are skipped") {
  const size_t size = GENERATE(1, 10, 1000);
  Reading reading;
  reading.Take(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: 1\r\nContent-Length: 9\r\n\r\n" + kOk +
          "Content-Length: 1\r\n\r\n!",
      size);
  REQUIRE(reading.reader.done());
  CHECK(reading.reader.response().status == 200);
  CHECK(reading.reader.response().headers == HeaderList{{"Content-Length", "1"}});
  CHECK(reading.reader.response().body == "!");
}

TEST_CASE("response reader: what follows the response costs the connection, not the response") {
  const std::string body = GENERATE("Content-Length: 1\r\n\r\na", "Content-Length: 0\r\n\r\n",
                                    "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
  const size_t size = GENERATE(1, 1000);
  Reading reading;
  reading.Take(kOk + body + "H", size);
  REQUIRE(reading.reader.done());
  CHECK_FALSE(reading.reader.keeps_connection());
}

TEST_CASE("response reader: when the server closes after the response") {
  Reading reading;
  reading.Take("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 1000);
  REQUIRE(reading.reader.done());
  CHECK_FALSE(reading.reader.keeps_connection());
}

TEST_CASE("response reader: what is no response is a fault as soon as it shows") {
  const std::string bytes = GENERATE(
      as<std::string>{}, "SSH-2.0-OpenSSH\r\n", "220 smtp", "\r\n", "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
      std::string("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", 25),
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  CHECK(FaultOf(bytes, 1) == Fault::kMalformed);
  CHECK(FaultOf(bytes, 1000) == Fault::kMalformed);
}

TEST_CASE("response reader: heads have a limit, also many interim ones together") {
  const size_t size = GENERATE(1000, 100'000, 1'000'000);
  std::string interim;
  while (interim.size() <= ResponseReader::kMaxHeadBytes)
    interim += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(FaultOf(interim, size) == Fault::kMalformed);
  CHECK(FaultOf(kOk + "A: " + std::string(ResponseReader::kMaxHeadBytes, 'a'), size) ==
        Fault::kMalformed);
  Reading reading;
  const std::string end = "\r\nContent-Length: 0\r\n\r\n";
  std::string head = kOk + "A: ";
  head.append(ResponseReader::kMaxHeadBytes - head.size() - end.size(), 'a');
  reading.Take(head + end, size);
  CHECK(reading.reader.done());
}

TEST_CASE("response reader: a body beyond the limit is refused") {
  const std::string bytes =
      GENERATE(as<std::string>{}, "Content-Length: 1001\r\n\r\n", "\r\n" + std::string(1001, 'x'),
               "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x'));
  CHECK(FaultOf(kOk + bytes, 1) == Fault::kTooLarge);
  CHECK(FaultOf(kOk + bytes, 5000) == Fault::kTooLarge);
  Reading reading;
  reading.Take(
      kOk + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n",
      64);
  CHECK(reading.reader.done());
}

TEST_CASE("response reader: a sink takes the body piece by piece, and may end it") {
  const std::string body =
      GENERATE("Content-Length: 6\r\n\r\nabcdef",
               "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n");
  std::string taken;
  bool wants_more = true;
  const std::function<bool(std::string_view)> sink = [&](std::string_view piece) {
    taken += piece;
    return wants_more;
  };
  ResponseReader reader(false, 1000, sink);
  for (const char& c : kOk + body) reader.Take({&c, 1});
  CHECK(reader.done());
  CHECK(taken == "abcdef");
  CHECK(reader.response().body.empty());
  wants_more = false;
  ResponseReader ended(false, 1000, sink);
  ended.Take(kOk + body);
  CHECK(ended.fault() == Fault::kNotTaken);
}

// What tests/fuzz/response_fuzz.cc does for hours; the seed is printed.
TEST_CASE("response reader: changed responses are read alike, however they are split") {
  const std::vector<std::string> responses = {
      kOk + "Content-Length: 5\r\nA: b\r\n\r\nhello", kOk + "Connection: close\r\n\r\nto the end",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 No\r\nContent-Length: 2, 2\r\n\r\nno",
      kOk + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nT: t\r\n\r\n"};
  std::mt19937 random(Catch::getSeed());
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = responses[random() % responses.size()];
    for (unsigned edits = random() % 3; edits > 0; --edits) {
      const size_t at = random() % bytes.size();
      if (random() % 3 == 0) {
        bytes.insert(at, 1, "\r\n :,;019afHT"[random() % 13]);
      } else {
        bytes[at] =
            static_cast<char>(random() % 2 == 0 ? random() : bytes[random() % bytes.size()]);
      }
    }
    Reading whole, pieces;
    whole.Take(bytes, bytes.size());
    whole.reader.End();
    pieces.Take(bytes, 1 + random() % 9);
    pieces.reader.End();
    CAPTURE(bytes);
    REQUIRE(whole.reader.done() == pieces.reader.done());
    REQUIRE(whole.reader.done() == (whole.reader.fault() == Fault::kNone));
    if (!whole.reader.done()) continue;
    REQUIRE(whole.reader.response().headers == pieces.reader.response().headers);
    REQUIRE(whole.reader.response().body == pieces.reader.response().body);
  }
}

}  // namespace
}  // namespace oci
