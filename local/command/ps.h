// Formats for `fotogal ps` what the agent reports (local/agent/report.h).
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace local {

// Memory of a process in bytes; nullopt: it has ended.
using MemoryOf = std::function<std::optional<std::int64_t>(int pid)>;
std::optional<std::int64_t> ResidentMemory(int pid);

// Adds "memory_bytes" to each function of the agent's report: the sum of its instances, or null for
// containers.
nlohmann::json WithMemory(nlohmann::json functions, const MemoryOf& memory_of);

// A table with one line per function. colour: marks failures with a terminal's escape sequences.
std::string FunctionTable(const nlohmann::json& functions, bool colour);

}  // namespace local
