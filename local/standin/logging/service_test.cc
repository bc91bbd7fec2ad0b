#include "local/standin/logging/service.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "local/standin/service.h"
#include "local/standin/testing_logging.h"

namespace standin {
namespace {

using nlohmann::json;

using testing::Batch;
using Logs = testing::LoggingBench;

TEST_CASE("groups and logs stay, and their names are taken once") {
  Logs logs;
  const auto group = logs.Group("g");
  const auto log = logs.Log(group, "l");
  logs.Open();
  CHECK(logs.Send("POST", "/20200531/logGroups", {{"compartmentId", "c"}, {"displayName", "g"}})
            .status == 409);
  CHECK(json::parse(logs.Send("GET", "/20200531/logGroups/" + group).body)["displayName"] == "g");
  CHECK(json::parse(
            logs.Send("GET", "/20200531/logGroups/" + group + "/logs/" + log).body)["logType"] ==
        "CUSTOM");
  CHECK(json::parse(logs.Send("GET", "/20200531/logGroups", nullptr, "compartmentId=other").body)
            .empty());
  CHECK(logs.Send("GET", "/20200531/logGroups").status == 400);
  CHECK(logs.Send("GET", "/20200531/logGroups/none/logs").status == 404);
  CHECK(logs.Send("POST", "/20200531/logGroups", {{"compartmentId", "c"}}).status == 400);
  CHECK(logs.Send("POST", "/20200531/logGroups/" + group + "/logs",
                  {{"displayName", "x"}, {"logType", "SERVICE"}})
            .status == 400);
  CHECK(logs.Send("POST", "/20200531/logGroups/" + group + "/logs",
                  {{"displayName", "x"}, {"logType", "CUSTOM"}, {"retentionDuration", 31}})
            .status == 400);
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group).status == 409);  // it has a log
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group + "/logs/" + log).status == 202);
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group + "/logs/" + log).status == 404);
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group).status == 202);
}

TEST_CASE("entries are appended as they came") {
  Logs logs;
  const auto log = logs.Log(logs.Group("g"), "l");
  CHECK(logs.Push(log, Batch(R"({"event":"signup"})")).status == 200);
  CHECK(logs.Push(log, Batch("plain")).status == 200);
  logs.Open();
  CHECK(logs.Push(log, Batch(json{{"long", std::string(10001, 'x')}}.dump())).status == 200);
  const auto lines = logs.Lines(log);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["data"] == json{{"event", "signup"}});
  CHECK(lines[0]["time"] == "2026-11-21T14:00:00.123Z");
  CHECK(lines[0]["subject"] == "s");
  CHECK(lines[1]["data"] == "plain");
  CHECK(lines[2]["data"]["long"].get<std::string>().size() == 10000);
}

TEST_CASE("what the service refuses is not appended") {
  Logs logs;
  const auto group = logs.Group("g");
  const auto log = logs.Log(group, "l");
  CHECK(logs.Push("none", Batch("x")).status == 404);
  CHECK(logs.Push(group, Batch("x")).status == 404);
  const auto status = [&](const std::function<void(json&)>& change) {
    json body = Batch("x");
    change(body);
    return logs.Push(log, body).status;
  };
  CHECK(status([](json& b) { b["specversion"] = "2"; }) == 400);
  CHECK(status([](json& b) { b.erase("logEntryBatches"); }) == 400);
  CHECK(status([](json& b) { b["logEntryBatches"][0].erase("defaultlogentrytime"); }) == 400);
  CHECK(status([](json& b) { b["logEntryBatches"][0]["defaultlogentrytime"] = "now"; }) == 400);
  CHECK(status([](json& b) { b["logEntryBatches"][0]["entries"][0]["time"] = "now"; }) == 400);
  CHECK(status([](json& b) { b["logEntryBatches"][0]["entries"][0]["data"] = json::object(); }) ==
        400);
  CHECK(status([](json& b) { b["logEntryBatches"][0]["entries"][0].erase("id"); }) == 400);
  CHECK(status([](json& b) {
          b["logEntryBatches"][0]["entries"][0]["data"] = std::string(1000001, 'x');
        }) == 400);
  CHECK(status([](json& b) { b = json::array(); }) == 400);
  CHECK(logs.Send("GET", "/20200831/logs/" + log + "/actions/push").status == 501);
  CHECK(logs.Lines(log).empty());
}

TEST_CASE("entries pushed at once do not mix") {
  Logs logs;
  const auto log = logs.Log(logs.Group("g"), "l");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 50; ++j) logs.Push(log, Batch(std::string(5000, 'x')));
      });
    }
  }
  CHECK(logs.Lines(log).size() == 200);
}

}  // namespace
}  // namespace standin
