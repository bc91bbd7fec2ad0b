// The gateway behind its server, on real sockets, with a function and an HTTP service as back ends.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "local/gateway/gateway.h"
#include "local/http/testing.h"
#include "oci/curl_transport.h"

using namespace std::chrono_literals;
using fdk::testing::RawClient;
using local::testing::Running;
using Json = nlohmann::json;

namespace {

constexpr size_t kMegabyte = 1024 * 1024;

// Answers with the request: target, headers, size of the body.
local::Response Tell(const local::Request& request, const std::string&) {
  Json told = {{"target", request.path + "?" + request.query}, {"size", request.body.size()}};
  for (const auto& [name, value] : request.headers) told["headers"][name] = value;
  return {200, {{"X-Frame-Options", "DENY"}, {"opc-request-id", "theirs"}}, told.dump()};
}

struct Bench {
  explicit Bench(local::Waits& waits = local::SystemWaits()) {
    local::HttpServer::Options options;
    options.waits = &waits;
    options.max_head_bytes = local::Gateway::kMaxHead;
    options.error = [this](int status) { return gateway->Error(status); };
    const Json document = Json::parse(R"({"requestPolicies": {"authentication": {
        "type": "CUSTOM_AUTHENTICATION", "functionId": "auth", "isAnonymousAccessAllowed": true,
        "parameters": {"cookie": "request.headers[Cookie]"}}},
      "routes": [
        {"path": "/function", "methods": ["ANY"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "f"},
         "requestPolicies": {"authorization": {"type": "ANONYMOUS"}}},
        {"path": "/private", "methods": ["ANY"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "f"}},
        {"path": "/http/{rest*}", "methods": ["ANY"], "backend": {"type": "HTTP_BACKEND", "url": "SERVICE/o/${request.path[rest]}",
          "connectTimeoutInSeconds": 5, "readTimeoutInSeconds": 60, "sendTimeoutInSeconds": 60},
         "requestPolicies": {"authorization": {"type": "ANONYMOUS"}}},
        {"path": "/stock", "methods": ["ANY"], "backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 200, "body": "stock"},
         "requestPolicies": {"authorization": {"type": "ANONYMOUS"}}}]})");
    std::string text = document.dump();
    text.replace(text.find("SERVICE"), 7, "http://127.0.0.1:" + std::to_string(service.port));
    const auto specification = local::ParseSpecification(Json::parse(text));
    REQUIRE(specification.ok());
    gateway = std::make_unique<local::Gateway>(local::Gateway::Options{
        *specification,
        [](const std::string& id, local::FnRequest request) -> oci::HttpResponse {
          if (id == "auth") return {200, {}, R"({"active":true})"};
          return {
              200, {{"Fn-Http-H-X-Frame-Options", "DENY"}}, std::to_string(request.body.size())};
        },
        oci::MakeCurlTransport({}), [] { return std::chrono::system_clock::now(); },
        [] { return std::string(32, 'A'); }});
    front = std::make_unique<Running>(
        local::HeadHandler(
            [this](const local::Request& request, const std::string& peer,
                   local::BodySource& body) { return gateway->Handle(request, peer, body); }),
        options);
  }

  Running service{local::HttpHandler(&Tell), {}};
  std::unique_ptr<local::Gateway> gateway;
  std::unique_ptr<Running> front;
};

std::string Head(const std::string& path, size_t size, bool chunked) {
  char digits[32];
  std::snprintf(digits, sizeof(digits), "%zx", size);
  return "PUT " + path + " HTTP/1.1\r\nHost: h\r\n" +
         (chunked ? std::string("Transfer-Encoding: chunked\r\n\r\n") + digits + "\r\n"
                  : "Content-Length: " + std::to_string(size) + "\r\n\r\n");
}

// Sends the whole body, even if the response comes earlier.
fdk::testing::RawResponse Put(RawClient client, const std::string& path, size_t size,
                              bool chunked) {
  static const std::string piece(64 * 1024, 'b');
  client.Send(Head(path, size, chunked));
  for (size_t left = size; left > 0;) {
    const size_t part = std::min(left, piece.size());
    if (!client.Send(std::string_view(piece).substr(0, part))) break;
    left -= part;
  }
  if (chunked) client.Send("\r\n0\r\n\r\n");
  return client.Read();
}

