#include "local/standin/faults/faults.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "local/http/server.h"
#include "nosql/errors.h"
#include "nosql/protocol.h"
#include "oci/curl_transport.h"

using namespace standin;
using namespace std::chrono_literals;

namespace {

// A service that counts what it does.
struct BadDay {
  explicit BadDay(const std::string& rules) { Set(rules); }
  void Set(const std::string& rules) {
    auto plan = ParseFaultPlan(R"({"seed": 3, "faults": [)" + rules + "]}", "test");
    REQUIRE(plan.ok());
    faults.Set(*plan);
  }
  local::Reply Ask(const std::string& path, const std::string& method = "GET",
                   const std::string& body = "") {
    return faults.Around({method, path, "", {}, body}, [this](const Request&) {
      return Response{200, {}, "answer " + std::to_string(++handled)};
    });
  }

  oci::TimePoint now{1h};
  std::chrono::milliseconds slept{0};
  std::vector<std::string> reported;
  Faults faults{{.clock = [this] { return now; },
                 .sleep = [this](std::chrono::milliseconds time) { slept += time; },
                 .report = [this](const std::string& line) { reported.push_back(line); }}};
  int handled = 0;
};

constexpr const char* kRow = "/20190828/tables/t/rows";
constexpr const char* kList = "/n/ns/b/photos/o";

}  // namespace

TEST_CASE("an error has the status, code and header of its rule, and no effect unless it says so") {
  BadDay day(R"({"fault": "error", "status": 429, "retry_after_s": 2, "service": "nosql"})");
  const auto refused = day.Ask(kRow);
  CHECK(refused.status == 429);
  CHECK(oci::FindHeader(refused.headers, "retry-after") == "2");
  CHECK(refused.body.find("TooManyRequests") != std::string::npos);
  CHECK(day.handled == 0);
  CHECK(day.Ask(kList).status == 200);
  CHECK(day.reported == std::vector<std::string>{"error: nosql: GET " + std::string(kRow)});
  day.Set(R"({"fault": "error", "status": 503, "when": "after"})");
  CHECK(day.Ask(kRow).status == 503);
  CHECK(day.handled == 2);
}

TEST_CASE("drivers are told of errors as their protocol does") {
  const std::string path(::nosql::protocol::kPath);
  const struct {
    int status;
    const char* code;
  } cases[] = {{429, "TooManyRequests"}, {500, "InternalServerError"}, {503, "ServiceUnavailable"}};
  for (const auto& [status, code] : cases) {
    BadDay day(R"({"fault": "error", "status": )" + std::to_string(status) + "}");
    const auto reply = day.Ask(path, "POST");
    CHECK(reply.status == 200);
    const auto error = ::nosql::ErrorOfAnswer(reply.body);
    REQUIRE(error);
    CHECK(error->code == code);
    CHECK(error->retryable);
  }
  BadDay balancer(R"({"fault": "error", "status": 502})");
  CHECK(balancer.Ask(path, "POST").status == 502);
}

TEST_CASE("answers break off, and come late") {
  BadDay day(R"({"fault": "reset"})");
  CHECK(day.Ask(kRow).broken == local::Break::kBefore);
  CHECK(day.handled == 0);
  day.Set(R"({"fault": "reset", "when": "after"})");
  CHECK(day.Ask(kRow).broken == local::Break::kBefore);
  CHECK(day.handled == 1);
  day.Set(R"({"fault": "half-body"})");
  CHECK(day.Ask(kRow).broken == local::Break::kHalfBody);
  CHECK(day.handled == 2);
  day.Set(R"({"fault": "slow", "delay_ms": 40}, {"fault": "slow", "delay_ms": 2},
             {"fault": "expired-token"})");
  CHECK(day.Ask(kRow).status == 401);
  CHECK(day.slept == 42ms);
  day.Set(R"({"fault": "clock-off", "operation": "write"})");
  CHECK(day.Ask(kRow).status == 200);
  CHECK(day.Ask(kRow, "PUT").status == 401);
  // Nobody signs a request that is pre-authenticated.
  day.Set(R"({"fault": "clock-off"}, {"fault": "expired-token"})");
  CHECK(day.Ask("/p/token/n/ns/b/photos/o/1").status == 200);
  CHECK(day.Ask("/n/ns/b/photos/o/1").status == 401);
}

