#include "local/command/ps.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using Json = nlohmann::json;

namespace {

const Json kFunctions = Json::parse(R"([
  {"name": "export", "instances": [], "calls": 0, "failures": 0, "last_failure": null},
  {"name": "feed", "calls": 12, "failures": 1,
   "instances": [{"pid": 7, "is_container": false, "state": "idle"},
                 {"pid": 8, "is_container": false, "state": "busy"}],
   "last_failure": {"time": "2026-11-29T03:00:00Z", "status": 502, "message": "a\u001b[2Jb",
                    "call_id": "x"}},
  {"name": "like", "calls": 1, "failures": 0, "last_failure": null,
   "instances": [{"pid": 9, "is_container": true, "state": "resting"}]}])");

std::optional<std::int64_t> Memory(int pid) {
  if (pid == 8) return std::nullopt;  // it has just ended
  return pid * 1024 * 1024;
}

}  // namespace

TEST_CASE("memory is that of a function's processes; of containers the engine's says nothing") {
  const auto functions = local::WithMemory(kFunctions, &Memory);
  CHECK(functions[0]["memory_bytes"] == 0);
  CHECK(functions[1]["memory_bytes"] == 7 * 1024 * 1024);
  CHECK(functions[2]["memory_bytes"].is_null());
  CHECK(local::ResidentMemory(getpid()).value() > 100'000);
  CHECK_FALSE(local::ResidentMemory(-1));
}

TEST_CASE("functions stand in a table, failures in colour where that is wanted") {
  const auto functions = local::WithMemory(kFunctions, &Memory);
  CHECK(local::FunctionTable(functions, false) ==
        "FUNCTION  INSTANCES   CALLS  FAILED  MEMORY  LAST ERROR\n"
        "export    0           0      0       -\n"
        "feed      2 (1 busy)  12     1       7.0 MB  2026-11-29T03:00:00Z 502 a [2Jb\n"
        "like      1           1      0       -\n");
  CHECK(local::FunctionTable(functions, true)
            .find("  \x1b[31m2026-11-29T03:00:00Z 502 a [2Jb\x1b[0m\n") != std::string::npos);
  CHECK(local::FunctionTable(Json::array(), true).find('\x1b') == std::string::npos);
}
