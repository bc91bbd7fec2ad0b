// Bytes that no honest client sends, wherever a client may put bytes.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "fdk/testing/raw_client.h"
#include "fotogal/people/user.h"
#include "tests/support/documented_paths.h"
#include "tests/support/running_service.h"

using namespace std::string_literals;
using fdk::testing::RawClient;
using tests::Client;
using tests::RunningService;

namespace {

const std::vector<std::string> kInUrls = {"%FF",
                                          "%C3%28",
                                          "%ED%A0%80",
                                          "%00",
                                          "a%00b",
                                          "%0D%0AX-A:%20b",
                                          "..%2F..%2Fetc",
                                          "%2E%2E",
                                          "%",
                                          "%2",
                                          "%zz",
                                          "'%20OR%201=1",
                                          "$%7Bjndi:x%7D",
                                          "%E2%80%AE",
                                          "-1",
                                          "99999999999999999999",
                                          std::string(300, 'a'),
                                          "%F0%9F%98%80"};
const std::vector<std::string> kInHeaders = {
    "\xff", "\xc3\x28", "\x80=\x81", "a\tb", "%00", "\"\\\"", std::string(3000, 'h'), "=;=;;,"};
const std::vector<std::string> kBodies = {"",
                                          "\xff\xfe",
                                          "{\"username\": \"\xff\"}",
                                          "{\"login\": \"\\ud800\", \"password\": \"\\u0000\"}",
                                          "[]",
                                          "null",
                                          "{}{}",
                                          "{\"a\":1,\"a\":2}",
                                          std::string(20'000, '['),
                                          "{\"text\": {\"text\": {\"text\": []}}}"};

class Hostile {
 public:
  Hostile() {
    service_.AwaitHealthy();
    ann_ = Client::SignUp(service_, "ann");
  }

  // What the answer is, or 0 when the connection ended without one.
  int Send(const std::string& method, const std::string& target, const std::string& headers = {},
           const std::string& body = {}) {
    auto client = RawClient::Tcp(service_.port());
    client.Send(method + " " + target +
                " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(service_.port()) + "\r\n" +
                headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.Read().status;
  }
  std::string Own() const { return "Authorization: Bearer " + ann_.token + "\r\n"; }
  void CheckAnswered(int status) const {
    CHECK(status >= 200);
    CHECK(status < 500);
  }
  RunningService& service() { return service_; }

 private:
  RunningService service_;
  Client ann_;
};

// Those of functions, but the one that would end the session of the test.
std::vector<std::string> Paths() {
  auto paths = tests::PathsOfFunctions();
  paths.erase("/v1/logout");
  return {paths.begin(), paths.end()};
}

std::string Filled(const std::string& path, const std::string& value) {
  std::string filled;
  size_t from = 0;
  for (size_t open; (open = path.find('{', from)) != std::string::npos;) {
    filled += path.substr(from, open - from) + value;
    from = path.find('}', open) + 1;
  }
  return filled + path.substr(from);
}

}  // namespace

TEST_CASE(
    "whatever bytes come in a URL, a header or a body, an answer comes that blames the client") {
  Hostile hostile;
  const auto paths = Paths();
  REQUIRE(paths.size() > 25);
  SECTION("in paths and queries") {
    for (const auto& path : paths) {
      for (const auto& value : kInUrls) {
        for (const char* method : {"GET", "PUT", "DELETE"}) {
          const std::string target =
              Filled(path, value) + "?cursor=" + value + "&limit=" + value + "&q=" + value;
          INFO(method << " " << target);
          hostile.CheckAnswered(hostile.Send(method, target, hostile.Own()));
        }
      }
    }
  }
  SECTION("in headers") {
    for (const char* name :
         {"Authorization", "Cookie", "Idempotency-Key", "X-Caption", "X-Alt-Text", "User-Agent",
          "Range", "If-None-Match", "Content-Type", "X-Forwarded-For", "X-Real-Ip", "Origin",
          "Accept-Encoding", "X-FotoGal-User-Id", "Fn-Deadline", "Traceparent"}) {
      for (const auto& value : kInHeaders) {
        INFO(name << ": " << value);
        const std::string own = name == "Authorization"s ? "" : hostile.Own();
        const std::string header = std::string(name) + ": " + value + "\r\n";
        hostile.CheckAnswered(hostile.Send("GET", "/v1/me", own + header));
        hostile.CheckAnswered(hostile.Send("POST", "/v1/images", own + header, "x"));
      }
    }
  }
  SECTION("in bodies") {
    for (const auto& path : paths) {
      for (const auto& body : kBodies) {
        for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
          INFO(method << " " << path << " " << body.substr(0, 40));
          hostile.CheckAnswered(hostile.Send(method, Filled(path, "ann"),
                                             hostile.Own() + "Content-Type: application/json\r\n",
                                             body));
        }
      }
    }
  }
  CHECK(hostile.service().Send("GET", "/v1/health").status == 200);
}

TEST_CASE("what clients send makes no line of its own in a log") {
  Hostile hostile;
  const std::string line = "x\\n{\\\"function\\\":\\\"forged\\\"}\\n\\u001b[31m";
  const std::string body = "{\"login\": \"" + line + "\", \"password\": \"" + line + "\"}";
  const std::string json = "Content-Type: application/json\r\n";
  CHECK(hostile.Send("POST", "/v1/login", json, body) == 401);
  hostile.CheckAnswered(hostile.Send("GET", "/v1/users/%0A%7B%22function%22:%22forged%22%7D",
                                     hostile.Own() + "User-Agent: {\"function\":\"forged\"}\r\n"));
  size_t lines = 0;
  for (const auto& file : std::filesystem::directory_iterator(hostile.service().data() + "/logs")) {
    if (file.path().stem() == "gateway" || file.path().stem() == "stand-in") continue;
    std::ifstream log(file.path());
    for (std::string text; std::getline(log, text); ++lines) {
      INFO(file.path() << ": " << text);
      const auto entry = tests::Json::parse(text, nullptr, false);
      REQUIRE(entry.is_object());
      CHECK(entry["function"] == file.path().stem().string());
      CHECK(text.find_first_of("\x1b\r") == std::string::npos);
    }
  }
  CHECK(lines > 0);
}
