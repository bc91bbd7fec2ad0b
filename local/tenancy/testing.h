// For tests: a tenancy in memory, in which resources are created as an operator creates them.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "local/standin/testing.h"
#include "oci/management.h"

namespace local::testing {

struct TenancyBench : standin::testing::CloudBench {
  std::shared_ptr<oci::Requester> requester = NewRequester();
  oci::Clock clock = [this] { return now; };

  // Creates a resource and returns its id.
  std::string Make(const oci::management::Collection& in, nlohmann::json details,
                   const std::string& compartment = standin::kCompartmentId) {
    details["compartmentId"] = compartment;
    auto call = NewCall();
    oci::management::Client client(requester, in);
    return client.Create(call, details, "").value().at("id").get<std::string>();
  }
  void Change(const oci::management::Collection& in, const std::string& id,
              const nlohmann::json& details) {
    now += std::chrono::seconds(1);
    auto call = NewCall();
    REQUIRE(oci::management::Client(requester, in).Update(call, id, details).ok());
  }
  std::string MakeApplication(const nlohmann::json& config) {
    nlohmann::json details = {{"displayName", "fotogal"}, {"subnetIds", {"s"}}};
    if (!config.is_null()) details["config"] = config;
    return Make(oci::management::Applications("http://h"), details);
  }
  std::string MakeFunction(const std::string& application, const nlohmann::json& more) {
    nlohmann::json details = {{"applicationId", application},
                              {"displayName", "like"},
                              {"memoryInMBs", 512},
                              {"image", "gru.ocir.io/ns/fotogal/like:0.1.0"}};
    if (!more.is_null()) details.update(more);
    return Make(oci::management::Functions("http://h"), details);
  }
};

}  // namespace local::testing