void CheckServiceHeaders(const fdk::testing::RawResponse& answer) {
  INFO(answer.status);
  for (const auto& [name, value] : oci::HeaderList{
           {"Server", "Oracle API Gateway"},
           {"Strict-Transport-Security", "max-age=31536000"},
           {"X-XSS-Protection", "1; mode=block"},
           {"X-Frame-Options", "sameorigin"},
           {"X-Content-Type-Options", "nosniff"},
           {"opc-request-id", "/" + std::string(32, 'A') + "/" + std::string(32, 'A')}}) {
    INFO(name);
    const auto values = answer.headers.GetAll(name);
    REQUIRE(values.size() == 1);
    CHECK(values[0] == value);
  }
}

// The peak memory of this process since the last reset, in MB.
[[maybe_unused]] size_t PeakMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) / 1024;
  }
  return 0;
}
void ForgetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace

TEST_CASE("bodies are taken to the last byte of 6 MB for a function and of 20 MB for a service") {
  Bench bench;
  for (const bool chunked : {false, true}) {
    INFO(chunked);
    const auto put = [&](const std::string& path, size_t size) {
      return Put(bench.front->Client(), path, size, chunked);
    };
    const auto most = put("/function", 6 * kMegabyte);
    CHECK(most.status == 200);
    CHECK(most.body == std::to_string(6 * kMegabyte));
    const auto refused = put("/function", 6 * kMegabyte + 1);
    CHECK(refused.status == 413);
    CHECK(Json::parse(refused.body) ==
          Json{{"message", "Request Entity Too Large"}, {"code", 413}});
    const auto large = put("/http/x", 20 * kMegabyte);
    CHECK(large.status == 200);
    CHECK(Json::parse(large.body)["size"] == 20 * kMegabyte);
    CHECK(put("/http/x", 20 * kMegabyte + 1).status == 413);
    CHECK(put("/stock", 20 * kMegabyte).body == "stock");
    CHECK(put("/stock", 20 * kMegabyte + 1).status == 413);
  }
}

TEST_CASE("8 bodies of 256 MB at once leave the gateway under 64 MB") {
  Bench bench;
  CHECK(Put(bench.front->Client(), "/http/x", 1, false).status == 200);
  ForgetPeak();
  std::vector<std::thread> clients;
  std::vector<int> statuses(8);
  for (size_t i = 0; i < statuses.size(); ++i) {
    clients.emplace_back([&, i, client = bench.front->Client()]() mutable {
      statuses[i] =
          Put(std::move(client), i % 2 == 0 ? "/function" : "/http/x", 256 * kMegabyte, i % 4 < 2)
              .status;
    });
  }
  for (auto& client : clients) client.join();
  CHECK(statuses == std::vector<int>(8, 413));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // sanitizers keep freed memory
  CHECK(PeakMegabytes() > 0);
  CHECK(PeakMegabytes() < 64);
#endif
}

TEST_CASE("8 bodies of 20 MB at once for a service are sent on from files") {
  Bench bench;
  std::vector<std::thread> clients;
  std::vector<int> statuses(8);
  for (size_t i = 0; i < statuses.size(); ++i) {
    clients.emplace_back([&, i, client = bench.front->Client()]() mutable {
      statuses[i] = Put(std::move(client), "/http/x", 20 * kMegabyte, i % 2 == 0).status;
    });
  }
  for (auto& client : clients) client.join();
  CHECK(statuses == std::vector<int>(8, 200));
}

