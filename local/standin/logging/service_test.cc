#include "local/standin/logging/service.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "local/standin/service.h"
#include "local/standin/testing.h"

namespace standin {
namespace {

using nlohmann::json;

struct Logs {
  Logs() { Open(); }
  void Open() {
    logging = Logging::Open({folder.path(),
                             [] { return oci::TimePoint(std::chrono::seconds(1795269600)); },
                             SystemRandom()})
                  .value();
  }
  Response Send(const std::string& method, const std::string& path, const json& body = nullptr,
                const std::string& query = "") {
    return logging->Handle({method, path, query, {}, body.is_null() ? "" : body.dump()});
  }
  std::string Group(const std::string& name) {
    REQUIRE(Send("POST", "/20200531/logGroups", {{"compartmentId", "c"}, {"displayName", name}})
                .status == 202);
    return json::parse(
        Send("GET", "/20200531/logGroups", nullptr, "compartmentId=c&displayName=" + name)
            .body)[0]["id"];
  }
  std::string Log(const std::string& group, const std::string& name) {
    const std::string path = "/20200531/logGroups/" + group + "/logs";
    REQUIRE(Send("POST", path,
                 {{"displayName", name}, {"logType", "CUSTOM"}, {"retentionDuration", 30}})
                .status == 202);
    return json::parse(Send("GET", path, nullptr, "displayName=" + name).body)[0]["id"];
  }
  Response Push(const std::string& log, const json& body) {
    return Send("POST", "/20200831/logs/" + log + "/actions/push", body);
  }
  std::vector<json> Lines(const std::string& log) {
    std::vector<json> lines;
    std::ifstream file(logging->LogFile(log));
    for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
    return lines;
  }
  testing::Folder folder;
  std::unique_ptr<Logging> logging;
};

json Batch(const std::string& data) {
  return {{"specversion", "1.0"},
          {"logEntryBatches",
           {{{"entries", {{{"data", data}, {"id", "i"}, {"time", "2026-11-21T14:00:00.123Z"}}}},
             {"source", "fotogal"},
             {"type", "t"},
             {"subject", "s"},
             {"defaultlogentrytime", "2026-11-21T14:00:00Z"}}}}};
}

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
            .status == 501);
  CHECK(logs.Send("POST", "/20200531/logGroups/" + group + "/logs",
                  {{"displayName", "x"}, {"logType", "CUSTOM"}, {"retentionDuration", 31}})
            .status == 400);
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group).status == 409);  // it has a log
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group + "/logs/" + log).status == 202);
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group + "/logs/" + log).status == 404);
  CHECK(logs.Send("DELETE", "/20200531/logGroups/" + group).status == 202);
  CHECK(json::parse(logs.Send("GET", "/20200531/workRequests/w").body)["status"] == "SUCCEEDED");
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
