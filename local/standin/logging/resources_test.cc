// Log groups and logs: what is made, changed and told of it. Their names: service_test.cc.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing_logging.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Header;
using testing::LoggingBench;

constexpr const char* kGroups = "/20200531/logGroups";

json WorkOf(LoggingBench& bench, const Response& response) {
  return json::parse(
      bench.Send("GET", "/20200531/workRequests/" + Header(response, "opc-work-request-id")).body);
}

json ServiceLog(const std::string& name) {
  return {{"displayName", name},
          {"logType", "SERVICE"},
          {"isEnabled", true},
          {"retentionDuration", 60},
          {"configuration",
           {{"compartmentId", "c"},
            {"source",
             {{"sourceType", "OCISERVICE"},
              {"service", "functions"},
              {"resource", "ocid1.fnapp.oc1..a"},
              {"category", "invoke"}}}}}};
}

TEST_CASE("a work request names the log group or log, also after a restart") {
  LoggingBench bench;
  const auto made =
      bench.Send("POST", kGroups, {{"compartmentId", "c"}, {"displayName", "fotogal"}});
  bench.Open();
  const json work = WorkOf(bench, made);
  CHECK(work["operationType"] == "CREATE_LOG_GROUP");
  CHECK(work["compartmentId"] == "c");
  CHECK(work["timeAccepted"] == "2026-11-21T14:00:00.000Z");
  const std::string group = work["resources"][0]["identifier"];
  CHECK(work["resources"] == json::array({{{"actionType", "CREATED"},
                                           {"entityType", "loggroup"},
                                           {"identifier", group},
                                           {"entityUri", "/logGroups/" + group}}}));
  CHECK(json::parse(bench.Send("GET", std::string(kGroups) + "/" + group).body)["displayName"] ==
        "fotogal");
  const std::string logs = std::string(kGroups) + "/" + group + "/logs";
  const json log =
      WorkOf(bench, bench.Send("POST", logs, {{"displayName", "l"}, {"logType", "CUSTOM"}}));
  CHECK(log["operationType"] == "CREATE_LOG");
  CHECK(log["compartmentId"] == "c");
  const std::string id = log["resources"][0]["identifier"];
  CHECK(log["resources"][0]["entityType"] == "log");
  CHECK(log["resources"][0]["entityUri"] == "/logs/" + id);
  CHECK(json::parse(bench.Send("GET", logs + "/" + id).body)["tenancyId"] == "t");
  const json gone = WorkOf(bench, bench.Send("DELETE", logs + "/" + id));
  CHECK(gone["operationType"] == "DELETE_LOG");
  CHECK(gone["resources"][0]["actionType"] == "DELETED");
  CHECK(bench.Send("GET", "/20200531/workRequests/none").status == 404);
  const auto listed = bench.Send("GET", "/20200531/workRequests", nullptr, "compartmentId=c");
  CHECK(json::parse(listed.body).size() == 3);
}

TEST_CASE("a service's log says whose it is, and lists are narrowed by that") {
  LoggingBench bench;
  const std::string logs = std::string(kGroups) + "/" + bench.Group("g") + "/logs";
  REQUIRE(bench.Send("POST", logs, ServiceLog("invoke")).status == 202);
  REQUIRE(bench.Send("POST", logs, {{"displayName", "own"}, {"logType", "CUSTOM"}}).status == 202);
  const auto listed = [&](const std::string& query) {
    std::string names;
    for (const json& log : json::parse(bench.Send("GET", logs, nullptr, query).body))
      names += log["displayName"].get<std::string>() + " ";
    return names;
  };
  CHECK(listed("logType=SERVICE") == "invoke ");
  CHECK(listed("logType=CUSTOM") == "own ");
  CHECK(listed("sourceService=functions&sourceResource=ocid1.fnapp.oc1..a") == "invoke ");
  CHECK(listed("sourceService=apigateway").empty());
  CHECK(listed("lifecycleState=INACTIVE").empty());
  const json log = json::parse(bench.Send("GET", logs, nullptr, "displayName=invoke").body)[0];
  CHECK(log["configuration"] == ServiceLog("")["configuration"]);
  CHECK(log["retentionDuration"] == 60);
  CHECK(log["isEnabled"] == true);
}

TEST_CASE("a log whose source is not whole is refused") {
  LoggingBench bench;
  const std::string logs = std::string(kGroups) + "/" + bench.Group("g") + "/logs";
  const auto status = [&](const std::function<void(json&)>& change) {
    json details = ServiceLog("l");
    change(details);
    return bench.Send("POST", logs, details).status;
  };
  CHECK(status([](json& d) { d.erase("configuration"); }) == 400);
  CHECK(status([](json& d) { d["configuration"] = 5; }) == 400);
  CHECK(status([](json& d) { d["configuration"].erase("source"); }) == 400);
  CHECK(status([](json& d) { d["configuration"]["source"]["sourceType"] = "OTHER"; }) == 400);
  for (const char* member : {"service", "resource", "category"})
    CHECK(status([&](json& d) { d["configuration"]["source"].erase(member); }) == 400);
  CHECK(status([](json& d) { d["logType"] = "AUDIT"; }) == 400);
  CHECK(status([](json& d) { d["retentionDuration"] = 45; }) == 400);
  CHECK(json::parse(bench.Send("GET", logs).body).empty());
}

TEST_CASE("a log is switched off and renamed, and a name in use is not taken") {
  LoggingBench bench;
  const auto group = bench.Group("g");
  const auto log = bench.Log(group, "l");
  bench.Log(group, "other");
  const std::string path = std::string(kGroups) + "/" + group + "/logs/" + log;
  CHECK(bench.Send("PUT", path, {{"isEnabled", false}, {"displayName", "new"}}).status == 202);
  bench.Open();
  const json changed = json::parse(bench.Send("GET", path).body);
  CHECK(changed["lifecycleState"] == "INACTIVE");
  CHECK(changed["displayName"] == "new");
  CHECK(bench.Send("PUT", path, {{"displayName", "other"}}).status == 409);
  CHECK(bench.Send("PUT", path, {{"displayName", ""}}).status == 400);
  CHECK(bench.Send("PUT", path, {{"retentionDuration", 7}}).status == 400);
  CHECK(bench.Send("PUT", path, {{"logType", "SERVICE"}}).status == 400);
  CHECK(json::parse(bench.Send("GET", path).body) == changed);
  const std::string of_group = std::string(kGroups) + "/" + group;
  CHECK(bench.Send("PUT", of_group, {{"description", "d"}}).status == 202);
  CHECK(json::parse(bench.Send("GET", of_group).body)["description"] == "d");
}

TEST_CASE("each compartment has its own names, and a log is found in its group alone") {
  LoggingBench bench;
  const auto group = bench.Group("g");
  const auto log = bench.Log(group, "l");
  CHECK(bench.Send("POST", kGroups, {{"compartmentId", "d"}, {"displayName", "g"}}).status == 202);
  const auto other = bench.Group("other");
  CHECK(bench.Send("GET", std::string(kGroups) + "/" + other + "/logs/" + log).status == 404);
  CHECK(bench.Send("DELETE", std::string(kGroups) + "/" + other + "/logs/" + log).status == 404);
  CHECK(bench.Send("GET", std::string(kGroups) + "/" + log).status == 404);
}

}  // namespace
}  // namespace standin
