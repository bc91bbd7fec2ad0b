// What the caller sends is what the handler gets, byte for byte.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;

namespace {

std::string RandomBytes(size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

TEST_CASE("Bodies of every size come back byte for byte") {
  TestFunction function;
  auto client = function.Connect();
  for (const size_t size :
       {0UL, 1UL, 1024UL, 65535UL, 65536UL, 262143UL, 262144UL, 262145UL, 1UL << 20, 6291456UL}) {
    const auto body = RandomBytes(size);
    for (const size_t chunk : {1000UL, 32768UL, 8UL << 20}) {
      const auto response = client.Call(AgentCall(body, {{}, chunk}));
      REQUIRE(response.status == 200);
      REQUIRE(response.body == body);
    }
  }
}

TEST_CASE("A body with Content-Length is taken as well") {
  TestFunction function;
  auto client = function.Connect();
  const auto body = RandomBytes(300'000);
  const auto response = client.Call("POST /call HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + body);
  CHECK(response.body == body);
  CHECK(client.Call("GET /call HTTP/1.1\r\n\r\n").status == 200);
}

TEST_CASE("Forms and encoded bodies are not interpreted") {
  TestFunction function;
  auto client = function.Connect();
  std::string form;
  while (form.size() < 100'000) form += "a%20b=c+d&&=%zz;";
  const std::string multipart = "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n" +
                                RandomBytes(100'000) + "\r\n--b--\r\ntrailing";
  const std::pair<std::string, std::string> examples[] = {
      {"Content-Type: application/x-www-form-urlencoded", form},
      {"Content-Type: multipart/form-data; boundary=b", multipart},
      {"Content-Type: multipart/form-data; boundary=other", multipart},
      {"Content-Encoding: gzip", RandomBytes(5000)},
      {"Content-Encoding: deflate, br", RandomBytes(5000)}};
  for (const auto& [header, body] : examples) {
    const auto response = client.Call(AgentCall(body, {{header}}));
    CHECK(response.status == 200);
    CHECK(response.body == body);
  }
}

TEST_CASE("Header lines of a megabyte arrive whole") {
  TestFunction function;
  auto client = function.Connect();
  const std::string value(1 << 20, 'v');
  const auto header = client.Call(AgentCall("b", {{"X-Do: report", "X-Large: " + value}}));
  CHECK(header.status == 200);
  CHECK(header.body.find("\nh X-Large=" + value + "\n") != std::string::npos);
  const auto url = client.Call(AgentCall("b", {{"Fn-Intent: httprequest", "Fn-Http-H-X-Do: report",
                                                "Fn-Http-Request-Url: http://h/p?" + value}}));
  CHECK(url.status == 200);
  CHECK(url.body.find("\nquery=" + value + "\n") != std::string::npos);
}

TEST_CASE("Three hundred headers arrive in order") {
  TestFunction function;
  CallOptions options{{"X-Do: report"}};
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    options.headers.push_back("X-Many: " + std::to_string(i));
    expected += "h X-Many=" + std::to_string(i) + "\n";
  }
  const auto response = function.Call(AgentCall("", options));
  CHECK(response.status == 200);
  CHECK(response.body.find(expected) != std::string::npos);
}

TEST_CASE("A head beyond all measure is answered 502") {
  TestFunction function;
  auto client = function.Connect();
  client.Send("POST /call HTTP/1.1\r\nX: ");
  const std::string piece(1 << 20, 'x');
  for (int i = 0; i < 40 && client.Send(piece); ++i) {
  }
  const auto responses = client.ReadAll();
  REQUIRE(responses.size() == 1);
  CHECK(responses[0].status == 502);
  CHECK(function.Call(AgentCall("next")).body == "next");
}

TEST_CASE("Large responses arrive whole") {
  TestFunction function;
  auto client = function.Connect();
  for (const size_t size : {0UL, 16383UL, 16384UL, 6291456UL}) {
    const auto response =
        client.Call(AgentCall("", {{"X-Do: large", "X-Size: " + std::to_string(size)}}));
    REQUIRE(response.status == 200);
    REQUIRE(response.body == std::string(size, 'x'));
  }
}
