#include "local/agent/report.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "oci/json_text.h"

namespace local {
namespace {

// The "code" of a problem body, or the "message" of the agent's own; "": neither.
std::string MessageIn(const std::string& body) {
  const auto json = oci::JsonOf(body);
  if (!json.is_object()) return {};
  for (const char* member : {"code", "message"}) {
    const auto found = json.find(member);
    if (found != json.end() && found->is_string()) return *found;
  }
  return {};
}

nlohmann::json ToJson(const std::optional<CallFailure>& failure) {
  if (!failure) return nullptr;
  return {{"time", common::Rfc3339(failure->time)},
          {"status", failure->status},
          {"message", failure->message},
          {"call_id", failure->call_id}};
}

}  // namespace

std::optional<CallFailure> FailureIn(const oci::HttpResponse& response, const std::string& call_id,
                                     std::chrono::system_clock::time_point now) {
  constexpr int kLeastFailure = 500;
  int status = response.status;
  if (status == 200) {
    const std::string told(oci::FindHeader(response.headers, "Fn-Http-Status"));
    status = std::atoi(told.c_str());
  }
  if (status < kLeastFailure) return std::nullopt;
  return CallFailure{now, status, MessageIn(response.body), call_id};
}

nlohmann::json ToJson(const std::vector<FunctionReport>& reports) {
  auto functions = nlohmann::json::array();
  for (const auto& report : reports) {
    auto instances = nlohmann::json::array();
    for (const auto& instance : report.instances)
      instances.push_back({{"pid", instance.pid},
                           {"is_container", instance.is_container},
                           {"state", instance.state}});
    functions.push_back({{"name", report.name},
                         {"id", report.id},
                         {"instances", std::move(instances)},
                         {"calls", report.counts.calls},
                         {"failures", report.counts.failures},
                         {"last_failure", ToJson(report.counts.last_failure)}});
  }
  return functions;
}

}  // namespace local
