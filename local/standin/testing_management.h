// For tests of management/.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "local/standin/management/service.h"
#include "local/standin/testing.h"

namespace standin::testing {

// The service in a folder of its own, with the compartment "c" in the tenancy "t".
struct ManagementBench {
  ManagementBench() { Open(); }
  void Open() { management = TryOpen().value(); }
  oci::Result<std::unique_ptr<Management>> TryOpen() {
    return Management::Open({folder.path(), "c", "t", "ns", [this] { return now; }, SystemRandom(),
                             invoke_url, deployments_url});
  }
  Response Send(const std::string& method, const std::string& target, const std::string& body = "",
                oci::HeaderList headers = {}) {
    const auto question = target.find('?');
    const std::string query = question == std::string::npos ? "" : target.substr(question + 1);
    return management->Handle({method, target.substr(0, question), query, headers, body});
  }
  Response Make(const std::string& collection, const nlohmann::json& details,
                oci::HeaderList headers = {}) {
    return Send("POST", collection, details.dump(), std::move(headers));
  }
  std::string Made(const std::string& collection, const nlohmann::json& details) {
    const auto made = Make(collection, details);
    REQUIRE(made.status == 200);
    return nlohmann::json::parse(made.body)["id"];
  }
  std::string Application(const std::string& name = "app") {
    return Made("/20181201/applications",
                {{"compartmentId", "c"}, {"displayName", name}, {"subnetIds", {"s"}}});
  }
  nlohmann::json Get(const std::string& collection, const std::string& id) {
    const auto got = Send("GET", collection + "/" + id);
    REQUIRE(got.status == 200);
    return nlohmann::json::parse(got.body);
  }

  Folder folder;
  std::string invoke_url = "http://127.0.0.1:7", deployments_url;
  oci::TimePoint now{std::chrono::seconds(1795269600)};
  std::unique_ptr<Management> management;
};

}  // namespace standin::testing