TEST_CASE("a head has 8 KB, the last byte included") {
  Bench bench;
  const auto ask = [&](size_t line, size_t whole) {
    std::string head = "GET /stock?" + std::string(line - 22, 'x') + " HTTP/1.1\r\n";
    REQUIRE(head.size() == line);
    if (whole > line + 6) head += "X: " + std::string(whole - line - 7, 'y') + "\r\n";
    return bench.front->Ask(head + "\r\n");
  };
  CHECK(ask(100, 8192).status == 200);
  CHECK(ask(8190, 8192).status == 200);
  const auto large = ask(100, 8193);
  CHECK(large.status == 431);
  CHECK(Json::parse(large.body)["code"] == 431);
  const auto target = ask(8193, 8195);
  CHECK(target.status == 414);
  CHECK(Json::parse(target.body)["code"] == 414);
  CheckServiceHeaders(large);
  CheckServiceHeaders(target);
}

TEST_CASE("the service's headers are on whatever comes out of the socket") {
  Bench bench;
  auto& front = *bench.front;
  CheckServiceHeaders(front.Ask("GET /stock HTTP/1.1\r\n\r\n"));
  CheckServiceHeaders(front.Ask("GET /function HTTP/1.1\r\n\r\n"));
  CheckServiceHeaders(front.Ask("GET /http/x HTTP/1.1\r\n\r\n"));
  CheckServiceHeaders(front.Ask("GET /none HTTP/1.1\r\n\r\n"));
  const auto garbage = front.Ask("nonsense\r\n\r\n");
  CHECK(garbage.status == 400);
  CHECK(garbage.headers.Get("Content-Type") == "application/json");
  CheckServiceHeaders(garbage);
  CheckServiceHeaders(front.Ask("PUT /function HTTP/1.1\r\nContent-Length: 6291457\r\n\r\n"));
  const auto unframed =
      front.Ask("PUT /function HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  CHECK(unframed.status == 400);
  CheckServiceHeaders(unframed);
}

TEST_CASE("a client that is too slow is told so, with the service's headers") {
  local::testing::StandingClock clock;
  Bench bench(clock);
  for (const char* sent : {"GET /st", "PUT /function HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc"}) {
    auto client = bench.front->Client();
    client.Send(sent);
    clock.AwaitWaiters(1);
    clock.Advance(15s);
    const auto late = client.Read();
    CHECK(late.status == 408);
    CheckServiceHeaders(late);
  }
}

TEST_CASE("a byte that is no UTF-8 in a header is answered like any other") {
  Bench bench;
  CHECK(bench.front->Ask("GET /private HTTP/1.1\r\nCookie: a\xff\xc3\r\n\r\n").status == 200);
  CHECK(bench.front->Ask("GET /stock?\xff HTTP/1.1\r\nCookie: \xff\r\n\r\n").status == 200);
}

TEST_CASE("an HTTP service sees the gateway as its client, and the target as its host") {
  Bench bench;
  const auto answer =
      bench.front->ClientFrom("127.0.0.3")
          .Call(
              "GET /http/a%2Fb?x=%31 HTTP/1.1\r\nHost: photos.example\r\nUser-Agent: theirs\r\n"
              "Connection: X-Mine\r\nX-Mine: 1\r\nX-Forwarded-For: 6.6.6.6\r\nX-A: kept\r\n\r\n");
  REQUIRE(answer.status == 200);
  const auto told = Json::parse(answer.body);
  CHECK(told["target"] == "/o/a%2Fb?x=%31");
  const auto& headers = told["headers"];
  CHECK(headers["Host"] == "127.0.0.1:" + std::to_string(bench.service.port));
  CHECK(headers["User-Agent"] == "Oracle API Gateway");
  CHECK(headers["X-Real-Ip"] == "127.0.0.3");
  CHECK(headers["X-Forwarded-For"] == "6.6.6.6, 127.0.0.3");
  CHECK(headers["Forwarded"] == "for=127.0.0.3");
  CHECK(headers["X-A"] == "kept");
  CHECK_FALSE(headers.contains("X-Mine"));
}

TEST_CASE("an HTTP service that is not there is 502") {
  Bench bench;
  bench.service.server.Stop();
  bench.service.thread.join();
  bench.service.thread = std::thread([] {});
  // The listener is closed together with the service.
  CHECK(bench.front->Ask("GET /http/x HTTP/1.1\r\n\r\n").status == 502);
}
