// What `fotogal ps` shows of the agent: instances and calls of every function.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "oci/http.h"

namespace local {

struct CallFailure {
  std::chrono::system_clock::time_point time;
  int status = 0;       // the status of the function's response, or the agent's own 502, 503 or 504
  std::string message;  // the agent's message, or the code in the function's response
  std::string call_id;
};

// Since the start of the agent.
struct CallCounts {
  std::int64_t calls = 0, failures = 0;
  std::optional<CallFailure> last_failure;
};

struct InstanceReport {
  pid_t pid = 0;
  bool is_container = false;  // the process is the container engine's, not the function's
  std::string state;          // "idle", "busy", or "resting" after a call that took too long
};

struct FunctionReport {
  std::string name, id;
  std::vector<InstanceReport> instances;
  CallCounts counts;
};

// A call has failed when the function did not answer, or answered with a status of 500 or more.
std::optional<CallFailure> FailureIn(const oci::HttpResponse& response, const std::string& call_id,
                                     std::chrono::system_clock::time_point now);

// [{"name", "id", "instances": [{"pid", "is_container", "state"}], "calls", "failures",
// "last_failure": null or {"time", "status", "message", "call_id"}}]
nlohmann::json ToJson(const std::vector<FunctionReport>& reports);

}  // namespace local
