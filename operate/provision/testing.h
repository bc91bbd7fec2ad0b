// For tests: a tenancy in memory that can be provisioned.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/nosql/service.h"
#include "local/standin/testing.h"
#include "operate/provision/tenancy.h"

namespace operate::provision::testing {

// A specification with one route to that function.
inline nlohmann::json SpecificationOf(const std::string& function_id) {
  const nlohmann::json backend = {{"type", "ORACLE_FUNCTIONS_BACKEND"},
                                  {"functionId", function_id}};
  return {{"routes", {{{"path", "/"}, {"methods", {"ANY"}}, {"backend", backend}}}}};
}

// A tenancy with a compartment and nothing else.
struct EmptyTenancy : standin::testing::CloudBench {
  std::unique_ptr<standin::nosql::Service> tables;
  std::shared_ptr<oci::Requester> requester;
  Settings settings;
  std::vector<std::string> lines;
  std::vector<oci::TimePoint> ddl;

  EmptyTenancy() {
    tables = std::move(*standin::nosql::Service::Open({":memory:", [this] { return now; }, false}));
    transport =
        std::make_shared<standin::InProcessTransport>([this](const standin::Request& request) {
          if (!request.path.starts_with("/20190828")) return cloud->Handle(request);
          if (auto refusal = cloud->Refuse(request)) return std::move(*refusal);
          if (request.body.find("ddlStatement") != std::string::npos ||
              (request.method == "POST" && request.path.ends_with("/indexes")))
            ddl.push_back(now);
          return tables->Handle(request);
        });
    auto dependencies = oci::ProcessDependencies(
        transport, oci::ResourcePrincipal(environment(), [this] { return now; }).value());
    dependencies.clock = [this] { return now; };
    dependencies.sleep = [this](std::chrono::milliseconds time) { now += time; };
    requester = std::make_shared<oci::Requester>(std::move(dependencies));
    settings.compartment_id = standin::kCompartmentId;
    settings.subnet_id = "ocid1.subnet.oc1..s";
    settings.image_prefix = "gru.ocir.io/ns/fotogal";
    settings.image_tag = "0.1.0";
    settings.with_functions = true;
    settings.ddl_per_minute = 0;
    settings.functions = {{"authorize", 256, 30},
                          {"export", 256, 300},
                          {"fanout", 256, 300},
                          {"sweep", 256, 30},
                          {"upload", 1024, 30}};
    settings.specification =
        [](const std::map<std::string, std::string>& values) -> oci::Result<nlohmann::json> {
      const auto upload = values.find("function.upload");
      if (upload == values.end()) return oci::ConfigurationError("function.upload is not known");
      return SpecificationOf(upload->second);
    };
  }
  Access access() const {
    return {requester, AllAt("http://h"), std::chrono::milliseconds(1),
            [] { return std::string(64, 'f'); }};
  }
  Tenancy New() const { return Tenancy(access(), settings); }
  CallFactory Calls() {
    return [this] { return oci::Call([this] { return now; }, now + std::chrono::hours(1)); };
  }
  oci::Status Apply() {
    lines.clear();
    auto tenancy = New();
    return provision::Apply(Calls(), tenancy.Resources(),
                            {[this](const std::string& line) { lines.push_back(line); }});
  }
  size_t ChangesLeft() {
    auto tenancy = New();
    const auto resources = tenancy.Resources();
    return Changes(MakePlan(Calls(), resources).value());
  }
  nlohmann::json Find(const oci::management::Collection& of, const std::string& scope,
                      const std::string& name) {
    auto call = NewCall();
    return oci::management::Client(requester, of).Find(call, scope, name).value().value();
  }
  nlohmann::json App() {
    return Find(oci::management::Applications("http://h"), settings.compartment_id, "fotogal");
  }
  nlohmann::json Deployment() {
    return Find(oci::management::Deployments("http://h"), settings.compartment_id, "fotogal");
  }
  nlohmann::json Function(const std::string& name) {
    return Find(oci::management::Functions("http://h"), App()["id"], name);
  }
};

}  // namespace operate::provision::testing
