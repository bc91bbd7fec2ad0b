#include "local/command/ps.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "local/agent/invoke_endpoint.h"
#include "local/command/up.h"
#include "local/running/operator.h"
#include "oci/json_text.h"
#include "terminal/table.h"
#include "terminal/terminal.h"

namespace local {
namespace {

std::string Instances(const nlohmann::json& function) {
  const auto& instances = function.at("instances");
  const auto busy =
      std::count_if(instances.begin(), instances.end(),
                    [](const nlohmann::json& one) { return one.at("state") == "busy"; });
  const std::string all = std::to_string(instances.size());
  return busy == 0 ? all : all + " (" + std::to_string(busy) + " busy)";
}

std::string Memory(const nlohmann::json& function) {
  const auto& bytes = function.at("memory_bytes");
  if (bytes.is_null() || function.at("instances").empty()) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", bytes.get<double>() / (1024 * 1024));
  return text;
}

std::string LastError(const nlohmann::json& function) {
  const auto& failure = function.at("last_failure");
  if (!failure.is_object()) return "";
  return failure.value("time", "") + " " + std::to_string(failure.value("status", 0)) + " " +
         failure.value("message", "");
}

oci::Result<nlohmann::json> AskAgent(const DataFolder& folder, const Running& running) {
  OCI_ASSIGN_OR_RETURN(const auto requester, OperatorRequester(folder));
  auto call = CallWithin(std::chrono::seconds(10));
  OCI_ASSIGN_OR_RETURN(const auto answer,
                       requester->Send(call, {"GET", running.functions_url + kReportPath, {}, ""},
                                       oci::Retry::kNever));
  auto functions = oci::JsonOf(answer.body);
  if (answer.status != 200 || !functions.is_array())
    return oci::ConfigurationError("the gateway of " + folder.path + " answers " +
                                   std::to_string(answer.status));
  return WithMemory(std::move(functions), &ResidentMemory);
}

oci::Status ShowFunctions(const PsOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(options.data));
  OCI_ASSIGN_OR_RETURN(const auto running, FindRunning(folder));
  OCI_ASSIGN_OR_RETURN(const auto functions, AskAgent(folder, running));
  const auto owner = FindOwner(folder);
  const int pid = owner ? owner->pid : 0;
  const std::string url = running.IsCloudOnly()
                              ? running.standin_url
                              : "http://localhost:" + std::to_string(running.port);
  if (options.json) {
    const nlohmann::json all = {
        {"url", url}, {"pid", pid}, {"data", folder.path}, {"functions", functions}};
    std::printf("%s\n", oci::JsonText(all, 2).c_str());
    return oci::Ok();
  }
  std::printf("%s, process %d, data %s\n%s", url.c_str(), pid, folder.path.c_str(),
              FunctionTable(functions, terminal::WantsColour(stdout)).c_str());
  return oci::Ok();
}

}  // namespace

std::optional<std::int64_t> ResidentMemory(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::int64_t all = 0, resident = 0;
  if (!(file >> all >> resident)) return std::nullopt;
  return resident * sysconf(_SC_PAGESIZE);
}

nlohmann::json WithMemory(nlohmann::json functions, const MemoryOf& memory_of) {
  for (auto& function : functions) {
    nlohmann::json sum = 0;
    for (const auto& instance : function.at("instances")) {
      if (instance.at("is_container").get<bool>()) sum = nullptr;
      if (sum.is_null()) break;
      sum = sum.get<std::int64_t>() + memory_of(instance.at("pid").get<int>()).value_or(0);
    }
    function["memory_bytes"] = std::move(sum);
  }
  return functions;
}

std::string FunctionTable(const nlohmann::json& functions, bool colour) {
  std::vector<terminal::TableRow> rows = {
      {"FUNCTION", "INSTANCES", "CALLS", "FAILED", "MEMORY", "LAST ERROR"}};
  for (const auto& function : functions)
    rows.push_back({function.at("name").get<std::string>(), Instances(function),
                    std::to_string(function.at("calls").get<std::int64_t>()),
                    std::to_string(function.at("failures").get<std::int64_t>()), Memory(function),
                    LastError(function)});
  return terminal::Table(rows, colour);
}

int Ps(const PsOptions& options) {
  const auto shown = ShowFunctions(options);
  if (shown.ok()) return 0;
  std::fprintf(stderr, "fotogal: %s\n", shown.error().message.c_str());
  return 1;
}

}  // namespace local
