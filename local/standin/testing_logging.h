// For tests of logging/.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/logging/service.h"
#include "local/standin/testing.h"

namespace standin::testing {

struct LoggingBench {
  LoggingBench() { Open(); }
  void Open() {
    logging = Logging::Open({folder.path(),
                             [] { return oci::TimePoint(std::chrono::seconds(1795269600)); },
                             SystemRandom(), "t"})
                  .value();
  }
  Response Send(const std::string& method, const std::string& path,
                const nlohmann::json& body = nullptr, const std::string& query = "") {
    return logging->Handle({method, path, query, {}, body.is_null() ? "" : body.dump()});
  }
  std::string Group(const std::string& name) {
    REQUIRE(Send("POST", "/20200531/logGroups", {{"compartmentId", "c"}, {"displayName", name}})
                .status == 202);
    return nlohmann::json::parse(
        Send("GET", "/20200531/logGroups", nullptr, "compartmentId=c&displayName=" + name)
            .body)[0]["id"];
  }
  std::string Log(const std::string& group, const std::string& name) {
    const std::string path = "/20200531/logGroups/" + group + "/logs";
    REQUIRE(Send("POST", path,
                 {{"displayName", name}, {"logType", "CUSTOM"}, {"retentionDuration", 30}})
                .status == 202);
    return nlohmann::json::parse(Send("GET", path, nullptr, "displayName=" + name).body)[0]["id"];
  }
  Response Push(const std::string& log, const nlohmann::json& body) {
    return Send("POST", "/20200831/logs/" + log + "/actions/push", body);
  }
  std::vector<nlohmann::json> Lines(const std::string& log) {
    std::vector<nlohmann::json> lines;
    std::ifstream file(logging->LogFile(log));
    for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }
  Folder folder;
  std::unique_ptr<Logging> logging;
};

inline nlohmann::json Batch(const std::string& data) {
  return {{"specversion", "1.0"},
          {"logEntryBatches",
           {{{"entries", {{{"data", data}, {"id", "i"}, {"time", "2026-11-21T14:00:00.123Z"}}}},
             {"source", "fotogal"},
             {"type", "t"},
             {"subject", "s"},
             {"defaultlogentrytime", "2026-11-21T14:00:00Z"}}}}};
}

}  // namespace standin::testing