TEST_CASE("a rule comes true as often as it says, and the same way each time") {
  BadDay day(R"({"fault": "error", "skip": 2, "count": 3})");
  std::string seen;
  for (int i = 0; i < 8; ++i) seen += day.Ask(kRow).status == 200 ? '.' : 'x';
  CHECK(seen == "..xxx...");
  CHECK(day.faults.Counts() == std::vector{3});
  std::vector<std::string> runs;
  for (int run = 0; run < 2; ++run) {
    day.Set(R"({"fault": "error", "percent": 30})");
    std::string& drawn = runs.emplace_back();
    for (int i = 0; i < 1000; ++i) drawn += day.Ask(kRow).status == 200 ? '.' : 'x';
  }
  CHECK(runs[0] == runs[1]);
  const auto failed = std::count(runs[0].begin(), runs[0].end(), 'x');
  CHECK(failed > 240);
  CHECK(failed < 360);
}

TEST_CASE("a stale list is what the same list was a moment ago; objects are not stale") {
  BadDay day(R"({"fault": "stale-list", "seconds": 60})");
  CHECK(day.Ask(kList).body == "answer 1");
  CHECK(day.Ask(kList).body == "answer 1");
  CHECK(day.Ask(kList + std::string("/1.jpg")).body == "answer 2");
  CHECK(day.Ask("/n/ns/b/other/o").body == "answer 3");
  day.now += 60s;
  CHECK(day.Ask(kList).body == "answer 4");
}

TEST_CASE("tables are throttled, and functions killed, by name") {
  BadDay day(R"({"fault": "throttled", "table": "users", "operation": "write"},
                {"fault": "killed", "function": "feed", "delay_ms": 5, "count": 1})");
  CHECK(day.faults.Throttles("users", true));
  CHECK_FALSE(day.faults.Throttles("users", false));
  CHECK_FALSE(day.faults.Throttles("images", true));
  CHECK_FALSE(day.faults.KillsAfter("like"));
  CHECK(day.faults.KillsAfter("feed") == 5ms);
  CHECK_FALSE(day.faults.KillsAfter("feed"));
  CHECK(day.Ask(kRow).status == 200);
}

TEST_CASE("the file is followed; one with an error lets nothing fail") {
  char folder[] = "/tmp/faults-test-XXXXXX";
  const std::string file = mkdtemp(folder) + std::string("/faults.json");
  std::vector<std::string> reported;
  Faults faults({.clock = [] { return oci::TimePoint{}; },
                 .report = [&](const std::string& line) { reported.push_back(line); },
                 .file = file});
  const auto write = [&](const std::string& rules) {
    std::ofstream(file + ".new") << R"({"faults": [)" + rules + "]}";
    std::filesystem::rename(file + ".new", file);
  };
  CHECK_FALSE(faults.Throttles("t", true));
  write(R"({"fault": "throttled"})");
  CHECK(faults.Throttles("t", true));
  write(R"({"fault": "throttle"})");
  CHECK_FALSE(faults.Throttles("t", true));
  REQUIRE(reported.size() == 2);
  CHECK(reported[1].starts_with("no faults: " + file + ": faults[0].fault"));
  write(R"({"fault": "throttled"})");
  CHECK(faults.Throttles("t", true));
  std::filesystem::remove(file);
  CHECK_FALSE(faults.Throttles("t", true));
  std::filesystem::remove_all(folder);
}

// On the wire: what clients of the local cloud see of an answer that breaks off.
TEST_CASE("a client sees a broken answer as lost") {
  for (const auto broken : {local::Break::kBefore, local::Break::kHalfBody}) {
    local::HttpServer server(local::HttpHandler([&](const Request&, const std::string&) {
                               local::Reply reply(oci::HttpResponse{200, {}, "0123456789"});
                               reply.broken = broken;
                               return reply;
                             }),
                             {});
    auto listener = local::Listener::On("127.0.0.1", 0);
    REQUIRE(listener.ok());
    const std::string url = "http://127.0.0.1:" + std::to_string(listener->port()) + "/";
    server.Listen(std::move(*listener));
    std::thread thread([&] { server.Run(); });
    const auto transport = oci::MakeCurlTransport({});
    const auto answer = transport->Send({"PUT", url, {}, "x"}, 5s, [] { return false; });
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "network_error");
    CHECK(answer.error().retryable);
    CHECK(answer.error().outcome_unknown);
    server.Stop();
    thread.join();
  }
}
